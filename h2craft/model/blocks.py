"""Rules for header blocks: how they are put together, decoded, and what a message makes of them.

Knows one folding; what an ill-formed field list is, is said in `fields`. A block is decoded
whatever else is wrong with its frame, since the tables of both ends move on regardless
(RFC 9113 4.3).
"""

from __future__ import annotations

from h2craft.model.fields import FieldsKind, field_problems, request_line
from h2craft.model.finding import Severity, Who
from h2craft.model.folding import Folding
from h2craft.model.settings import UNLIMITED
from h2craft.model.side import TABLE_OF_UNKNOWN_SIZE, Block
from h2craft.model.stream import Message, Stream
from h2craft.wire import (
    END_HEADERS,
    ErrorCode,
    FrameType,
    HeaderField,
    OversizedHeaderListError,
    Representation,
    SettingId,
)

FIELD_OVERHEAD = 32  # what each field counts for besides its octets, 9113 6.5.2
MANY_CONTINUATIONS = 64


def begin(
    f: Folding, fragment: bytes, *, lawful: bool, end_stream: bool, promised: int | None
) -> None:
    """A HEADERS or PUSH_PROMISE frame; `lawful`: its stream was in a state for it."""
    if f.side.block is not None:  # the other block never ends: its entries are gone
        f.side.lose_table()
    block = Block(f.frame.stream_id, end_stream, promised)
    block.readable = lawful
    f.side.block = block
    _continue(f, block, fragment)


def go_on(f: Folding, fragment: bytes) -> None:
    """A CONTINUATION frame, RFC 9113 6.10."""
    block = f.side.block
    if block is None:
        if f.connection.known:
            f.found("6.10", "CONTINUATION without a header block to continue")
        else:
            f.side.lose_table()
        return
    if block.stream_id != f.frame.stream_id:
        return  # said by `check_interleaving`
    f.stream = f.connection.stream(block.stream_id)
    _continue(f, block, fragment)
    if block.frames == MANY_CONTINUATIONS + 2:
        text = f"a header block of more than {MANY_CONTINUATIONS} CONTINUATION frames"
        f.note("10.5.1", text, ErrorCode.ENHANCE_YOUR_CALM)


def check_interleaving(f: Folding, block: Block) -> None:
    """Nothing may come between the frames of a header block, RFC 9113 6.10."""
    if f.frame.type == FrameType.CONTINUATION and block.stream_id == f.frame.stream_id:
        return
    text = (
        f"{f.frame.name} on stream {f.frame.stream_id} within the header block of"
        f" stream {block.stream_id}: only its CONTINUATION may come"
    )
    f.found("6.10", text)


def _continue(f: Folding, block: Block, fragment: bytes) -> None:
    block.add(fragment)
    if f.frame.has_flag(END_HEADERS):
        f.side.block = None
        _complete(f, block)


def _complete(f: Folding, block: Block) -> None:
    lines = _decode(f, block)
    if lines is not None:
        f.header_fields = tuple(lines)
        f.fields = tuple(
            [
                (line.name, line.value)
                for line in lines
                if line.representation is not Representation.SIZE_UPDATE
            ]
        )
        _check_list_size(f)
    stream = f.connection.stream(block.promised or block.stream_id)
    if stream is None or not block.readable:
        return
    if block.promised is not None:
        _read_promise(f, stream)
    else:
        _read_head(f, stream, block)


def _decode(f: Folding, block: Block) -> list[HeaderField] | None:
    """What the block says; None, the finding made, if it cannot be read."""
    octets = block.whole
    if octets is None:
        f.note("10.5.1", f"a header block of {block.size:,} octets, too long to be kept")
        f.side.lose_table()
        return None
    decoder = f.side.decoder
    allowed = f.other.settings.most(SettingId.HEADER_TABLE_SIZE)
    if not f.connection.known:
        allowed = max(allowed, TABLE_OF_UNKNOWN_SIZE)
    # A table that has to shrink and does not is judged below; it must not stop the reading.
    decoder.max_allowed_table_size = max(allowed, decoder.table.max_size)
    try:
        lines = decoder.read(octets)
    except OversizedHeaderListError as error:
        f.note("10.5.1", f"a header block that is not read to its end: {error}")
        f.side.lose_table()
        return None
    except Exception as error:  # hpack's other exceptions are not known in this room
        _unreadable(f, str(error))
        return None
    _check_updates(f, lines, allowed)
    return lines


def _unreadable(f: Folding, reason: str) -> None:
    text = f"the header block cannot be decoded: {reason}"
    if f.connection.known and not f.side.table_lost:
        f.found("4.3", text, ErrorCode.COMPRESSION_ERROR)
    else:
        f.note("4.3", f"{text} (the table's beginning is unknown)", ErrorCode.COMPRESSION_ERROR)
    f.side.lose_table()


def _check_updates(f: Folding, lines: list[HeaderField], allowed: int) -> None:
    """RFC 9113 4.3.1; RFC 7541 4.2 and 6.3."""
    owed, f.side.owed_update = f.side.owed_update, None
    first = lines[0].representation if lines else None
    if owed is None and first is not Representation.SIZE_UPDATE:
        return  # they stand at the beginning, or the decoder has refused the block
    updates = [
        line.index for line in lines[:2] if line.representation is Representation.SIZE_UPDATE
    ]
    if owed is not None and not updates:
        text = f"the header block must begin with a table size update to at most {owed:,}"
    elif owed is not None and updates[0] > owed:
        text = f"the header block begins with a table size update to {updates[0]:,}, above {owed:,}"
    elif max(updates, default=0) > allowed:
        text = f"a table size update to {max(updates):,}, above HEADER_TABLE_SIZE {allowed:,}"
    else:
        return
    f.found("4.3.1", text, ErrorCode.COMPRESSION_ERROR)


