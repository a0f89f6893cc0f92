"""A client command: its words, the process they become, what came of it. Knows no engine.

The words may hold {url}, {base}, {cacert}, {host} and {port}; `{{` is a brace, and a brace that
begins no name is left alone, so that JSON needs no care. No shell reads them.

The client runs in a process group of its own, which is ended with it: by SIGTERM, then SIGKILL.
What it leaves behind there (a server it has forked, a browser's helpers) is ended when it has
ended itself. It gets nothing to read, and of its output the beginning is kept.

Its environment is the caller's, and for clients that have no option for it: the CA's certificate
in the variables that name a file with certificates (`CA_VARIABLES`; what the caller has there
does not know us), and the host in NO_PROXY, for a proxy cannot reach it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from h2craft.scenario import ScenarioError
from h2craft.wire import escape

PLACEHOLDERS = ("url", "base", "cacert", "host", "port")
CA_VARIABLES = ("SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
KEPT_OCTETS = 1 << 20
GRACE_SECONDS = 1.0  # between SIGTERM and SIGKILL
INTERRUPTED_SECONDS = 5.0  # for a client to end after SIGINT
REST_SECONDS = 0.3  # for the output to end once the whole group has
READ_OCTETS = 1 << 16

_braces = re.compile(r"\{\{|\{([A-Za-z_][A-Za-z0-9_-]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What came of a client.

    words    with their values in place
    status   its exit status; None if it has none: not started, or ended by a signal
    signal   the name of that signal, "SIGSEGV"; empty for none
    seconds  how long it ran
    stdout, stderr  the beginning of its output, `KEPT_OCTETS` each
    lost      how many octets more there were
    timed_out it had to be ended
    trouble  what went wrong with the process itself, as a sentence without a subject: "cannot be
             started: no such file"; empty if it ran and exited, with whatever status
    """

    words: tuple[str, ...]
    status: int | None = None
    signal: str = ""
    seconds: float = 0.0
    stdout: bytes = b""
    stderr: bytes = b""
    lost: int = 0
    timed_out: bool = False
    trouble: str = ""

    @property
    def good(self) -> bool:
        """It ran and says that all is well."""
        return self.status == 0 and not self.trouble

    @property
    def name(self) -> str:
        """Of its program, printable."""
        return escape(os.path.basename(self.words[0]))

    @property
    def sentence(self) -> str:
        """The whole of it: "curl exited with status 0 after 0.12 s"."""
        if self.trouble:
            return f"{self.name} {self.trouble}"
        return f"{self.name} exited with status {self.status} after {self.seconds:.2f} s"


