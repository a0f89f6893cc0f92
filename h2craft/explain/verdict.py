"""A record explained: lawful here or not, what has to follow, what did follow, and why it was said.

Knows the law and the answers; brings them on a page.
"""

from __future__ import annotations

from collections.abc import Sequence

from h2craft.explain import knowledge
from h2craft.explain.answers import answers
from h2craft.explain.fields import findings_text, said_by, title
from h2craft.explain.law import duty, ends, errors, lore_of, quoted, state_before, why_lawful
from h2craft.explain.moment import Moment
from h2craft.explain.text import Line, Role, Span, Text, heading, safe, sentence
from h2craft.model import Finding, Reading, facts
from h2craft.trace import Kind, Origin
from h2craft.wire import Frame, error_code_name

_ON_THE_WIRE = frozenset((Kind.FRAME_RECEIVED, Kind.FRAME_SENT))


def explain(moment: Moment, readings: Sequence[Reading] = (), now: float | None = None) -> Text:
    """What the record means where it stands.

    `readings` are others of its connection: those before it tell in which state it came, those
    after it what was answered. `now` is the time in a live session, as records have it.
    """
    reading = moment.reading
    text: Text = [title(reading)]
    if reading.frame is not None and reading.record.kind in _ON_THE_WIRE:
        text += _of_frame(moment, reading.frame, readings, now)
    else:
        text += _of_record(moment, readings) + findings_text(reading)
    return text + _told(reading) + _cause(reading, readings)


def _of_frame(moment: Moment, frame: Frame, readings: Sequence[Reading], now: float | None) -> Text:
    seq = moment.reading.record.seq
    lore = lore_of(frame)
    name = frame.name if frame.type in knowledge.FRAMES else f"A frame of type {frame.name}"
    names = ends(moment)
    text: Text = [(Span(f"{name} {lore.purpose}"), Span(f"  {_rfc(lore.section)}", Role.DIM))]
    earlier = [one for one in readings if one.record.seq < seq]
    text += [(), heading("Lawful here?"), *_verdict(moment, earlier)]
    subject = names.receiver.capitalize()
    text += [(), heading(f"What {names.receiver} must answer", "as any conforming peer")]
    text.append((Span("  "), Span(duty(moment))))
    text += [(), heading(f"What {names.receiver} did")]
    if moment.connection is None:
        return [*text, sentence("  unknown", Role.DIM)]
    for answer in answers(moment, readings, now):
        spans = [Span(f"  {subject}: ", Role.DIM), Span(answer.text, answer.role)]
        if answer.record:
            spans.append(Span(f"  record {answer.record}", Role.DIM))
        text.append(tuple(spans))
    return text


def _rfc(section: str) -> str:
    return f"RFC {section}" if " " in section else f"RFC 9113 {section}"


def _verdict(moment: Moment, earlier: Sequence[Reading]) -> Text:
    reading = moment.reading
    wrong = errors(reading)
    if wrong:
        lines = [_marked("No", one, Role.ERROR) for one in wrong]
    else:
        reason = why_lawful(moment, state_before(moment, earlier))
        lines = [(Span("  Yes", Role.GOOD), Span(f"  {reason}"))]
    return lines + [_marked("But", one, Role.WARNING) for one in reading.findings if not one.code]


def _marked(word: str, finding: Finding, role: Role) -> Line:
    """A finding as an answer to whether the frame is lawful."""
    spans = [Span(f"  {word}", role), Span(f"  {quoted(finding)}")]
    if finding.code:
        code = error_code_name(finding.code)
        spans.append(Span(f"  {code}, {finding.scope} error", Role.DIM))
    return tuple(spans)


def _of_record(moment: Moment, readings: Sequence[Reading]) -> Text:
    """A record that is no frame on the wire."""
    record = moment.reading.record
    words, sections = knowledge.KINDS.get(
        record.kind, ("A kind of record this version does not know.", "")
    )
    spans = [Span(words)]
    if sections:
        spans.append(Span(f"  {_rfc(sections)}", Role.DIM))
    text: Text = [tuple(spans), (Span("  "), Span(moment.reading.summary, Role.VALUE))]
    if record.kind == Kind.ACTION_FIRED:
        text += _outcome(record.seq, readings)
    return text


def _outcome(seq: int, readings: Sequence[Reading]) -> Text:
    """What an action has caused so far."""
    text: Text = [(), heading("What came of it")]
    for one in readings:
        if one.record.cause != seq:
            continue
        role = Role.ERROR if one.record.kind == Kind.ACTION_REFUSED else Role.PLAIN
        name = one.frame.name if one.frame is not None else ""
        said = f"  {name} {one.summary}" if name else f"  {one.summary}"
        text.append((Span(said, role), Span(f"  record {one.record.seq}", Role.DIM)))
        if len(text) > 40:
            break
    return text if len(text) > 2 else [*text, sentence("  nothing yet", Role.DIM)]


def _told(reading: Reading) -> Text:
    """For what left by the wire door: whether h2 and the peer's HPACK table are in step."""
    detail = facts(reading.record)
    if detail.get("door") != "wire":
        return []
    step = detail.get("step")
    text: Text = [(), heading("Sent by the wire door")]
    if step in (None, "", "in step"):
        text.append(sentence("  h2 was told what it means: both are in step", Role.GOOD))
    else:
        text.append((Span("  h2 is out of step: ", Role.WARNING), Span(safe(step))))
    if detail.get("hpack"):
        text.append((Span("  HPACK: ", Role.WARNING), Span(safe(detail["hpack"]))))
    return text


def _cause(reading: Reading, readings: Sequence[Reading]) -> Text:
    """Who said it, and because of what."""
    record = reading.record
    if record.origin == Origin.PEER and not record.cause:
        return []
    origin = said_by(reading) or "somebody"
    spans = [Span(f"  by {origin}", Role.PLAIN)]
    if record.cause:
        spans.append(Span(f", because of record {record.cause}"))
        spans += _summary_of(record.cause, readings)
    line: Line = tuple(spans)
    return [(), heading("Why it was said"), line]


def _summary_of(seq: int, readings: Sequence[Reading]) -> list[Span]:
    for one in readings:
        if one.record.seq == seq:
            name = f"{one.frame.name} " if one.frame is not None else ""
            return [Span(f"  {name}{one.summary}", Role.DIM)]
    return []