def _check_list_size(f: Folding) -> None:
    """MAX_HEADER_LIST_SIZE is advice, RFC 9113 10.5.1."""
    limit = f.other.settings[SettingId.MAX_HEADER_LIST_SIZE]
    if limit >= UNLIMITED:
        return
    size = sum(len(name) + len(value) + FIELD_OVERHEAD for name, value in f.fields or ())
    if size > limit:
        severity = Severity.WARNING if f.who is Who.PEER else Severity.NOTE
        text = f"a header list of {size:,} octets is above MAX_HEADER_LIST_SIZE {limit:,}"
        f.found("10.5.1", text, ErrorCode.NO_ERROR, "stream", severity=severity)


def _read_promise(f: Folding, stream: Stream) -> None:
    if f.fields is None:
        return
    f.fields_kind = FieldsKind.PUSH_REQUEST
    _check_fields(f, stream)
    stream.method, stream.path, stream.authority, stream.scheme = request_line(f.fields)
    if _content_length(f.fields):
        text = "a promised request announces content"
        f.found("8.4", text, scope="stream", stream_id=stream.stream_id)


def _read_head(f: Folding, stream: Stream, block: Block) -> None:
    message = stream.message(f.direction)
    message.heads += 1
    if f.fields is None:
        message.final = message.judged = True  # cannot be told: nothing is held against it
        return
    kind = f.fields_kind = _kind(f, stream, message)
    _check_fields(f, stream)
    if kind is FieldsKind.TRAILERS:
        if not block.end_stream:
            f.found("8.1", "trailers without END_STREAM", scope="stream")
    elif kind is FieldsKind.INFORMATIONAL:
        stream.status = _status(f.fields)
        if block.end_stream:
            f.found("8.1", "an informational response with END_STREAM", scope="stream")
    else:
        message.final = True
        message.content_length = _content_length(f.fields)
        if kind is FieldsKind.REQUEST:
            stream.method, stream.path, stream.authority, stream.scheme = request_line(f.fields)
        else:
            _read_response(f, stream, message)
    if block.end_stream:
        check_length(f, stream, message)


def _kind(f: Folding, stream: Stream, message: Message) -> FieldsKind:
    fields = f.fields or ()
    asking = f.side.role == "client"
    if stream.adopted and message.heads == 1:
        # The head may have come before the first record: the fields have to tell.
        past = not any(name[:1] == b":" for name, _ in fields)
    else:
        past = message.heads > 1 if asking else message.final
    if past:
        return FieldsKind.TRAILERS
    if asking:
        return FieldsKind.REQUEST
    status = _status(fields)
    informational = status is not None and 100 <= status < 200
    return FieldsKind.INFORMATIONAL if informational else FieldsKind.RESPONSE


def _read_response(f: Folding, stream: Stream, message: Message) -> None:
    status = stream.status = _status(f.fields or ())
    # 9110 6.4.1: these have no content, whatever content-length says
    message.no_content = stream.method == b"HEAD" or status in (204, 304)
    if stream.method == b"CONNECT" and status is not None and 200 <= status < 300:
        message.content_length = None  # a tunnel, 9110 9.3.6
    if status == 204 and message.content_length is not None:
        text = "a 204 response with content-length"
        f.found("9110 8.6", text, ErrorCode.NO_ERROR, "stream")


def _check_fields(f: Folding, stream: Stream) -> None:
    server = f.side if f.side.role == "server" else f.other
    extended = server.settings.most(SettingId.ENABLE_CONNECT_PROTOCOL) == 1
    assert f.fields is not None and f.fields_kind is not None  # both set by the caller
    for problem in field_problems(f.fields, f.fields_kind, extended_connect=extended):
        section, text, code, scope = problem
        f.found(section, text, code, scope, stream_id=stream.stream_id)


def _status(fields: tuple[tuple[bytes, bytes], ...]) -> int | None:
    for name, value in fields:
        if name == b":status":
            return int(value) if len(value) == 3 and value.isdigit() else None
    return None


def _content_length(fields: tuple[tuple[bytes, bytes], ...]) -> int | None:
    """The length the fields announce, None if none or not a number (said elsewhere)."""
    for name, value in fields:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 20 else None
    return None


def check_length(f: Folding, stream: Stream, message: Message) -> None:
    """A message has ended: its content must be as long as content-length says (RFC 9113 8.1.1)."""
    wanted = message.content_length
    if wanted is None or message.judged or stream.adopted or wanted == message.octets:
        return
    if message.no_content and not message.octets:
        return
    message.judged = True
    text = f"the message ended with {message.octets:,} of {wanted:,} octets of content-length"
    f.found("8.1.1", text, scope="stream")


def check_body(f: Folding, stream: Stream, message: Message) -> None:
    """More DATA has come: is there to be any, and so much (RFC 9113 8.1, 8.1.1)."""
    if message.judged or stream.adopted:
        return
    wanted = message.content_length
    if not message.final:
        text = "DATA before the head of the message"
        f.found("8.1", text, scope="stream")
    elif message.no_content and message.octets:
        text = f"{message.octets:,} octets of content where the head allows none"
        f.found("9110 6.4.1", text, scope="stream")
    elif wanted is not None and message.octets > wanted:
        text = f"{message.octets:,} octets of content are more than content-length {wanted:,}"
        f.found("8.1.1", text, scope="stream")
    else:
        return
    message.judged = True
