"""What may stand at the cursor: made of the table of verbs and of what the context knows.

Never raises, whatever the text is; the only thing outside of the text it looks at are names of
files where a file is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from h2craft.language.command import Context
from h2craft.language.errors import LanguageError
from h2craft.language.filenames import files, scripts
from h2craft.language.filterwords import filter_offers
from h2craft.language.known import SETTINGS
from h2craft.language.offers import Offer, field_names, flag_bits, value_offers
from h2craft.language.offers import stream_offers as _streams
from h2craft.language.values import looks_like_number
from h2craft.language.verb import Kind, Parameter, Verb
from h2craft.language.verbs import DOORS, VERBS
from h2craft.language.words import words
from h2craft.wire import escape

MOST = 200
"""Never more completions than that: nobody reads on."""

_file_call = re.compile(r'file\(("?)([^"]*)$').search
_timeout = re.compile(r"timeout=([^\s=]*)$").search


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """Put `text` in place of what stands from `start` to the cursor.

    label  what a list shows; `sentence` what it means
    """

    text: str
    start: int
    label: str
    sentence: str = ""


Found = tuple[Iterable[Offer], int, str]  # what may stand there, from where, what there is of it


def complete(text: str, cursor: int, context: Context | None = None) -> list[Completion]:
    """What may stand at the cursor, the likeliest first; at most `MOST`. Never raises.

    Case does not count, and `-` is `_`. What the line says behind the cursor is not offered again.
    """
    cursor = max(0, cursor)
    before, behind = text[:cursor], text[cursor:]
    start = _start_of_word(before)
    prefix = before[start:]
    told, is_joined = _segment_of(before[:start])
    line = _Line(told, is_joined, _until_plus(behind), context or Context())
    found = _offers(line, before, start, prefix)
    return completions(*found)


def completions(offers: Iterable[Offer], start: int, prefix: str) -> list[Completion]:
    """Those of the offers that go on as `prefix` begins."""
    made: dict[str, Completion] = {}
    typed = key_of(prefix)
    for offer, label, sentence in offers:
        if offer not in made and offer != prefix and key_of(offer).startswith(typed):
            made[offer] = Completion(
                text=offer, start=start, label=label or offer, sentence=sentence
            )
            if len(made) == MOST:
                break
    return list(made.values())


def key_of(name: str) -> str:
    """Names are the same in any case, and with `-` for `_`."""
    return name.lower().replace("-", "_")


@dataclass(slots=True)
class _Line:
    """What is known of the line around the word at the cursor.

    told       the words before it that belong to its frame, the verb first
    is_joined  a + stands before the frame
    behind     the words of the frame behind the cursor
    """

    told: list[str]
    is_joined: bool
    behind: list[str]
    context: Context

    @property
    def doors(self) -> set[str]:
        """The doors that are chosen already."""
        return {word.lower() for word in (*self.told, *self.behind)} & set(DOORS)

    def names(self) -> set[str]:
        """What was named already, and flags."""
        return {key_of(word.partition("=")[0]) for word in (*self.told[1:], *self.behind)}


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


def _segment_of(before: str) -> tuple[list[str], bool]:
    """The words before the cursor that belong to its frame, and whether a + stands before them."""
    try:
        made = words(before)
    except LanguageError:
        return before.split(), False
    segment: list[str] = []
    joined = False
    for word in made:
        if word.bare == "+":
            segment.clear()
            joined = True
        else:
            segment.append(word.whole.raw)
    return segment, joined


def _until_plus(behind: str) -> list[str]:
    """The words behind the cursor, the rest of its own word left out."""
    if behind[:1].strip():
        behind = behind.partition(" ")[2]
    made: list[str] = []
    for word in behind.split():
        if word == "+":
            break
        made.append(word)
    return made


def _offers(line: _Line, before: str, start: int, prefix: str) -> Found:
    """What could stand here, where it begins, and what there is of it already."""
    line_doors = [word for word in line.told if word.lower() in DOORS]
    line.told = [word for word in line.told if word.lower() not in DOORS]
    if not line.told:
        return (
            _verbs(line, frames=bool(line_doors) or line.is_joined, said=line_doors),
            start,
            prefix,
        )
    verb = VERBS.get(line.told[0].lower())
    if verb is None or (line.is_joined and verb.frame is None):
        return (), start, prefix
    if verb.tail:
        return _tail(verb, line, before, start, prefix)
    line.told += line_doors
    call = _file_call(prefix)
    if call is not None:
        named = files(call[2], '")', quoted=bool(call[1]))
        return named, start + call.start(2), call[2]
    name, equals, value = prefix.partition("=")
    if equals:
        return _named(verb, name, value, line, start + len(name) + 1)
    return _words_of(verb, line, prefix), start, prefix


def _verbs(line: _Line, *, frames: bool, said: list[str]) -> Iterator[Offer]:
    """Verbs; behind a door and behind a + only those that are frames."""
    for name, verb in VERBS.items():
        if verb.asks and not line.context.is_client:
            continue
        if verb.frame is not None or not frames:
            yield name, "", verb.sentence
    yield from _doors({word.lower() for word in said} | line.doors)


def _doors(said: set[str]) -> Iterator[Offer]:
    """The doors that may be chosen still: lawful and wire are one choice."""
    for word, sentence in DOORS.items():
        if word not in said and not (word != "uninformed" and said & {"lawful", "wire"}):
            yield word, "", sentence


def _tail(verb: Verb, line: _Line, before: str, start: int, prefix: str) -> Found:
    if verb.tail != "pattern":
        return (), start, prefix
    timed = next((one for one in verb.parameters if one.kind is Kind.SECONDS), None)
    said = _timeout(prefix) if timed else None
    if said is not None and timed is not None:
        return value_offers(timed, said[1], line.context), start + said.start(1), said[1]
    behind_verb = before.lower().index(verb.name) + len(verb.name)
    pattern = before[behind_verb:]
    offers, at = filter_offers(pattern, line.context)
    if timed is not None and pattern[:at].strip():
        offers.append((f"{timed.name}=", timed.shape.strip("[]"), timed.sentence))
    if verb.act is None and not pattern[:at].strip():
        offers += [("all", "", "whatever comes"), ("off", "", "no more")]
    return offers, behind_verb + at, pattern[at:]


def _named(verb: Verb, name: str, value: str, line: _Line, start: int) -> Found:
    """Behind `name=`."""
    one = verb.named.get(name.lower()) or verb.named.get(key_of(name))
    if one is not None and one.kind is Kind.BITS:
        begins = max(value.rfind("|"), value.rfind(",")) + 1
        said = {key_of(word) for word in re.split(r"[|,]", value[:begins])}
        bits = [offer for offer in flag_bits(line.told) if key_of(offer[0]) not in said]
        return bits, start + begins, value[begins:]
    if one is None:
        return value_offers(verb.collects, value, line.context, name), start, value
    return value_offers(one, value, line.context), start, value


def _words_of(verb: Verb, line: _Line, prefix: str) -> Iterator[Offer]:
    """Words of a verb that are still free, in the order of its table; rare names come last."""
    names = line.names()
    numbers = sum(looks_like_number(word) for word in (*line.told[1:], *line.behind))
    free = [one for one in verb.parameters if one.takes_numbers and one.name not in names]
    late: list[Offer] = []
    for one in verb.parameters:
        if one.kind is Kind.FLAG:
            if not names & {one.name, f"no_{one.name}"}:
                yield one.word, "", one.sentence
        elif one.kind is Kind.FIELDS:
            offers = list(field_names(verb, prefix, names, line.context))
            yield from offers[:_FIRST_NAMES]
            late += offers[_FIRST_NAMES:]
        elif one.place and one.name not in names:
            if one not in free or free.index(one) >= numbers:
                yield from _place_offers(one, names, prefix, line.context)
                if prefix and one.named and not one.many:
                    late.append((f"{one.name}=", "", one.sentence))
        elif one.name not in names:
            yield f"{one.name}=", one.shape.strip("[]"), one.sentence
    yield from late
    if verb.frame is not None:
        yield from _doors(line.doors)
        yield "+", "", "another frame in the same flush"


_FIRST_NAMES = 4


def _place_offers(
    one: Parameter, names: set[str], prefix: str, context: Context
) -> Iterable[Offer]:
    make = _PLACES.get(one.kind)
    return value_offers(one, prefix, context) if make is None else make(one, names, prefix, context)


def _place_streams(
    one: Parameter, names: set[str], prefix: str, context: Context
) -> Iterable[Offer]:
    return _streams(context)


def _setting_names(
    one: Parameter, names: set[str], prefix: str, context: Context
) -> Iterator[Offer]:
    """Those not said come first: duplicates are lawful, and rare."""
    for said in (False, True):
        for name in one.choices:
            if (key_of(name) in names) is said:
                yield f"{name}=", "", SETTINGS.get(name, "")


def _literals(one: Parameter, names: set[str], prefix: str, context: Context) -> Iterable[Offer]:
    return (
        ('"', '"text"', one.sentence),
        ('hex("', 'hex("00 ff")', one.sentence),
        ('file("', 'file("path")', one.sentence),
    )


def _codes(one: Parameter, names: set[str], prefix: str, context: Context) -> Iterable[Offer]:
    """None where a word that reads as one was said: the second would be refused."""
    if names & {key_of(code) for code in one.choices}:
        return ()
    return value_offers(one, prefix, context)


def _paths(one: Parameter, names: set[str], prefix: str, context: Context) -> Iterable[Offer]:
    return scripts(prefix)


def _request_paths(
    one: Parameter, names: set[str], prefix: str, context: Context
) -> Iterable[Offer]:
    """That of the URL, and those that were asked for."""
    said = [escape(context.asking.path), *(hint.path for hint in context.streams.values()), "/"]
    return ((path, "", one.sentence) for path in dict.fromkeys(filter(None, said)))


_PLACES: dict[Kind, Callable[[Parameter, set[str], str, Context], Iterable[Offer]]] = {
    Kind.STREAM: _place_streams,
    Kind.CODE: _codes,
    Kind.TYPE: _codes,
    Kind.CHOICE: _codes,
    Kind.METHOD: _codes,
    Kind.PATH: _request_paths,
    Kind.SETTINGS: _setting_names,
    Kind.OCTETS: _literals,
    Kind.FILE: _paths,
}
