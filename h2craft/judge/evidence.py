"""What is known of the client besides the wire: its process, and what it says of its requests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the client's application saw of one request, in the order they were made.

    ok      it was reported as a success
    status  the final status; None where there was none
    body    its octets, or their beginning; None where the client does not tell
    length  octets of the body; None where the client does not tell
    error   in its own words; empty for none
    fields  of the response, names in lower case, in order; None where the client does not tell
    trailers, informational  likewise; the latter are (status, fields)
    """

    ok: bool
    status: int | None = None
    body: bytes | None = None
    length: int | None = None
    error: str = ""
    fields: tuple[tuple[str, str], ...] | None = None
    trailers: tuple[tuple[str, str], ...] | None = None
    informational: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRun:
    """What became of one run of the client.

    words      its command with all values in place
    started    there was a process
    status     its exit status; None if it has none
    signal     what ended it, "SIGSEGV"; empty for none. What we sent ourselves does not count
    timed_out  it had to be ended: it hung
    cancelled  it was told to stop in the middle, as the case wants it
    seconds    how long it ran
    trouble    what is wrong with the process itself, in words; empty for nothing
    stdout, stderr  their beginnings
    lost       octets of output beyond that
    tells_exit  its exit status says whether a request failed; False: it says nothing
    tells_body  the body is in `stdout`
    results    what it says of each request; None: only exit status and output are known
    memory     growth of its resident memory from its first connection to the peak, octets;
               None where nobody looked
    cpu        seconds of processor time; None where nobody looked
    """

    words: tuple[str, ...] = ()
    started: bool = True
    status: int | None = 0
    signal: str = ""
    timed_out: bool = False
    cancelled: bool = False
    seconds: float = 0.0
    trouble: str = ""
    stdout: bytes = b""
    stderr: bytes = b""
    lost: int = 0
    tells_exit: bool = True
    tells_body: bool = True
    results: tuple[Result, ...] | None = None
    memory: int | None = None
    cpu: float | None = None