class ClientCommand:
    """A command with placeholders. ScenarioError where there is none, or one is not known."""

    def __init__(self, words: Sequence[str]) -> None:
        if not words or not words[0]:
            raise ScenarioError("there is no client command")
        for word in words:
            for found in _braces.finditer(word):
                _check(found[1])
        self.words = tuple(words)

    def filled(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """The words with `values` in place; one that is not given is empty."""
        return tuple(_braces.sub(lambda found: _value(found, values), word) for word in self.words)

    async def run(
        self, values: Mapping[str, str], seconds: float | None = None, *, cwd: Path | None = None
    ) -> Ran:
        """Run it to its end, for `seconds` at most. Never raises for what the client does.

        Where the caller is cancelled, the whole group is killed.
        """
        return await run_words(self.filled(values), environment_for(values), seconds, cwd=cwd)


async def run_words(
    words: tuple[str, ...],
    environment: Mapping[str, str],
    seconds: float | None = None,
    *,
    cwd: Path | None = None,
    started: Callable[[int], object] | None = None,
    exited: Callable[[], object] | None = None,
    interrupt: asyncio.Event | None = None,
    more: Callable[[], float] | None = None,
) -> Ran:
    """Run these words to their end, for `seconds` at most, in this environment and no other.

    Never raises for what the client does. Where the caller is cancelled, the group is killed.

    started    called with the number of the process once there is one
    exited     called once it has exited, before what it has left of its group is ended
    interrupt  once it is set the group is sent SIGINT, as Ctrl-C does, and has
               `INTERRUPTED_SECONDS` left
    more       called once `seconds` are over: says how many more it has
    """
    run = _Run(words, environment, cwd)
    patience = None if seconds is None else _Patience(seconds, more)
    return await run.perform(patience, started=started, exited=exited, interrupt=interrupt)


def environment_for(values: Mapping[str, str]) -> dict[str, str]:
    """What a client's environment is; see the module."""
    made = dict(os.environ)
    if values.get("cacert"):
        made.update(dict.fromkeys(CA_VARIABLES, values["cacert"]))
    if host := values.get("host"):
        for name in ("NO_PROXY", "no_proxy"):
            made[name] = ",".join(filter(None, (made.get(name, ""), host)))
    return made


def _check(name: str | None) -> None:
    if name is not None and name not in PLACEHOLDERS:
        there_are = ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
        raise ScenarioError(
            f"the client command has {{{escape(name)}}}; there are {there_are} ({{{{ is a brace)"
        )


def _value(found: re.Match[str], values: Mapping[str, str]) -> str:
    return values.get(found[1], "") if found[1] is not None else "{"


class _Patience:
    """How long a process may take, and what it is given on top."""

    def __init__(self, seconds: float, more: Callable[[], float] | None) -> None:
        self.seconds = seconds
        self._more = more

    def more(self) -> float:
        added = 0.0 if self._more is None else self._more()
        self.seconds += added
        return added


class _Run:
    """One process, from its start to the end of its group."""

    def __init__(
        self, words: tuple[str, ...], environment: Mapping[str, str], cwd: Path | None
    ) -> None:
        self._words = words
        self._environment = environment
        self._cwd = cwd

    async def perform(
        self,
        patience: _Patience | None,
        *,
        started: Callable[[int], object] | None,
        exited: Callable[[], object] | None,
        interrupt: asyncio.Event | None,
    ) -> Ran:
        began = time.monotonic()
        try:
            process = self._start()
        except (OSError, ValueError) as error:
            return Ran(words=self._words, trouble=f"cannot be started: {_why(self._words, error)}")
        assert process.stdout is not None and process.stderr is not None
        outputs = _Output(process.stdout), _Output(process.stderr)
        over = _when_exited(process)
        try:
            if started is not None:
                started(process.pid)
            timed_out = await self._until_exit(process, over, patience, interrupt)
            seconds = time.monotonic() - began
            if exited is not None:
                exited()
            await _end_group(process, outputs)
        finally:
            _signal_group(process, signal.SIGKILL)
            process.wait()  # it has ended, or just been killed
            for output in outputs:
                output.close()
        limit = patience.seconds if timed_out and patience is not None else None
        return self._ran(process.returncode, outputs, seconds, limit)

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=self._environment,
            cwd=self._cwd,
            start_new_session=True,
        )

    async def _until_exit(
        self,
        process: subprocess.Popen[bytes],
        exited: asyncio.Event,
        patience: _Patience | None,
        interrupt: asyncio.Event | None,
    ) -> bool:
        """Wait for it; True where it had to be ended."""

        def over() -> Coroutine[Any, Any, object]:
            return exited.wait() if interrupt is None else _first(exited, interrupt)

        in_time = await _in_time(over(), None if patience is None else patience.seconds)
        if not in_time and patience is not None:
            in_time = await _in_time(over(), patience.more())
        if in_time and not exited.is_set():
            _signal_group(process, signal.SIGINT)
            in_time = await _in_time(exited.wait(), INTERRUPTED_SECONDS)
        if in_time:
            return False
        _signal_group(process, signal.SIGTERM)
        if not await _in_time(exited.wait(), GRACE_SECONDS):
            _signal_group(process, signal.SIGKILL)
            await exited.wait()
        return True

    def _ran(
        self, code: int, outputs: tuple[_Output, _Output], seconds: float, limit: float | None
    ) -> Ran:
        ended_by = _signal_name(-code) if code < 0 else ""
        trouble = f"was ended by {ended_by}" if ended_by else ""
        if limit is not None:
            trouble = f"did not end within {limit:.3g} s and was ended"
        return Ran(
            words=self._words,
            status=code if code >= 0 else None,
            signal=ended_by,
            seconds=seconds,
            stdout=bytes(outputs[0].kept),
            stderr=bytes(outputs[1].kept),
            lost=outputs[0].lost + outputs[1].lost,
            timed_out=limit is not None,
            trouble=trouble,
        )


