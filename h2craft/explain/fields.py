"""What a record says, part by part: the Fields of a frame, or the facts of what is none.

Knows layouts and readings. Every span has the octets it speaks of, so that a front end can light
them in a hex dump.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from h2craft.actions import Action, action_to_json
from h2craft.explain.layout import Part, layout
from h2craft.explain.moment import Moment
from h2craft.explain.text import (
    Line,
    Role,
    Span,
    Text,
    counted,
    heading,
    octets_text,
    pair,
    safe,
    sentence,
    told,
)
from h2craft.model import Direction, Finding, Reading, Severity, Who
from h2craft.trace import Origin, Record
from h2craft.wire import HEADER_LENGTH, Frame, FrameType, error_code_name, escape, payloads

_ACTIONS = get_args(Action)
NAME_WIDTH = 24
RANGE_WIDTH = 9
TEXT_LINES = 12  # of the content of DATA
TEXT_OCTETS = 2_048
LINE_LENGTH = 160
FACTS_SHOWN = 60

DIRECTION_ROLES = {Direction.RECEIVED: Role.RECEIVED, Direction.SENT: Role.SENT}
ORIGINS: dict[int, str] = {
    Origin.PEER: "the peer",
    Origin.AUTOMATIC: "an automatic reply",
    Origin.SCRIPT: "a script",
    Origin.HAND: "a hand",
    Origin.ENGINE: "h2craft",
}
SEVERITY_ROLES = {
    Severity.ERROR: Role.ERROR,
    Severity.WARNING: Role.WARNING,
    Severity.NOTE: Role.NOTE,
}


def fields(moment: Moment) -> Text:
    """Everything the record's octets or its detail say."""
    reading = moment.reading
    text: Text = [title(reading), _where(reading), *findings_text(reading)]
    if reading.frame is not None:
        return text + frame_fields(reading.frame, reading)
    return text + _facts(reading.record)


def title(reading: Reading) -> Line:
    """The record's name, direction and stream: the headline of every tab."""
    record, frame = reading.record, reading.frame
    name = frame.name if frame is not None else kind_name(record)
    spans = [Span(name, Role.HEAD)]
    direction = reading.direction
    if direction is not None:
        mark = "<" if direction is Direction.RECEIVED else ">"
        spans.append(Span(f"  {mark} {direction.value}", DIRECTION_ROLES[direction]))
    if reading.stream_id:
        spans.append(Span(f"  stream {reading.stream_id}"))
    return tuple(spans)


def kind_name(record: Record) -> str:
    """ "HANDLER_STARTED", or the number of a kind nobody here knows."""
    return str(getattr(record.kind, "name", f"kind {int(record.kind)}"))


def said_by(reading: Reading) -> str:
    """Who made it happen; of a captured connection nobody here has made the server say anything."""
    origin = reading.record.origin
    captured = reading.connection is not None and "tcp_stream" in reading.connection.opened
    if captured and origin in (Origin.SCRIPT, Origin.AUTOMATIC):
        return "the server of the capture"
    return ORIGINS.get(origin, "")


def _where(reading: Reading) -> Line:
    record = reading.record
    words = [f"record {record.seq}", f"at {record.at:.4f} s", f"connection {record.connection}"]
    origin = said_by(reading)
    if record.origin != Origin.PEER and origin:
        words.append(f"by {origin}")
    if record.cause:
        words.append(f"because of record {record.cause}")
    if record.octets:
        words.append(counted(len(record.octets), "octet"))
    return sentence("  ".join(words), Role.DIM)


def frame_fields(frame: Frame, reading: Reading | None = None) -> Text:
    """The parts of a frame in rows, with the decoded fields of its block.

    What it says comes first and its header last, which is much the same for every frame.
    """
    parts = layout(frame, reading.header_fields if reading is not None else None)
    payload = [part for part in parts if part.end > HEADER_LENGTH]
    outer = [part for part in payload if not part.depth]
    here = len(frame.octets) - HEADER_LENGTH
    text: Text = [(), heading("Payload", counted(here, "octet"))]
    text += [_row(part) for part in outer] or [sentence("  none", Role.DIM)]
    if isinstance(frame.view, payloads.Data):
        text += _content(frame)
    text += _decoded(payload, reading)
    text += [(), heading("Frame header", "RFC 9113 4.1")]
    return text + [_row(part) for part in parts if part.end <= HEADER_LENGTH]


def _row(part: Part) -> Line:
    """ "0-2  Length  38  octets of payload"; bits as they stand in their first octet."""
    at = part.at
    last = part.end - 1
    spot = f"{part.start}-{last}" if last > part.start else f"{part.start}"
    spans = [Span(f"{'' if part.depth else spot:>{RANGE_WIDTH}}  ", Role.DIM, at)]
    if part.mask is not None:
        spans.append(Span(f"{_bits(part)}  ", Role.OCTETS, at))
    width = NAME_WIDTH - (12 if part.mask is not None else 0)
    spans.append(Span(f"{part.name:<{width}} ", Role.NAME, at))
    role = Role.VALUE if part.role in (Role.NAME, Role.OCTETS) else part.role
    spans.append(Span(part.value, role, at))
    if part.sentence:
        role = part.role if part.role in (Role.ERROR, Role.WARNING) else Role.DIM
        pad = max(2, 12 - len(part.value))
        spans.append(Span(" " * pad + part.sentence, role, at))
    return tuple(spans)


