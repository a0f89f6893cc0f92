"""What is worth offering as the value of a parameter, and as its name. Knows no line and no cursor.

An offer is (text, label, sentence); the label is the text where it is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from h2craft.language import known
from h2craft.language.command import Context
from h2craft.language.fields import HUFFMAN, REPRESENTATIONS
from h2craft.language.requestverbs import REQUESTS
from h2craft.language.values import NEW, looks_like_number
from h2craft.language.verb import Kind, Parameter, Verb
from h2craft.wire import FLAGS, escape, parse_frame_type

Offer = tuple[str, str, str]

_MEANINGS = {
    Kind.CODE: known.CODES,
    Kind.TYPE: known.TYPES,
    Kind.CHOICE: known.CHOICES,
    Kind.NUMBER: known.CHOICES,
    Kind.METHOD: known.CHOICES,
}
_NOT_IN = {
    "trailers": known.CLIENT_PSEUDO,
    "push": {":status": ""},
    "inform": known.CLIENT_PSEUDO,
    **dict.fromkeys(REQUESTS, known.CLIENT_PSEUDO),
}
_CLOSED = "closed"


def stream_offers(context: Context) -> Iterator[Offer]:
    """Streams with state and path: the selected one, then those that live, the newest first."""

    def rank(number: int) -> tuple[bool, bool, int]:
        over = context.streams[number].state == _CLOSED
        return number != context.stream_id, over, -number

    if context.is_client:
        label = f"{NEW} {context.next_stream}"
        yield NEW, label, "the next stream, as a request has (RFC 9113 5.1.1)"
    if context.stream_id and context.stream_id not in context.streams:
        yield str(context.stream_id), "", "the selected stream"
    for number in sorted(context.streams, key=rank):
        hint = context.streams[number]
        yield str(number), " ".join(filter(None, (str(number), hint.state))), escape(hint.path)


def value_offers(
    one: Parameter | None, prefix: str, context: Context, name: str = ""
) -> Iterable[Offer]:
    """Values of a parameter; `name` is that of the field or the setting, where it collects."""
    if one is None:
        return ()
    if one.kind is Kind.FIELDS:
        return _told(known.FIELD_VALUES.get(_bare(name), {}))
    if one.kind is Kind.SETTINGS:
        return _told(known.SETTING_VALUES.get(_setting(name), {}))
    if one.kind is Kind.STREAM or one.name in _STREAMS:
        return stream_offers(context)
    if one.kind is Kind.FLAG:
        return (("yes", "", one.sentence), ("no", "", one.sentence))
    if one.kind is Kind.OCTETS:
        return (('"', '"text"', one.sentence), ('hex("', 'hex("00 ff")', one.sentence))
    if one.kind is Kind.PRIORITY:
        return _priorities(context)
    if one.name in known.NUMBERS and not one.choices:
        return _numbers(one, context)
    meanings = _MEANINGS.get(one.kind, {})
    return ((str(text), "", meanings.get(text, one.sentence)) for text in one.choices)


_STREAMS = frozenset(("depends_on", "stream"))


def _told(meanings: known.Meanings) -> list[Offer]:
    return [(text, "", sentence) for text, sentence in meanings.items()]


def _bare(name: str) -> str:
    """The field's name without what HPACK is told."""
    return name.lstrip("!").rpartition("}")[2].lower()


def _setting(name: str) -> str:
    return name.upper().replace("-", "_").removeprefix("SETTINGS_")


def _priorities(context: Context) -> list[Offer]:
    """The flag's in brackets, and the field's."""
    on = context.stream_id or 0
    return [
        ("(no,0,16)", "", "the flag: exclusive, depends on, weight (RFC 9113 6.2)"),
        (f"(yes,{on},256)", "", "the flag: exclusive, depends on, weight (RFC 9113 6.2)"),
        ("u=3", "", "the field: urgency 0 to 7 (RFC 9218 4.1)"),
        ("i", "", "the field: incremental (RFC 9218 4.2)"),
    ]


def _numbers(one: Parameter, context: Context) -> list[Offer]:
    offers = _told(known.NUMBERS[one.name])
    if one.name == "last" and context.highest:
        offers.insert(0, (str(context.highest), "", "the highest the peer has opened"))
    return offers


def field_names(verb: Verb, prefix: str, said: set[str], context: Context) -> Iterator[Offer]:
    """Names of fields, with what HPACK is told before them; a pseudo-header field only once."""
    names = known.CLIENT_NAMES if context.is_client else known.NAMES
    orders = prefix[: prefix.find("}") + 1] if prefix.startswith("{") else prefix[:1].strip(":")
    orders = orders if orders.startswith(("!", "{")) else ""
    unlike = _NOT_IN.get(verb.name, {})
    if prefix.startswith("{") and not orders:
        for order in (*REPRESENTATIONS, *HUFFMAN):
            yield f"{{{order}}}", "", "how HPACK shall write the field (RFC 7541 6)"
    for name, sentence in names.items():
        if name not in unlike and not (name in known.CLIENT_PSEUDO and name in said):
            yield f"{orders}{name}=", f"{name}=", sentence


def flag_bits(told: list[str]) -> list[Offer]:
    """The flags of the frame type the words name, be it by its number."""
    words = [word for word in told[1:] if "=" not in word and word[:1] not in ('"', "'")]
    named = [word for word in words if not looks_like_number(word)]
    try:
        type_ = parse_frame_type((named or words)[0])
    except (ValueError, IndexError):
        return []
    return [(name, "", known.FLAGS.get(name, "")) for name in FLAGS.get(type_, {})]
