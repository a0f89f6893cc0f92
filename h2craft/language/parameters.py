"""Parameters that several verbs share. Knows no verb."""

from __future__ import annotations

from h2craft.actions import Hpack
from h2craft.language import values
from h2craft.language.making import WAIT_SECONDS
from h2craft.language.values import ERROR_CODES
from h2craft.language.values import SETTINGS as SETTING_NAMES
from h2craft.language.verb import Kind, Parameter

JOURNAL = (1 << 63) - 1  # as high as a record's number gets

STREAM = Parameter(
    name="stream",
    kind=Kind.STREAM,
    read=values.stream_or_new,
    place=True,
    sentence="the stream; the selected one if left out; of a client new is its next one",
)
ANY_STREAM = Parameter(
    name="stream",
    kind=Kind.STREAM,
    read=values.stream_or_new,
    place=True,
    default=0,
    sentence="the stream; the selected one, or 0, if left out; of a client new is its next one",
)
ON_STREAM = Parameter(
    name="stream",
    kind=Kind.STREAM,
    read=values.stream,
    default=0,
    only_zero=True,
    sentence="a stream instead of 0, the only lawful one, which may stand without its name",
)
FIELDS = Parameter(
    name="fields",
    kind=Kind.FIELDS,
    many=True,
    place=True,
    sentence="header fields in order; !name=value is never indexed, {without}, {incremental}, "
    "{indexed}, {huffman}, {plain} before a name say how HPACK shall write it; or a header "
    "section as HTTP/1 has it; a name that is a word of this verb stands in quotes",
    call_sentence="header fields in order; see below",
)
END_STREAM = Parameter(
    name="end_stream", kind=Kind.FLAG, default=False, sentence="set END_STREAM: nothing follows"
)
TRAILERS_END = Parameter(
    name="end_stream",
    kind=Kind.FLAG,
    default=True,
    sentence="leave END_STREAM out, which trailers have to have (RFC 9113 8.1)",
)
END_HEADERS = Parameter(
    name="end_headers",
    kind=Kind.FLAG,
    default=True,
    sentence="leave END_HEADERS out: CONTINUATION has to follow (RFC 9113 6.10)",
)
PADDING = Parameter(
    name="padding",
    kind=Kind.NUMBER,
    read=values.whole("padding", 255, section="9113 6.1"),
    sentence="set PADDED, with so many octets of padding",
)
HPACK = Parameter(
    name="hpack",
    kind=Kind.CHOICE,
    read=values.choice("who makes the block", tuple(Hpack)),
    choices=tuple(Hpack),
    sentence="who makes the block: the connection's encoder (shared), one without tables "
    "(stateless), or nobody (octets, those of block=)",
)
BLOCK = Parameter(
    name="block",
    kind=Kind.OCTETS,
    read=values.octets_of,
    sentence="octets in place of an encoded header block",
)
PRIORITY = Parameter(
    name="priority",
    kind=Kind.PRIORITY,
    read=values.priority,
    sentence="set the PRIORITY flag, as in priority=(no,3,16); without brackets it is the field "
    "of that name",
    call_sentence="set the PRIORITY flag: (exclusive, depends on, weight); a str is the field of "
    "that name",
)
ACK = Parameter(name="ack", kind=Kind.FLAG, default=False, sentence="set ACK")
SETTINGS = Parameter(
    name="settings",
    kind=Kind.SETTINGS,
    many=True,
    place=True,
    choices=tuple(SETTING_NAMES),
    sentence="settings in order, by name or number; duplicates count",
)
TIMEOUT = Parameter(
    name="timeout",
    kind=Kind.SECONDS,
    read=values.seconds,
    sentence="seconds to wait at most",
)
ANSWERED = Parameter(
    name="timeout",
    kind=Kind.SECONDS,
    read=values.seconds,
    default=WAIT_SECONDS,
    sentence=f"seconds to wait for the ACK, {WAIT_SECONDS:g} if not said",
)
HEAD = (STREAM, FIELDS, END_STREAM, END_HEADERS, PADDING, PRIORITY, HPACK, BLOCK)


def octets_parameter(
    name: str, sentence: str, *, required: bool = False, call_sentence: str = ""
) -> Parameter:
    return Parameter(
        name=name,
        kind=Kind.OCTETS,
        read=values.octets_of,
        place=True,
        many=True,
        required=required,
        sentence=sentence,
        call_sentence=call_sentence,
    )


def code(*, unclear: bool = False) -> Parameter:
    """An error code."""
    return Parameter(
        name="code",
        kind=Kind.CODE,
        read=values.error_code,
        place=True,
        unclear=unclear,
        default=0,
        choices=tuple(ERROR_CODES),
        sentence="error code by name or number (RFC 9113 7); NO_ERROR if left out",
    )


def number(name: str, read: values.Reader, sentence: str, default: int | None = None) -> Parameter:
    return Parameter(name=name, kind=Kind.NUMBER, read=read, sentence=sentence, default=default)


def flag(name: str, sentence: str) -> Parameter:
    return Parameter(name=name, kind=Kind.FLAG, default=False, sentence=sentence)


def seqs(name: str, sentence: str) -> Parameter:
    return Parameter(
        name=name,
        kind=Kind.NUMBERS,
        read=values.numbers("a record's number", JOURNAL),
        default=(),
        sentence=sentence,
    )


def tail(
    name: str,
    sentence: str,
    kind: Kind = Kind.PATTERN,
    *,
    required: bool,
    call_sentence: str = "",
) -> Parameter:
    return Parameter(
        name=name,
        kind=kind,
        sentence=sentence,
        place=True,
        required=required,
        call_sentence=call_sentence,
    )


HELD = (
    Parameter(
        name="stream",
        kind=Kind.STREAM,
        read=values.stream,
        place=True,
        default=0,
        sentence="what is held on this stream; the selected one if nothing is said",
    ),
    Parameter(
        name="what",
        kind=Kind.CHOICE,
        read=values.choice("what is held", ("all", "replies")),
        choices=("all", "replies"),
        place=True,
        sentence="all that is held on the connection, or only its automatic replies",
    ),
    seqs("seq", "what is held, by the number of its record"),
)
