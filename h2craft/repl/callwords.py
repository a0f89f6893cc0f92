"""What may stand in the Python call of a verb: what its line takes, in Python's spelling.

`goaway(code=` takes what `goaway code=` does, with quotation marks. Knows the language; no prompt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from h2craft import language
from h2craft.language import DOORS, VERBS, Completion, Context, Kind, Verb
from h2craft.repl.pythonplace import Place

_PSEUDO = ("status", "method", "scheme", "authority", "path")  # RFC 9113 8.3
_JOIN = "+"
_TRUTH = {"yes": "True", "no": "False"}


def call_words(verb: Verb, place: Place, context: Context) -> list[Completion]:
    """What may stand at the cursor of a call, the likeliest first."""
    if place.string:
        return list(_within(verb, place, context))
    if not place.first:
        return []
    found = _values(verb, place) if place.keyword else _arguments(verb, place, context)
    return [one for one in found if one.text.lower().startswith(place.word.lower())]


def _within(verb: Verb, place: Place, context: Context) -> Iterator[Completion]:
    """In quotation marks: what the line has where no name, no flag and no number stands."""
    before = f"{verb.name} {_line_name(verb, place.keyword)}="
    if not place.keyword:
        before = f"{verb.name} "
    line = before + place.word
    for one in language.complete(line, len(line), context):
        if place.keyword or verb.tail or _is_value(verb, one.text):
            start = max(place.start, one.start - len(before) + place.start)
            yield replace(one, start=start)


def _is_value(verb: Verb, text: str) -> bool:
    other = text.endswith("=") or text in DOORS or text == _JOIN or text.isdigit()
    return not (other or text in verb.flags or text.startswith(('"', "hex(", "file(")))


def _values(verb: Verb, place: Place) -> Iterator[Completion]:
    """Behind `name=`."""
    line = f"{verb.name} {_line_name(verb, place.keyword)}="
    if place.keyword == "door":
        found = [
            Completion(text=word, start=0, label=word, sentence=said)
            for word, said in DOORS.items()
        ]
    elif place.keyword in verb.flags:
        found = [Completion(text=word, start=0, label=word) for word in ("True", "False")]
    else:
        found = language.complete(line, len(line))
    for one in found:
        text = _TRUTH.get(one.text, one.text)
        yield _at(place, text if _is_plain(text) else f'"{text}"', one)


def _arguments(verb: Verb, place: Place, context: Context) -> Iterator[Completion]:
    """An argument from its beginning."""
    line = f"{verb.name} " + "0 " * min(place.values, _numbers(verb))
    for one in language.complete(line, len(line), context):
        text = one.text
        if text.endswith("="):
            name = _keyword_of(text[:-1])
            if name.isidentifier() and name not in place.said:
                yield _at(place, f"{name}=", one)
        elif text in verb.flags:
            parameter, on = verb.flags[text]
            if parameter.name not in place.said:
                yield _at(place, f"{parameter.name}={on}", one)
        elif text.isdigit():
            yield _at(place, text, one)
        elif _is_value(verb, text):
            yield _at(place, f'"{text}"', one)
    yield from _named(verb, place)


def _named(verb: Verb, place: Place) -> Iterator[Completion]:
    """What the line takes by its place alone has a name as well."""
    for one in verb.parameters:
        named = one.place and not one.many and one.kind is not Kind.FLAG
        if named and one.name not in place.said and one.name.isidentifier():
            yield Completion(
                text=f"{one.name}=", start=place.start, label=f"{one.name}=", sentence=one.sentence
            )
    if verb.frame is not None and "door" not in place.said:
        yield Completion(text="door=", start=place.start, label="door=", sentence="how it leaves")


def _at(place: Place, text: str, one: Completion) -> Completion:
    label = text if one.label == one.text or text.endswith("=") else one.label
    return Completion(text=text, start=place.start, label=label, sentence=one.sentence)


def _numbers(verb: Verb) -> int:
    return sum(one.takes_numbers for one in verb.parameters)


def _line_name(verb: Verb, keyword: str) -> str:
    """The name a keyword has in the line."""
    if keyword in verb.named or verb.collects is None or verb.collects.kind is not Kind.FIELDS:
        return keyword
    return f":{keyword}" if keyword in _PSEUDO else keyword.replace("_", "-")


def _keyword_of(name: str) -> str:
    return name.removeprefix(":").replace("-", "_")


def _is_plain(text: str) -> bool:
    """It needs no quotation marks."""
    return text.isdigit() or text in ("True", "False")


def verb_of(call: str) -> Verb | None:
    """The verb a call is of; `break_` is the one whose name Python keeps."""
    return VERBS.get(call.removesuffix("_").lower())
