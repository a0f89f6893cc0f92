"""What a client is like, before any case: a request that is answered, and two that are reset.

Knows engines and processes. Finds out whether it can work at all, what its exit status and its
output tell, and what it announces; the judge and the suite need no guess then.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from h2craft.check.client import Client
from h2craft.check.options import SuiteOptions
from h2craft.check.strays import VARIABLE, end_strays, strays
from h2craft.judge import ClientRun, Shape
from h2craft.model import Direction, Reading, facts
from h2craft.replay import Following, Options, Stage, environment_for, run_words
from h2craft.scenario import Entry
from h2craft.trace import Kind
from h2craft.wire import SettingId, decode_payload, elide, escape, payloads

BODY = b"h2craft has answered this request in full.\n"
PATH = "/h2craft"
SAID_LENGTH = 200
REST_SECONDS = 2.0
START_SECONDS = 5.0
"""What a start may take beyond the limit of a run, for each light client it is as heavy as: how
long it does take is known only afterwards."""

ANSWERED = "the request is answered in full"
RESET = "the request is reset by INTERNAL_ERROR, in the middle of its body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one request of the calibration showed on the wire.

    tls_failed  why there was no TLS; empty for nothing
    alpn        what was agreed on; empty for nothing, or in cleartext
    http1       it spoke HTTP/1.1
    paths       what was asked for, in order
    agent       what it calls itself; empty where it did not say
    settings    its first SETTINGS frame, unknown identifiers too; None where none came
    left        processes there were after the client's had exited
    """

    connections: int = 0
    tls_failed: str = ""
    alpn: str = ""
    http1: bool = False
    paths: tuple[str, ...] = ()
    agent: str = ""
    settings: Mapping[int, int] | None = None
    left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What is known of the client.

    trouble     why nothing can work with it, a sentence; empty where it can
    remarks     what is worth knowing of it, sentences
    tells_exit  its exit status (or its results) says whether a request has failed
    tells_body  what it prints is the body
    push        it leaves push on: ENABLE_PUSH=0 is not among its first SETTINGS
    settings    by identifier, as announced first
    agent       its user-agent
    leaves      it leaves processes behind when it exits
    seconds     one request, from start to end
    """

    trouble: str = ""
    remarks: tuple[str, ...] = ()
    tells_exit: bool = True
    tells_body: bool = True
    push: bool = False
    settings: Mapping[int, int] = field(default_factory=dict)
    agent: str = ""
    leaves: bool = False
    seconds: float = 0.0


async def calibrate(
    client: Client, options: SuiteOptions, folder: Path, token: str = ""
) -> Calibration:
    """Make the three requests. EngineError or OSError where nothing can be served.

    `folder` is for the client's files; `token` names its processes, see `strays`.
    """
    answers = {"answered": _answer, "reset": _reset, "refused": _refuse}
    for name in answers:
        os.mkdir(folder / name)
    (good, seen), *bad = await asyncio.gather(
        *(
            _ask(client, options, folder / name, f"{token}/{name}", answer)
            for name, answer in answers.items()
        )
    )
    settings = seen.settings or {}
    found = Calibration(
        trouble=_trouble(good, seen, client),
        tells_exit=_tells_exit(good, [run for run, _ in bad]),
        tells_body=good.results is not None or BODY.strip() in good.stdout,
        push=seen.settings is not None and settings.get(SettingId.ENABLE_PUSH, 1) != 0,
        settings=settings,
        agent=seen.agent,
        leaves=seen.left > 0,
        seconds=good.seconds,
    )
    return found if found.trouble else replace(found, remarks=tuple(_remarks(good, seen, found)))


def _tells_exit(good: ClientRun, bad: Iterable[ClientRun]) -> bool:
    """What it says of a request is told by `results`, or else by how it ends.

    One failure that it tells is enough: a client that takes half a body for a success is wrong,
    and does not leave it open.
    """
    told = any(one.status != 0 or one.timed_out for one in bad)
    return good.results is not None or (good.status == 0 and told)


def known(run: ClientRun, calibration: Calibration) -> ClientRun:
    """A run, with what the calibration has shown of any run of this client."""
    return replace(
        run,
        tells_exit=run.tells_exit and calibration.tells_exit,
        tells_body=run.tells_body and calibration.tells_body,
    )


def _answer(request: Any, response: Any) -> None:
    response.writer.write_headers([("content-type", "text/plain")], 200)
    response.writer.write_data(BODY, last=True)


def _reset(request: Any, response: Any) -> None:
    response.writer.write_headers([("content-type", "text/plain")], 200)
    response.writer.write_data(BODY[:10])
    response.writer.write_rst_stream("INTERNAL_ERROR")


def _refuse(request: Any, response: Any) -> None:
    response.writer.write_rst_stream("INTERNAL_ERROR")


async def _ask(
    client: Client, options: SuiteOptions, folder: Path, token: str, answer: Any
) -> tuple[ClientRun, Seen]:
    entry = Entry(name="calibration", file=folder / "none", path=PATH)
    stage = Stage(
        entry,
        Options(h2c=options.h2c, host=options.host, ca_folder=options.ca_folder, keep=False),
        root=answer,
    )
    look = _Look(token)
    following = Following(stage.journal, look.take)
    try:
        words, more = client.words(Shape(), stage.values, folder)
        environment = {**environment_for(stage.values), **more, VARIABLE: token}
        limit = options.timeout + START_SECONDS * (client.weight - 1)
        ran = await run_words(
            words, environment, limit, cwd=client.place(folder), exited=look.exited
        )
        run = client.read(ran, folder)
        following.catch_up()
        await following.until(lambda: not following.open, REST_SECONDS)
    finally:
        end_strays(token)
        await following.close()
        stage.close()
    return run, look.seen


class _Look:
    """What there is to see of one request."""

    def __init__(self, token: str) -> None:
        self.seen = Seen()
        self._token = token

    def exited(self) -> None:
        """The client's process has; what there still is of it was left behind."""
        self.seen = replace(self.seen, left=len(strays(self._token)))

    def take(self, reading: Reading) -> None:
        record, seen = reading.record, self.seen
        if record.kind == Kind.CONNECTION_OPENED:
            self.seen = replace(seen, connections=seen.connections + 1)
        elif record.kind == Kind.TLS_FAILED:
            self.seen = replace(seen, tls_failed=_shown(facts(record).get("reason")))
        elif record.kind == Kind.TLS_ESTABLISHED:
            self.seen = replace(seen, alpn=_shown(facts(record).get("alpn") or ""))
        elif record.kind == Kind.OCTETS_RECEIVED and b"HTTP/1." in record.octets:
            self.seen = replace(seen, http1=True)
        elif reading.direction is Direction.RECEIVED and reading.frame is not None:
            self._frame(reading)

    def _frame(self, reading: Reading) -> None:
        frame, seen = reading.frame, self.seen
        assert frame is not None
        view = decode_payload(frame)
        if isinstance(view, payloads.Settings) and seen.settings is None:
            self.seen = seen = replace(seen, settings=dict(view.pairs))
        if reading.fields is not None:
            fields = dict(reading.fields)
            path = fields.get(b":path", b"").decode("latin-1")
            agent = fields.get(b"user-agent", b"").decode("latin-1")
            self.seen = replace(
                seen, paths=(*seen.paths, _shown(path)), agent=seen.agent or _shown(agent)
            )