def _bits(part: Part) -> str:
    """ ".... ..1." for the bit 0x02: the eight bits of the octet which the mask is in."""
    assert part.mask is not None
    shift = 8 * (part.end - part.start - 1)
    mask = part.mask >> shift
    digits = [part.value if mask >> place & 1 else "." for place in range(7, -1, -1)]
    return "".join(digits[:4]) + " " + "".join(digits[4:])


def _content(frame: Frame) -> Text:
    """The beginning of DATA as lines of text, where it is text."""
    view = frame.view
    assert isinstance(view, payloads.Data)
    start = HEADER_LENGTH + (1 if view.pad_length is not None else 0)
    lines = _text_lines(view.data)
    if lines is None:
        return []
    at = (start, start + len(view.data))
    text: Text = [(), heading("Content", "as text")]
    text += [(Span(f"  {line}", Role.OCTETS, at),) for line in lines[:TEXT_LINES]]
    if len(lines) > TEXT_LINES or len(view.data) > TEXT_OCTETS:
        text.append(sentence(f"  \N{HORIZONTAL ELLIPSIS} {len(view.data):,} octets", Role.DIM))
    return text


def _text_lines(octets: bytes) -> list[str] | None:
    """Lines of text, escaped; None for what is no text, or one line the preview shows."""
    part = octets[:TEXT_OCTETS]
    try:
        text = part.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(part) - 3:
            return None
        text = part[: error.start].decode("utf-8")
    if not octets or (len(octets) <= 60 and "\n" not in text.rstrip("\n")):
        return None
    lines = text.split("\n")
    return [escape(line[:LINE_LENGTH].rstrip("\r")) for line in lines]


def _decoded(payload: list[Part], reading: Reading | None) -> Text:
    """The field list of the block that ends here."""
    if reading is None or reading.header_fields is None:
        return _unread(reading)
    kind = f"{reading.fields_kind} of " if reading.fields_kind is not None else ""
    count = len(reading.fields or ())
    stream = reading.stream_id
    view = reading.frame and reading.frame.view
    if isinstance(view, payloads.PushPromise):
        stream = view.promised_stream_id
    text: Text = [(), heading("Header block", f"{kind}stream {stream}, {counted(count, 'field')}")]
    for part in payload:
        if not part.depth:
            continue
        at = part.at if part.end > part.start else None
        if part.sentence or not part.name:
            text.append((Span(f"  {part.value}  {part.sentence}".rstrip(), Role.DIM, at),))
        else:
            role = Role.STRONG if part.role is Role.STRONG else Role.NAME
            spans = Span(f"  {part.name}: ", role, at), Span(part.value, Role.VALUE, at)
            text.append(spans)
    return text


def _unread(reading: Reading | None) -> Text:
    """A block that goes on, or could not be read."""
    blocks = (FrameType.HEADERS, FrameType.PUSH_PROMISE, FrameType.CONTINUATION)
    if reading is None or reading.frame is None or reading.frame.type not in blocks:
        return []
    if reading.direction is None:
        said = "not read: the frame was not on the wire"
    elif not reading.frame.flags & 0x04:
        said = "not complete: END_HEADERS is not set, CONTINUATION has to follow (6.10)"
    else:
        said = "not read: see the findings"
    return [(), heading("Header block"), sentence(f"  {said}", Role.DIM)]


def findings_text(reading: Reading) -> Text:
    """The findings of the record, a line each, under a headline; nothing if there are none."""
    if not reading.findings:
        return []
    return [(), heading("Findings"), *(finding_line(one) for one in reading.findings)]


def finding_line(finding: Finding) -> Line:
    """ "! 6.9.1  words  -> FLOW_CONTROL_ERROR, stream error"."""
    role = SEVERITY_ROLES[finding.severity]
    ours = "" if finding.who is Who.PEER else "(ours) "
    spans = [Span(f"  ! {finding.section}  ", role), Span(f"{ours}{told(finding.text)}", role)]
    if finding.code:
        code = error_code_name(finding.code)
        spans.append(Span(f"  \N{RIGHTWARDS ARROW} {code}, {finding.scope} error", Role.DIM))
    return tuple(spans)


def _facts(record: Record) -> Text:
    """The detail of a record that holds no frame, and its octets."""
    text: Text = []
    detail: Any = record.detail
    if isinstance(detail, _ACTIONS):
        detail = action_to_json(detail)
    elif not isinstance(detail, Mapping) and detail is not None:
        detail = {"detail": detail}
    if detail:
        text += [(), heading("Detail"), *_pairs(detail)]
    if record.octets:
        text += [(), heading("Octets", f"{len(record.octets):,}")]
        text.append((Span(f"  {octets_text(record.octets, 800)}", Role.OCTETS),))
    return text


def _pairs(detail: Mapping[Any, Any]) -> Text:
    text: Text = []
    for number, (key, value) in enumerate(detail.items()):
        if number == FACTS_SHOWN:
            text.append(sentence(f"  and {len(detail) - number:,} more", Role.DIM))
            break
        lines = str(value).rstrip("\n").split("\n") if isinstance(value, str) else [value]
        text.append(pair(f"  {safe(key, 40)}", safe(lines[0])))
        text += [pair("", safe(line)) for line in lines[1:FACTS_SHOWN]]
    return text
