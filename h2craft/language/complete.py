"""What may stand at the cursor: made of the table of verbs and of what the context knows.

Never raises, whatever the text is; the only thing outside of the text it looks at are names of
files where a file is asked for.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from h2craft.filter import KEYS
from h2craft.language.command import Context
from h2craft.language.errors import LanguageError
from h2craft.language.fields import HUFFMAN, REPRESENTATIONS
from h2craft.language.values import looks_like_number
from h2craft.language.verb import Kind, Parameter, Verb
from h2craft.language.verbs import DOORS, VERBS
from h2craft.language.words import words
from h2craft.wire import FLAGS, escape, parse_frame_type

MOST = 200
"""Never more completions than that: nobody reads on."""

NAMES = {
    ":status": "of a response (RFC 9113 8.3.2)",
    ":method": "of a request (RFC 9113 8.3.1)",
    ":scheme": "of a request (RFC 9113 8.3.1)",
    ":authority": "of a request (RFC 9113 8.3.1)",
    ":path": "of a request (RFC 9113 8.3.1)",
    "accept-ranges": "RFC 9110 14.3",
    "access-control-allow-origin": "Fetch 3.3.3",
    "age": "RFC 9111 5.1",
    "alt-svc": "RFC 7838 3",
    "cache-control": "RFC 9111 5.2",
    "content-encoding": "RFC 9110 8.4",
    "content-length": "RFC 9110 8.6",
    "content-range": "RFC 9110 14.4",
    "content-type": "RFC 9110 8.3",
    "date": "RFC 9110 6.6.1",
    "etag": "RFC 9110 8.8.3",
    "grpc-status": "of gRPC's trailers",
    "last-modified": "RFC 9110 8.8.2",
    "link": "RFC 8288 3",
    "location": "RFC 9110 10.2.2",
    "priority": "RFC 9218 5",
    "retry-after": "RFC 9110 10.2.3",
    "server": "RFC 9110 10.2.4",
    "set-cookie": "RFC 6265 4.1",
    "trailer": "RFC 9110 6.6.2",
    "vary": "RFC 9110 12.5.5",
    "www-authenticate": "RFC 9110 11.6.1",
}
_VALUES = {
    ":status": ("200", "204", "206", "302", "304", "400", "404", "421", "429", "500", "503"),
    ":method": ("GET", "HEAD"),
    ":scheme": ("https", "http"),
    "content-type": ("text/plain", "text/html", "application/json", "application/octet-stream"),
    "content-encoding": ("gzip", "br"),
    "cache-control": ("no-store", "max-age=60"),
}
_CODES = {
    "NO_ERROR": "a graceful end (RFC 9113 7)",
    "PROTOCOL_ERROR": "something unlawful, and no better word for it",
    "INTERNAL_ERROR": "something failed here",
    "FLOW_CONTROL_ERROR": "a window was overrun",
    "SETTINGS_TIMEOUT": "SETTINGS were not acknowledged in time",
    "STREAM_CLOSED": "a frame for a stream that has ended",
    "FRAME_SIZE_ERROR": "a frame of a wrong size",
    "REFUSED_STREAM": "nothing was done with the request: try it again",
    "CANCEL": "the stream is no longer needed",
    "COMPRESSION_ERROR": "the header tables are no longer in step",
    "CONNECT_ERROR": "the connection of a CONNECT failed",
    "ENHANCE_YOUR_CALM": "too much of something",
    "INADEQUATE_SECURITY": "TLS is not good enough",
    "HTTP_1_1_REQUIRED": "use HTTP/1.1 for this",
}

_file_call = re.compile(r'file\("?([^")]*)$').search
_filter_word = re.compile(r"[^\s()\-]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """Put `text` in place of what stands from `start` to the cursor.

    label  what a list shows; `sentence` what it means
    """

    text: str
    start: int
    label: str
    sentence: str = ""


Offer = tuple[str, str, str]  # text, label (the text if empty), sentence


def complete(text: str, cursor: int, context: Context | None = None) -> list[Completion]:
    """What may stand at the cursor, the likeliest first; at most `MOST`. Never raises."""
    before = text[: max(0, cursor)]
    start = _start_of_word(before)
    prefix = before[start:]
    segment = _segment_of(before[:start])
    offers, start, prefix = _offers(segment, start, prefix, context or Context())
    made: list[Completion] = []
    seen: set[str] = set()
    for offer, label, sentence in offers:
        fits = offer.lower().startswith(prefix.lower()) and offer != prefix
        if fits and offer not in seen:
            seen.add(offer)
            made.append(
                Completion(text=offer, start=start, label=label or offer, sentence=sentence)
            )
        if len(made) == MOST:
            break
    return made


def _start_of_word(before: str) -> int:
    """Where the word at the cursor begins: behind the last white space outside of quotes."""
    quoted, start, at = False, 0, 0
    while at < len(before):
        character = before[at]
        if quoted and character == "\\":
            at += 1
        elif character == '"':
            quoted = not quoted
        elif not quoted and character.isspace():
            start = at + 1
        at += 1
    return start


def _segment_of(before: str) -> list[str]:
    """The words before the cursor that belong to its frame; empty if there are none."""
    try:
        made = words(before)
    except LanguageError:
        return before.split()
    segment: list[str] = []
    for word in made:
        if word.bare == "+":
            segment.clear()
        else:
            segment.append(word.whole.raw)
    return segment


def _offers(
    segment: list[str], start: int, prefix: str, context: Context
) -> tuple[Iterable[Offer], int, str]:
    """What could stand here, where it begins, and what there is of it already."""
    told = [word for word in segment if word.lower() not in DOORS]
    if not told:
        verbs = [(name, "", verb.sentence) for name, verb in VERBS.items()]
        return [*verbs, *_doors()], start, prefix
    verb = VERBS.get(told[0].lower())
    if verb is None:
        return (), start, prefix
    if verb.tail:
        if verb.tail != "pattern":
            return (), start, prefix
        found = _filter_word.search(prefix)
        begins = found.start() if found else 0
        return _filter_offers(verb), start + begins, prefix[begins:]
    call = _file_call(prefix)
    if call is not None:
        return _files(call[1], '")'), start + call.start(1), call[1]
    name, equals, value = prefix.partition("=")
    if equals:
        offered = _values_of(verb, name, told)
        if "|" in value or "," in value:
            begins = max(value.rfind("|"), value.rfind(",")) + 1
            return offered, start + len(name) + 1 + begins, value[begins:]
        return offered, start + len(name) + 1, value
    return _words_of(verb, told[1:], prefix, context), start, prefix


def _doors() -> list[Offer]:
    return [(word, "", sentence) for word, sentence in DOORS.items()]


def _words_of(verb: Verb, told: list[str], prefix: str, context: Context) -> Iterator[Offer]:
    """Words of a verb that are still free, in the order of its table."""
    names = {word.partition("=")[0].lower() for word in told}
    numbers = sum(looks_like_number(word) for word in told)
    free = [one for one in verb.parameters if one.takes_numbers]
    for one in verb.parameters:
        if one.kind is Kind.FLAG:
            if one.word not in names:
                yield one.word, "", one.sentence
        elif one.place:
            if one in free and free.index(one) < numbers:
                continue
            yield from _place_offers(one, prefix, context)
        elif one.name not in names:
            yield f"{one.name}=", one.shape.strip("[]"), one.sentence
    if verb.frame is not None:
        yield from _doors()
        yield "+", "", "another frame in the same flush"


def _place_offers(one: Parameter, prefix: str, context: Context) -> Iterable[Offer]:
    make = _PLACES.get(one.kind)
    if make is not None:
        return make(one, prefix, context)
    return [(choice, "", one.sentence) for choice in one.choices]


def _streams(one: Parameter, prefix: str, context: Context) -> Iterator[Offer]:
    known = sorted(context.streams, key=lambda number: (number != context.stream_id, -number))
    for number in known:
        hint = context.streams[number]
        yield str(number), " ".join(filter(None, (str(number), hint.state))), escape(hint.path)
    if context.stream_id and context.stream_id not in context.streams:
        yield str(context.stream_id), "", "the selected stream"


def _codes(one: Parameter, prefix: str, context: Context) -> Iterator[Offer]:
    return ((name, "", _CODES.get(name, "")) for name in one.choices)


def _field_names(one: Parameter, prefix: str, context: Context) -> Iterator[Offer]:
    orders = prefix[: prefix.find("}") + 1] if prefix.startswith("{") else prefix[:1].strip(":")
    orders = orders if orders.startswith(("!", "{")) else ""
    for name, sentence in NAMES.items():
        yield f"{orders}{name}=", f"{name}=", sentence
    if prefix.startswith("{"):
        for order in (*REPRESENTATIONS, *HUFFMAN):
            yield f"{{{order}}}", "", "how HPACK shall write the field (RFC 7541 6)"


def _setting_names(one: Parameter, prefix: str, context: Context) -> Iterator[Offer]:
    return ((f"{name}=", "", "RFC 9113 6.5.2") for name in one.choices)


def _literals(one: Parameter, prefix: str, context: Context) -> Iterable[Offer]:
    return (
        ('"', '"text"', one.sentence),
        ('hex("', 'hex("00 ff")', one.sentence),
        ('file("', 'file("path")', one.sentence),
    )


def _paths(one: Parameter, prefix: str, context: Context) -> Iterable[Offer]:
    return _files(prefix, "")


_PLACES: dict[Kind, Callable[[Parameter, str, Context], Iterable[Offer]]] = {
    Kind.STREAM: _streams,
    Kind.CODE: _codes,
    Kind.FIELDS: _field_names,
    Kind.SETTINGS: _setting_names,
    Kind.OCTETS: _literals,
    Kind.FILE: _paths,
}


def _values_of(verb: Verb, name: str, told: list[str]) -> Iterable[Offer]:
    """What may stand behind `name=`."""
    one = verb.named.get(name.lower())
    if one is None:
        plain = name.lstrip("!").rpartition("}")[2].lower()
        return [(value, "", "") for value in _VALUES.get(plain, ())]
    if one.kind is Kind.CODE:
        return [(code, "", _CODES.get(code, "")) for code in one.choices]
    if one.kind is Kind.BITS:
        return [(flag, "", one.sentence) for flag in _flags_of(told)]
    if one.kind is Kind.FLAG:
        return [("yes", "", one.sentence), ("no", "", one.sentence)]
    return [(choice, "", one.sentence) for choice in one.choices]


def _flags_of(told: list[str]) -> Iterable[str]:
    try:
        return FLAGS.get(parse_frame_type(told[1]), {})
    except (ValueError, IndexError):
        return ()


def _filter_offers(verb: Verb) -> Iterator[Offer]:
    for name, key in KEYS.items():
        yield f"{name}:", key.shape.split("  ")[0], key.meaning
        for value in key.completions:
            yield f"{name}:{value}", "", key.meaning
    for one in verb.parameters:
        if one.name != verb.tail:
            yield f"{one.name}=", "", one.sentence
    if verb.act is None:
        yield "off", "", "no more"


def _files(prefix: str, behind: str) -> list[Offer]:
    """Files and folders that begin so; nothing where the folder cannot be read."""
    folder, name = os.path.split(prefix)
    try:
        with os.scandir(os.path.expanduser(folder) or ".") as entries:
            found = sorted(
                (entry.name, entry.is_dir())
                for entry in entries
                if entry.name.startswith(name) and (name or not entry.name.startswith("."))
            )[:MOST]
    except (OSError, ValueError):
        return []
    made = []
    for entry, is_folder in found:
        if entry.isprintable() and not set(entry) & set(' "\\()'):
            path = os.path.join(folder, entry)
            made.append((f"{path}/" if is_folder else path + behind, path, ""))
    return made
