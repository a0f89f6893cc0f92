"""What HPACK did in a record: each representation, and the dynamic tables before and now.

Knows RFC 7541 as the model's decoders show it; encodes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from h2craft.explain.layout import ENTRIES_SHOWN, layout
from h2craft.explain.moment import Entries, Moment
from h2craft.explain.text import (
    Line,
    Role,
    Span,
    Text,
    counted,
    heading,
    octets_text,
    safe,
    sentence,
)
from h2craft.model import Connection, Direction, Reading, Side, facts
from h2craft.wire import STATIC_TABLE, HeaderField, Representation

SHOWN = 24  # octets of a representation in hexadecimal, in characters
TABLE_SHOWN = 200
ENTRY_OVERHEAD = 32  # what an entry counts for besides its octets, RFC 7541 4.1

HOW: dict[Representation, tuple[str, str]] = {
    Representation.INDEXED: ("indexed", "6.1"),
    Representation.INCREMENTAL: ("literal, added", "6.2.1"),
    Representation.WITHOUT: ("literal, not added", "6.2.2"),
    Representation.NEVER: ("literal, never", "6.2.3"),
    Representation.SIZE_UPDATE: ("size update", "6.3"),
}
"""In a word or two, with the section of RFC 7541."""


def hpack(moment: Moment) -> Text:
    """The block that ends in the record, then both tables with what the record changed in them."""
    reading, connection = moment.reading, moment.connection
    text = _block(reading, connection)
    if connection is None:
        return text
    if connection.out_of_step:
        said = f"  out of step since record {connection.out_of_step_seq}: "
        text.append(sentence(said + safe(connection.out_of_step), Role.WARNING))
    for side in (connection.peer, connection.us):
        was = moment.before.get(side.direction, ())
        mine = reading.direction is side.direction
        text += [(), *_table(side, was, reading.header_fields if mine else None)]
    return text


def _block(reading: Reading, connection: Connection | None) -> Text:
    fields = reading.header_fields
    if fields is None or reading.frame is None:
        return [heading("Header block", "RFC 7541"), *_no_block(reading, connection)]
    size = sum(len(field.octets) for field in fields)
    text: Text = [heading("Header block", f"{counted(size, 'octet')}  RFC 7541 6")]
    ranges = [part.at for part in layout(reading.frame, fields) if part.depth and part.start >= 9]
    text.append(sentence(f"  {'octets':<{SHOWN}} {'representation':<19} {'index':>5}", Role.DIM))
    for number, field in enumerate(fields[:ENTRIES_SHOWN]):
        at = ranges[number] if number < len(ranges) else (0, 0)
        text.append(_representation(field, at if at[1] > at[0] else None))
    if len(fields) > ENTRIES_SHOWN:
        text.append(sentence(f"  and {len(fields) - ENTRIES_SHOWN:,} more", Role.DIM))
    text += [_saved(fields, size), *_never(fields), *_trouble(reading)]
    return text


def _no_block(reading: Reading, connection: Connection | None) -> Text:
    """Why there is none: the frame carries none, it goes on, or it cannot be read."""
    direction = reading.direction
    block = connection.side(direction).block if connection is not None and direction else None
    if block is not None:
        frames = counted(block.frames, "frame")
        said = f"the header block of stream {block.stream_id} is not complete: {frames}"
        said += f" and {counted(block.size, 'octet')} so far; CONTINUATION has to follow (6.10)"
        return [sentence(f"  {said}", Role.NOTE), *_trouble(reading)]
    unread = [finding for finding in reading.findings if finding.section == "4.3"]
    if unread:
        return [sentence("  it cannot be read, see the findings", Role.ERROR), *_trouble(reading)]
    return [sentence("  none ends in this record", Role.DIM), *_trouble(reading)]


def _representation(field: HeaderField, at: tuple[int, int] | None) -> Line:
    how, _ = HOW[field.representation]
    octets = field.octets[: SHOWN // 2 + 1].hex()
    if len(octets) > SHOWN:
        octets = octets[: SHOWN - 1] + "\N{HORIZONTAL ELLIPSIS}"
    index = str(field.index) if field.index else "-"
    spans = [
        Span(f"  {octets:<{SHOWN}} ", Role.OCTETS, at),
        Span(f"{how:<19} ", _ROLES[field.representation], at),
        Span(f"{index:>5}  ", Role.VALUE, at),
    ]
    if field.representation is Representation.SIZE_UPDATE:
        said = f"the table may hold {counted(field.index, 'octet')} from here on"
        return (*spans, Span(said, Role.NOTE, at))
    spans.append(Span(f"{octets_text(field.name, 60)}: ", Role.NAME, at))
    spans.append(Span(octets_text(field.value, 120), Role.VALUE, at))
    return (*spans, Span(f"  {_remark(field)}", Role.DIM, at))


_ROLES = {
    Representation.INDEXED: Role.GOOD,
    Representation.INCREMENTAL: Role.STRONG,
    Representation.WITHOUT: Role.PLAIN,
    Representation.NEVER: Role.WARNING,
    Representation.SIZE_UPDATE: Role.NOTE,
}


def _remark(field: HeaderField) -> str:
    """Which table the index names, what was Huffman-coded, and the sizes."""
    plain = len(field.name) + len(field.value)
    words = []
    if field.index:
        words.append("static" if field.index <= len(STATIC_TABLE) else "dynamic")
    coded = field.huffman_name, field.huffman_value
    if field.representation is not Representation.INDEXED:
        words.append(_HUFFMAN[coded])
    return ", ".join(filter(None, (*words, f"{plain:,} as {len(field.octets):,}")))


_HUFFMAN = {
    (True, True): "name and value in Huffman",
    (True, False): "name in Huffman",
    (False, True): "value in Huffman",
    (False, False): "no Huffman",
}


def _saved(fields: Sequence[HeaderField], size: int) -> Line:
    """What the block would take as text, and what it takes."""
    plain = sum(len(field.name) + len(field.value) for field in fields)
    counts = _count(fields, lambda field: HOW[field.representation][0])
    share = f", {100 * size // plain} %" if plain else ""
    return sentence(f"  {counts}: {plain:,} octets of text in {size:,}{share}", Role.DIM)


def _count(fields: Sequence[HeaderField], key: Callable[[HeaderField], str]) -> str:
    found: dict[str, int] = {}
    for field in fields:
        found[key(field)] = found.get(key(field), 0) + 1
    return ", ".join(f"{number:,} {name}" for name, number in found.items()) or "no fields"


def _never(fields: Sequence[HeaderField]) -> Text:
    if not any(field.representation is Representation.NEVER for field in fields):
        return []
    said = "  never: whoever passes the field on must write it as a literal too (7541 7.1.3)"
    return [sentence(said, Role.DIM)]


def _trouble(reading: Reading) -> Text:
    """What the wire door found out about the encoder, RFC 7541 2.2."""
    trouble = facts(reading.record).get("hpack")
    if not trouble:
        return []
    return [sentence(f"  HPACK out of step: {safe(trouble)}", Role.ERROR)]


def _table(side: Side, before: Entries, fields: Sequence[HeaderField] | None) -> Text:
    """One table: now, with what the record added and evicted."""
    table = side.decoder.table
    now = tuple((entry[0], entry[1]) for entry in table.entries)
    added = _added(now, fields)
    evicted = before[len(now) - added :]
    who = ("we", "our") if side.direction is Direction.SENT else (f"the {side.role}", "its")
    aside = f"{counted(len(now), 'entry').replace('entrys', 'entries')}, {table.size:,}"
    aside += f" of {table.max_size:,} octets  RFC 7541 2.3.2"
    title = "for what we send" if side.direction is Direction.SENT else f"for what {who[0]} sends"
    text: Text = [heading(f"Dynamic table {title}", aside), *_remarks(side)]
    if not now and not evicted:
        return [*text, sentence("  empty", Role.DIM)]
    first = len(STATIC_TABLE) + 1
    for number, entry in enumerate(now[:TABLE_SHOWN]):
        mark = ("+", Role.GOOD) if number < added else (" ", Role.PLAIN)
        text.append(_entry(mark, str(first + number), entry))
    if len(now) > TABLE_SHOWN:
        text.append(sentence(f"  and {len(now) - TABLE_SHOWN:,} more", Role.DIM))
    text += [_entry(("-", Role.ERROR), "", entry) for entry in evicted[:TABLE_SHOWN]]
    if added or evicted:
        said = f"  this record added {added:,} and evicted {len(evicted):,}"
        text.append(sentence(said, Role.DIM))
    return text


def _added(now: Entries, fields: Sequence[HeaderField] | None) -> int:
    """How many entries the block added: the oldest go first, RFC 7541 4.4, also of its own."""
    how = Representation.INCREMENTAL
    said = len([field for field in fields or () if field.representation is how])
    return min(said, len(now))


def _entry(mark: tuple[str, Role], index: str, entry: tuple[bytes, bytes]) -> Line:
    name, value = entry
    sign, role = mark
    return (
        Span(f"  {sign} {index:>5}  ", role if sign != " " else Role.DIM),
        Span(f"{octets_text(name, 60)}: ", Role.NAME),
        Span(octets_text(value, 120), Role.VALUE if sign != "-" else Role.DIM),
        Span(f"  {len(name) + len(value) + ENTRY_OVERHEAD:,}", Role.DIM),
    )


def _remarks(side: Side) -> Text:
    remarks: Text = []
    if side.table_lost:
        said = "  a block could not be read: entries from before it are unknown here"
        remarks.append(sentence(said, Role.WARNING))
    if side.owed_update is not None:
        said = f"  the next block must begin with a size update to at most {side.owed_update:,}"
        remarks.append(sentence(f"{said} (4.3.1)", Role.NOTE))
    return remarks
