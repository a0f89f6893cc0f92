"""How a scenario is replayed, and what came of it: values. Starts nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from h2craft.scenario import Verdict
from h2craft.script import Pace
from h2craft.trace import Record

if TYPE_CHECKING:
    from h2craft.replay.command import Ran
    from h2craft.scenario import Comparison

TIMEOUT_SECONDS = 30.0
WAIT_MARGIN = 0.1
LONGEST_MARGIN_SECONDS = 2.0

REST_SECONDS = 2.0
"""How long connections may stay open after the client has ended: others may have them still, or
its system may not have told that it is gone. What is said to nobody after that is not done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to replay.

    speed         what the sleeps of scenarios are divided by; 0: none
    strict_order  one handler at a time, in the order of the requests
    timeout       the longest a run takes, in seconds
    h2c           cleartext with prior knowledge instead of TLS
    host, port    where to listen; 0 picks a free port
    cert, key     certificate chain and its private key, PEM; the private CA's where None
    ca_folder     where that keeps itself
    serve         what TLS is to be like, in place of what the scenario's `Serve:` says
    trace         file for every record; it must not exist, or be empty
    header        more for the first line of that file
    keep_tls      record TLS as it is on the wire too, and the secrets that open it
    keep          hand out the records of the run
    watch         load a scenario again as soon as its file changes
    memory_octets what the journal keeps in memory; the rest is read back from a file
    """

    speed: float = 1.0
    strict_order: bool = False
    timeout: float = TIMEOUT_SECONDS
    h2c: bool = False
    host: str = "127.0.0.1"
    port: int = 0
    cert: Path | None = None
    key: Path | None = None
    ca_folder: Path | None = None
    serve: Mapping[str, str] = field(default_factory=dict)
    trace: Path | None = None
    header: Mapping[str, Any] = field(default_factory=dict)
    keep_tls: bool = False
    keep: bool = True
    watch: bool = False
    memory_octets: int = 64 << 20

    @property
    def pace(self) -> Pace:
        """Waits are a little shorter than the run, so that it is the wait that is named."""
        margin = min(LONGEST_MARGIN_SECONDS, self.timeout * WAIT_MARGIN)
        return Pace(speed=self.speed, wait_seconds=self.timeout - margin, in_turn=self.strict_order)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What came of one run of one scenario.

    name         by which it was meant: the library's, or the file's
    url          where the client was sent
    needs        what the scenario asks of its client; empty where one GET is enough
    verdict      whether all of it was done
    client       what became of the client command; None without one
    program      what the client calls itself; empty where it did not say
    comparison   with what the recorded client said; None where nobody asked
    trouble      why there was no run at all; empty for nothing
    interrupted  somebody ended it before it was over
    seconds      how long it took
    records      of the run, oldest first; empty where they were not to be kept
    """

    name: str
    file: Path
    url: str = ""
    needs: str = ""
    verdict: Verdict
    client: Ran | None = None
    program: str = ""
    comparison: Comparison | None = None
    trouble: str = ""
    interrupted: bool = False
    seconds: float = 0.0
    records: tuple[Record, ...] = ()

    @property
    def good(self) -> bool:
        """All was done, and where it was compared the client said the same."""
        return not self.trouble and self.verdict.done and self.same

    @property
    def same(self) -> bool:
        """The client said what the recorded one said; also where nobody has asked."""
        found = self.comparison
        return found is None or (found.same and found.recorded > 0)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Why it is not good, the first thing first."""
        if self.trouble:
            return (self.trouble,)
        unstarted = self.client is not None and not has_started(self.client)
        return (self.client.sentence,) if self.client and unstarted else self.verdict.sentences

    @property
    def sentence(self) -> str:
        """What came of it, in one line."""
        if self.sentences:
            return self.sentences[0]
        if self.comparison is not None and not self.same:
            known = self.comparison.recorded > 0
            return self.comparison.title if known else "; ".join(self.comparison.remarks)
        return self.verdict.sentence


def has_started(client: Ran) -> bool:
    """There was a process."""
    return client.status is not None or bool(client.signal) or client.timed_out


def _client(client: Ran) -> dict[str, Any]:
    return {
        "words": list(client.words),
        "started": has_started(client),
        "status": client.status,
        "signal": client.signal,
        "timed_out": client.timed_out,
        "seconds": round(client.seconds, 6),
        "trouble": client.trouble,
        "stdout": client.stdout.decode("utf-8", "replace"),
        "stderr": client.stderr.decode("utf-8", "replace"),
        "lost": client.lost,
    }


def to_json(replayed: Replayed) -> dict[str, Any]:
    """As the command line prints it, one object for a run."""
    client, comparison = replayed.client, replayed.comparison
    return {
        "scenario": replayed.name,
        "file": str(replayed.file),
        "url": replayed.url,
        "good": replayed.good,
        "trouble": replayed.trouble,
        "interrupted": replayed.interrupted,
        "seconds": round(replayed.seconds, 6),
        **replayed.verdict.to_json(),
        "needs": replayed.needs,
        "program": replayed.program,
        "client": None if client is None else _client(client),
        "comparison": None if comparison is None else comparison.to_json(),
    }