def _trouble(run: ClientRun, seen: Seen, client: Client) -> str:
    """Why nothing can work."""
    name, said = client.name, _last_words(run)
    if not run.started:
        return f"{name} {run.trouble}"
    if not seen.connections:
        return f"{name} never connects: {_end(run)}{said}"
    if seen.http1 and not seen.paths:
        return f"{name} speaks HTTP/1.1, not HTTP/2{said}"
    if seen.tls_failed:
        return f"{name} does not get through the TLS handshake: {seen.tls_failed}{said}"
    if not seen.paths:
        return f"{name} connects and asks for nothing: {_end(run)}{said}"
    if run.timed_out:
        return f"{name} {run.trouble}, although its request was answered in full"
    return ""


def _end(run: ClientRun) -> str:
    return run.trouble or f"it exits with status {run.status}"


def _last_words(run: ClientRun) -> str:
    """The last line it said on standard error, as a phrase."""
    lines = run.stderr.decode("utf-8", "replace").split("\n")
    said = next((line for line in reversed(lines) if re.search(r"\w", line)), "")
    return f" ({_shown(said)})" if said else ""


def _remarks(run: ClientRun, seen: Seen, found: Calibration) -> Iterator[str]:
    """What whoever reads the verdicts should know."""
    if run.status != 0:
        said = f"{_end(run)}{_last_words(run)}"
        yield f"a request that was answered in full is a failure to it: {said}"
    elif not found.tells_exit:
        yield "its exit status does not say whether a request has failed"
    if not found.tells_body:
        yield "what it prints is not the body: what it delivers cannot be judged"
    if PATH not in seen.paths:
        yield f"it asks for {seen.paths[0]}, not for {{url}}: of a case the first variant is served"
    if run.lost:
        yield f"it prints a lot: {run.lost:,} octets were not kept"
    if found.leaves:
        yield "it leaves processes behind when it exits; they are ended"


def _shown(text: object) -> str:
    """Printable, on one line, not long."""
    return elide(escape(" ".join(str(text).split())), SAID_LENGTH)
