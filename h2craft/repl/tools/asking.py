"""Tools of a client: the response to a request, whole; another connection to the same server.

Knows the reader; what is waited for comes as records, and nothing is sent but what opens a
connection.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from h2craft.actions import Await
from h2craft.explain import Role, Span, Text, counted, sentence
from h2craft.filter import compile
from h2craft.model import FieldsKind, Reading
from h2craft.repl.doing import Asked
from h2craft.repl.tools import typeahead
from h2craft.repl.tools.tool import Shown, Told, Tool, ToolError, alone, one_word, quoted, wrong
from h2craft.repl.waiting import Waited, first_match
from h2craft.session import Target
from h2craft.session import target as targets
from h2craft.trace import Kind
from h2craft.wire import END_STREAM, FrameType, elide, error_code_name, escape, payloads

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

SECONDS = 30.0
PAGE = 500
SHOWN_LINES = 200
SHOWN_OCTETS = 64 << 10
LONGEST_LINE = 1_000
KEPT_OCTETS = 64 << 20

Fields = tuple[tuple[bytes, bytes], ...]


class Response(Shown):
    """What a server has answered on a stream, read from the records.

    status    of its head; 0 where there is none
    headers   the fields of the head, in order; `trailers` those behind the body
    body      octets, the first `KEPT_OCTETS` of them
    interim   statuses of the interim responses before it
    reset     the error code where the server has reset the stream; else None
    """

    def __init__(self, stream_id: int, readings: Iterator[Reading]) -> None:
        self.stream_id = stream_id
        self.status = 0
        self.headers: Fields = ()
        self.trailers: Fields = ()
        self.interim: list[int] = []
        self.reset: int | None = None
        self.ended = False
        octets = bytearray()
        for reading in readings:
            self._take(reading, octets)
        self.body = bytes(octets)

    def _take(self, reading: Reading, octets: bytearray) -> None:
        frame = reading.frame
        if frame is None or reading.record.kind != Kind.FRAME_RECEIVED:
            return
        view = frame.view
        if isinstance(view, payloads.Data):
            octets += view.data[: max(0, KEPT_OCTETS - len(octets))]
        elif isinstance(view, payloads.RstStream):
            self.reset = view.error_code
        if reading.fields:
            self._head(reading, tuple(reading.fields))
        sized = frame.type in (FrameType.DATA, FrameType.HEADERS)
        self.ended = self.ended or (sized and frame.has_flag(END_STREAM))

    def _head(self, reading: Reading, fields: Fields) -> None:
        if reading.fields_kind is FieldsKind.TRAILERS:
            self.trailers = fields
            return
        status = dict(fields).get(b":status", b"")
        number = int(status) if status.isdigit() else 0
        if 100 <= number < 200:
            self.interim.append(number)
        else:
            self.status, self.headers = number, fields

    def text(self, width: int) -> Text:
        text: Text = [sentence(f"interim {status}", Role.DIM) for status in self.interim]
        text += _fields(self.headers)
        if self.body:
            text += [(), *_body(self.body)]
        if self.trailers:
            text += [(), *_fields(self.trailers)]
        if self.reset is not None:
            said = f"the server has reset stream {self.stream_id}: {error_code_name(self.reset)}"
            text.append(sentence(said, Role.WARNING))
        elif not self.ended:
            text.append(sentence(f"stream {self.stream_id} has not ended yet", Role.DIM))
        return text


def _fields(fields: Fields) -> Text:
    return [(Span(f"{escape(name)}: ", Role.NAME), Span(escape(value))) for name, value in fields]


def _body(octets: bytes) -> Text:
    """Its lines where it is text, else how much it is."""
    text = _text_of(octets[:SHOWN_OCTETS])
    if text is None:
        return [sentence(f"{len(octets):,} octets that are no text: _.body has them", Role.DIM)]
    lines = text.splitlines()
    shown: Text = [sentence(elide(escape(line), LONGEST_LINE)) for line in lines[:SHOWN_LINES]]
    longer = any(len(line) > LONGEST_LINE for line in lines[:SHOWN_LINES])
    if longer or len(lines) > SHOWN_LINES or len(octets) > SHOWN_OCTETS:
        shown.append(sentence(f"{counted(len(octets), 'octet')} in all: _.body has them", Role.DIM))
    return shown


def _text_of(octets: bytes) -> str | None:
    """UTF-8, whose last character may be cut in two; None for what is none, or has a NUL."""
    try:
        return None if b"\0" in octets else octets.decode("utf-8")
    except UnicodeDecodeError as error:
        cut = error.start >= len(octets) - 3
        return octets[: error.start].decode("utf-8") if cut else None


def response(shell: Shell, stream: int | None = None, timeout: float = SECONDS) -> Response:
    """Wait for the end of the response on a stream, the one at hand, and show all of it."""
    shell.sync()
    with shell.lock:
        aim = shell.target
        context = shell.context()
        connection = targets.connection_of(shell.session, aim)
    # An upgrade's request is on stream 1 (RFC 7540 3.2), and nobody has asked for it in a line.
    upgraded = connection is not None and connection.stream(1) is not None
    number = stream or aim.stream_id or int(upgraded)
    if not context.is_client:
        raise ToolError("a response is a client's to wait for: h2craft connect is one")
    if not number:
        raise ToolError("nothing was asked for yet: get / asks")
    at = Target(aim.connection, number)
    pattern = f"dir:received stream:{number} (flag:END_STREAM or type:RST_STREAM)"
    with shell.lock:
        ended = first_match(shell.session.reader, at.connection, compile(pattern), 0)
    if ended is None:
        Waited(shell, Await(pattern=pattern, timeout_seconds=timeout), at).wait()
    with shell.lock:
        return Response(number, _readings(shell, at))


def _readings(shell: Shell, at: Target) -> Iterator[Reading]:
    """The records of a stream, from its beginning."""
    after, reader = 0, shell.session.reader
    while found := reader.readings_of(at.connection, at.stream_id, after, PAGE):
        yield from found
        after = found[-1].record.seq


def _response_word(shell: Shell, said: str) -> int | None:
    """The stream a line names, if it does."""
    if not said.strip():
        return None
    word = one_word("response", said, "a stream")
    if not word.isdecimal() or len(word) > 10:
        raise wrong(f"{quoted(word)} is no stream", said, word)
    return int(word)


def _response_line(shell: Shell, said: str) -> Response:
    return response(shell, _response_word(shell, said))


def reconnect(shell: Shell) -> Told:
    """One more connection to the same server; the others stay. What is said goes there."""
    future = shell.client.reconnect()
    Asked(shell, [(future, "")]).wait()
    number = future.result().connection
    shell.use(None)
    shell.at_hand(Target(number))
    return Told([sentence(f"connection {number}")])


def _reconnect_line(shell: Shell, said: str) -> Told:
    alone(shell, said)
    return reconnect(shell)


ASKING = (
    Tool(
        name="response",
        shape="response [STREAM]",
        python="response(), response(3, timeout=5)",
        sentence="of a client: wait for the response, and show it whole: fields, body, trailers",
        more="In Python _.status, _.headers, _.body and _.trailers are what was shown.",
        run=_response_line,
        call=response,
        check=_response_word,
        examples=("response", "response 3"),
        complete=typeahead.stream_numbers,
    ),
    Tool(
        name="reconnect",
        shape="reconnect",
        python="reconnect()",
        sentence="of a client: one more connection to the same server, in the same journal",
        run=_reconnect_line,
        call=reconnect,
        check=alone,
        examples=("reconnect",),
    ),
)
