"""What may stand in the Python call of a verb: its keywords, and a value of each. Runs nothing.

The words are those of the line, in Python's spelling: `goaway(code=` takes what `goaway code=`
takes, with quotation marks. Never raises.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from keyword import iskeyword

from h2craft.language.call import ALIASES, PSEUDO
from h2craft.language.command import Context
from h2craft.language.complete import Completion, completions
from h2craft.language.filenames import files
from h2craft.language.filterwords import filter_offers
from h2craft.language.known import NAMES, SETTINGS
from h2craft.language.offers import Offer, field_names, value_offers
from h2craft.language.pythonhelp import sentence_of
from h2craft.language.verb import Kind, Parameter, Verb
from h2craft.language.verbs import DOORS, VERBS
from h2craft.wire import FLAGS

_power = re.compile(r"2\^([0-9]+)([+-][0-9]+)?").fullmatch
_number = re.compile(r"[0-9]+(?:\.[0-9]+)?").fullmatch
_LITERALS = (("b'", "b'octets'"), ("'", "'text'"), ("file('", "file('path')"))
_TRUTH = {"yes": "True", "no": "False"}


def complete_value(
    verb: str, parameter: str, text: str, context: Context | None = None
) -> list[Completion]:
    """What `verb(parameter=text` may go on as; `start` counts from the beginning of `text`.

    `parameter` is a keyword as a call has it, be it a header field's or a setting's. Texts are
    Python: in quotation marks where they have to be, in those of `text` where it begins with one.
    """
    found = _verb(verb)
    if found is None:
        return []
    mark = text[:1] if text[:1] in ("'", '"') else ""
    return _values(found, parameter, text[len(mark) :], mark, context or Context())


def complete_keyword(
    verb: str, said: Collection[str], text: str, context: Context | None = None
) -> list[Completion]:
    """The keywords a call of the verb may have besides those `said`, as `code=`."""
    found = _verb(verb)
    if found is None:
        return []
    taken = {name.lower() for name in said}
    return completions(_keywords(found, taken), 0, text)


def _verb(name: str) -> Verb | None:
    return VERBS.get(name.lower().removesuffix("_"))


# Keywords


def _keywords(verb: Verb, said: set[str]) -> Iterator[Offer]:
    late: list[Offer] = []
    for one in verb.parameters:
        if one.kind is Kind.FIELDS:
            late = list(_field_keywords(verb, said))
            yield from late[:1]
        elif one.kind is Kind.SETTINGS:
            yield from ((f"{name}=", "", told) for name, told in SETTINGS.items())
        elif one.name not in said:
            yield f"{one.name}=", "", sentence_of(one)
    yield from late
    if verb.frame is not None:
        for name, sentence in _DOORS.items():
            if name not in said:
                yield f"{name}=", "", sentence


_DOORS = {"door": "how it leaves: lawful or wire", "inform": "False: h2 is told nothing of it"}


def _field_keywords(verb: Verb, said: set[str]) -> Iterator[Offer]:
    for _, label, sentence in field_names(verb, "", said):
        name = label.rstrip("=").lstrip(":").replace("-", "_")
        name += "_" if iskeyword(name) else ""
        if name not in said and name not in {one.name for one in verb.parameters}:
            yield f"{name}=", "", sentence


# Values


def _values(verb: Verb, name: str, inner: str, mark: str, context: Context) -> list[Completion]:
    start = len(mark)
    if name == "door" and verb.frame is not None:
        offers = [(word, "", told) for word, told in DOORS.items() if word != "uninformed"]
        return _spelled(offers, inner, start, mark)
    one = _parameter(verb, name)
    if one is None:
        offers = list(value_offers(verb.collects, inner, context, _line_name(name)))
        return _spelled(offers, inner, start, mark)
    if one.kind is Kind.PATTERN and mark:
        found, at = filter_offers(inner, context)
        return _spelled(found, inner[at:], start + at, "", whole=False)
    if one.kind is Kind.FILE and mark:
        found = files(inner, mark, quoted=True, suffix=".py")
        return _spelled(found, inner, start, "", whole=False)
    if one.kind is Kind.BITS:
        return _bits(inner, start, mark)
    if one.kind is Kind.OCTETS:
        shown = [(text, label, sentence_of(one)) for text, label in _LITERALS]
        return completions(shown, 0, mark + inner)
    return _spelled(list(value_offers(one, inner, context)), inner, start, mark)


def _parameter(verb: Verb, name: str) -> Parameter | None:
    """The parameter, `inform` as one that is a flag, or None for what is collected."""
    key = name.lower()
    for one in verb.parameters:
        if (
            one.name in (key, key.removesuffix("_"), ALIASES.get(key))
            and one.kind not in _COLLECTED
        ):
            return one
    flag = verb.flags.get(key)
    if flag is not None or (key == "inform" and verb.frame is not None):
        return flag[0] if flag else _INFORM
    return None


_COLLECTED = (Kind.FIELDS, Kind.SETTINGS)
_INFORM = Parameter(name="inform", kind=Kind.FLAG, default=True, sentence=_DOORS["inform"])


def _line_name(name: str) -> str:
    """The name a keyword has as a field."""
    if name in PSEUDO:
        return f":{name}"
    bare = name.removesuffix("_").replace("_", "-")
    return bare if bare in NAMES else name


def _bits(inner: str, start: int, mark: str) -> list[Completion]:
    """Names of flag bits: those of every type, as the type is not known here."""
    at = inner.rfind("|") + 1
    names = dict.fromkeys(name for flags in FLAGS.values() for name in flags)
    said = inner[:at].upper().split("|")
    offers = [(name, "", "") for name in names if name not in said]
    if mark:
        return _spelled(offers, inner[at:], start + at, "", whole=False)
    return _spelled(offers, inner, start, mark)


def _spelled(
    offers: list[Offer], inner: str, start: int, mark: str, *, whole: bool = True
) -> list[Completion]:
    """Offers of the line in Python's spelling; within `mark` they end with it."""
    if not whole:
        return completions(offers, start, inner)
    if mark:
        found = completions(offers, start, inner)
        return [replace(one, text=one.text + mark) for one in found]
    made = [(_python(text), label or text, told) for text, label, told in offers]
    found = completions(made, 0, inner)
    if inner and not found:  # a word without its quotation marks
        made = [(f'"{text}"', label or text, told) for text, label, told in offers]
        found = completions(made, 0, f'"{inner}')
    return found


def _python(text: str) -> str:
    """A word of the line as an expression."""
    if text in _TRUTH:
        return _TRUTH[text]
    power = _power(text)
    if power is not None:
        behind = f" {power[2][0]} {power[2][1:]}" if power[2] else ""
        return f"2**{power[1]}{behind}"
    if text.startswith("("):
        exclusive, *rest = text[1:-1].split(",")
        return f"({', '.join((_TRUTH[exclusive], *rest))})"
    return text if _number(text) else f'"{text}"'
