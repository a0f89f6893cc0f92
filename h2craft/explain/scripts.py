"""The handler script of a stream: is it running, what it printed, where it failed, what it sent.

Knows the readings of one stream; no script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from h2craft.explain.text import Line, Role, Span, Text, heading, safe, sentence
from h2craft.model import Reading, facts, stream_of
from h2craft.trace import Kind, Origin

PRINTS_SHOWN = 200
LINES_SHOWN = 60  # of one traceback
SENT_SHOWN = 100


class Run(NamedTuple):
    """One handler at work: since when, and how it ended (empty: it has not).

    raised  a hook of it did, and whatever it sent was not all it meant to
    """

    script: str
    path: str
    record: int
    at: float
    ended: str
    seconds: float | None
    raised: bool = False


def runs(readings: Iterable[Reading], stream_id: int | None = None) -> list[Run]:
    """Handlers that ran, oldest first; `stream_id` None: whatever stream the readings are of."""
    made: list[Run] = []
    for reading in readings:
        record = reading.record
        if stream_id is not None and stream_of(record) != stream_id:
            continue
        detail = facts(record)
        if record.kind == Kind.HANDLER_STARTED:
            script, path = safe(detail.get("script", "")), safe(detail.get("path", ""))
            made.append(Run(script, path, record.seq, record.at, "", None))
        elif record.kind == Kind.HANDLER_RAISED and made and not made[-1].ended:
            made[-1] = made[-1]._replace(raised=True)
        elif record.kind in _ENDS and made and not made[-1].ended:
            seconds = detail.get("seconds")
            length = float(seconds) if isinstance(seconds, int | float) else record.at - made[-1].at
            made[-1] = made[-1]._replace(ended=_ENDS[record.kind], seconds=length)
    return made


_ENDS = {Kind.HANDLER_ENDED: "ended", Kind.HANDLER_ABANDONED: "abandoned"}


def script(readings: Sequence[Reading], now: float | None = None) -> Text:
    """Everything about the script of the stream these readings are of.

    `now`, in seconds as records have them, tells how long a handler has been running.
    """
    text: Text = []
    found = runs(readings)
    for run in found[-3:]:
        text += _run(run, now)
    if not found:
        text.append(sentence("No handler script has begun here.", Role.DIM))
    for title, rows in _parts(readings):
        if rows:
            text += [(), heading(title), *rows]
    return text


def _run(run: Run, now: float | None) -> Text:
    ended = "failed" if run.raised and run.ended == "ended" else run.ended
    state = f"{ended} after {run.seconds:.4f} s" if run.seconds is not None else "running"
    if run.seconds is None and now is not None:
        state = f"running for {max(now - run.at, 0):.4f} s"
    roles = {"ended": Role.GOOD, "failed": Role.ERROR, "abandoned": Role.WARNING}
    role = roles.get(ended, Role.STRONG)
    head = Span(run.script or "a script", Role.SCRIPT), Span(f"  {state}", role)
    began = f"  for {run.path or 'the stream'}, since record {run.record} at {run.at:.4f} s"
    return [head, sentence(began, Role.DIM)]


def _parts(readings: Sequence[Reading]) -> list[tuple[str, Text]]:
    raised: Text = []
    prints: Text = []
    others: Text = []
    sent: Text = []
    for reading in readings:
        teller = _TELLERS.get(reading.record.kind)
        if teller is not None:
            (raised if teller is _raised else prints if teller is _printed else others).extend(
                teller(reading, facts(reading.record))
            )
        elif reading.record.origin == Origin.SCRIPT and reading.record.kind in _WIRE:
            sent.append(_sent(reading))
    return [
        ("Raised", raised),
        ("Held and broken", others),
        ("Printed", _last(prints, PRINTS_SHOWN)),
        ("Sent", _last(sent, SENT_SHOWN)),
    ]


_WIRE = frozenset((Kind.FRAME_SENT, Kind.OCTETS_SENT))


def _last(rows: Text, count: int) -> Text:
    if len(rows) <= count:
        return rows
    return [
        sentence(f"  \N{HORIZONTAL ELLIPSIS} {len(rows) - count:,} before", Role.DIM),
        *rows[-count:],
    ]


def _raised(reading: Reading, detail: Mapping[str, Any]) -> Text:
    """File and line first: that is where somebody wants to go."""
    place = safe(detail.get("file", ""))
    line = detail.get("line")
    if place and line:
        place = f"{place}:{safe(line, 12)}"
    hook = f" in {safe(detail['hook'], 80)}" if detail.get("hook") else ""
    text: Text = [
        (Span(f"  {place or 'no file'}{hook}", Role.STRONG), *_at(reading)),
        sentence(f"  {safe(detail.get('error', ''))}", Role.ERROR),
    ]
    trace = str(detail.get("traceback") or "")[:20_000].rstrip("\n")
    lines = trace.split("\n") if trace else []
    text += [sentence(f"    {safe(line)}", Role.PLAIN) for line in lines[-LINES_SHOWN:]]
    return text


def _printed(reading: Reading, detail: Mapping[str, Any]) -> Text:
    lines = str(detail.get("text", ""))[:20_000].rstrip("\n").split("\n")
    head: Text = [(Span(f"  {safe(lines[0])}", Role.SCRIPT), *_at(reading))]
    return head + [sentence(f"  {safe(line)}", Role.SCRIPT) for line in lines[1:LINES_SHOWN]]


def _phrase(form: str, role: Role) -> Callable[[Reading, Mapping[str, Any]], Text]:
    """A line with keys of the detail in braces."""

    def tell(reading: Reading, detail: Mapping[str, Any]) -> Text:
        said = {key: safe(detail.get(key, "")) for key in _KEYS}
        return [(Span("  " + form.format(**said).rstrip(": "), role), *_at(reading))]

    return tell


_KEYS = ("reason", "running", "why", "by", "to", "verdict", "file", "error", "line", "binding")


def _at(reading: Reading) -> tuple[Span, ...]:
    return (Span(f"  record {reading.record.seq}, {reading.record.at:.4f} s", Role.DIM),)


def _sent(reading: Reading) -> Line:
    name = reading.frame.name if reading.frame is not None else "octets"
    return (
        Span(f"  {reading.record.at:9.4f}  ", Role.DIM),
        Span(f"{name:<14}", Role.SENT),
        Span(reading.summary, Role.PLAIN),
        Span(f"  record {reading.record.seq}", Role.DIM),
    )


_TELLERS: dict[int, Callable[[Reading, Mapping[str, Any]], Text]] = {
    Kind.HANDLER_RAISED: _raised,
    Kind.PRINTED: _printed,
    Kind.HANDLER_QUEUED: _phrase("queued, {running} handlers are running", Role.WARNING),
    Kind.HANDLER_ABANDONED: _phrase("abandoned: {reason}", Role.WARNING),
    Kind.SCRIPT_BROKEN: _phrase("{file}:{line} broken: {error}", Role.ERROR),
    Kind.REQUEST_HELD: _phrase("held by the {by}: {why}", Role.HELD),
    Kind.REQUEST_RELEASED: _phrase("released to {to}", Role.GOOD),
    Kind.ACTION_HELD: _phrase("stopped at a breakpoint", Role.HELD),
    Kind.ACTION_RELEASED: _phrase("went on: {verdict}", Role.GOOD),
    Kind.SCRIPT_ATTACHED: _phrase("attached: {file}", Role.SCRIPT),
    Kind.SCRIPT_DETACHED: _phrase("detached: {file} {reason}", Role.WARNING),
}