class _Output:
    """What comes out of a pipe, read as it comes on the running loop; its beginning is kept."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self.kept = bytearray()
        self.lost = 0
        self.ended = asyncio.Event()
        self._pipe = pipe
        self._loop = asyncio.get_running_loop()
        os.set_blocking(pipe.fileno(), False)
        self._loop.add_reader(pipe.fileno(), self._read)

    def _read(self) -> None:
        try:
            octets = os.read(self._pipe.fileno(), READ_OCTETS)
        except BlockingIOError:
            return
        except OSError:
            octets = b""
        if not octets:
            self.close()
            return
        room = KEPT_OCTETS - len(self.kept)
        self.kept += octets[:room]
        self.lost += max(0, len(octets) - room)

    def close(self) -> None:
        """Read no more. Closing twice is harmless."""
        if not self._pipe.closed:
            self._loop.remove_reader(self._pipe.fileno())
            self._pipe.close()
        self.ended.set()


def _when_exited(process: subprocess.Popen[bytes]) -> asyncio.Event:
    """Set on the running loop once the process has exited.

    It is not reaped yet where the system can wait without: so its group keeps its number, and a
    signal to the group reaches nobody else.
    """
    loop, exited = asyncio.get_running_loop(), asyncio.Event()

    def wait() -> None:
        _wait_for(process)
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(exited.set)

    threading.Thread(target=wait, name="h2craft client", daemon=True).start()
    return exited


def _wait_for(process: subprocess.Popen[bytes]) -> None:
    if not hasattr(os, "waitid"):
        process.wait()
        return
    with contextlib.suppress(ChildProcessError):  # somebody has reaped it
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)


async def _end_group(process: subprocess.Popen[bytes], outputs: Iterable[_Output]) -> None:
    """End what the client has left behind in its group, and take the rest of the output."""
    await asyncio.sleep(0)
    ended = _all_ended(outputs)
    _signal_group(process, signal.SIGTERM)
    if not await _in_time(ended, GRACE_SECONDS):
        _signal_group(process, signal.SIGKILL)
        await _in_time(_all_ended(outputs), REST_SECONDS)


async def _all_ended(outputs: Iterable[_Output]) -> None:
    for output in outputs:
        await output.ended.wait()


async def _first(*events: asyncio.Event) -> None:
    """Until one of them is set."""
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()


async def _in_time(what: Coroutine[Any, Any, object], seconds: float | None) -> bool:
    """Wait for it, not for ever."""
    try:
        await asyncio.wait_for(what, seconds)
    except TimeoutError:
        return False
    return True


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To whoever is left of the group; nobody is nothing to complain about."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _why(words: Sequence[str], error: OSError | ValueError) -> str:
    """Why a program cannot be started, in a few words."""
    if not isinstance(error, OSError):
        return "a word of it has a NUL in it"
    if Path(words[0]).is_dir():
        return "it is a folder"
    reasons: dict[type[OSError], str] = {
        FileNotFoundError: "no such file" if os.sep in words[0] else "no such program",
        PermissionError: "it may not be executed",
    }
    text = error.strerror or str(error)
    return reasons.get(type(error), text[:1].lower() + text[1:])
