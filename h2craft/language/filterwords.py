"""What a half-written filter can go on as: keys, and the values of a key. Knows no verb."""

from __future__ import annotations

import re
from collections.abc import Iterator

from h2craft.filter import KEYS
from h2craft.language.command import Context
from h2craft.language.known import CODES, FLAGS, SETTINGS, TYPES

Offer = tuple[str, str, str]  # text, label (the text if empty), sentence

_word = re.compile(r"[^\s()]*$")
_value = re.compile(r"(?P<key>[A-Za-z_][A-Za-z0-9_]*):(?P<said>[^,]*,)*(?P<last>[^,]*)$").fullmatch
_MEANINGS = {"type": TYPES, "code": CODES, "setting": SETTINGS, "flag": FLAGS}
_JOINTS = {"and": "both, as no word between them", "or": "either", "not": "what does not match"}
_NUMBERED = frozenset(("stream", "streams"))


def filter_offers(before: str, context: Context) -> tuple[list[Offer], int]:
    """What may go on at the end of `before`, and where the word it is instead of begins there."""
    found = _word.search(before)
    start = found.start() if found else len(before)
    while before[start : start + 1] == "-":
        start += 1
    valued = _value(before, start)
    if valued is not None:
        said = before[start : valued.start("last")]
        offered = _values(valued["key"].lower(), context)
        return [(said + text, label or text, told) for text, label, told in offered], start
    offers: list[Offer] = [
        (f"{name}:", key.shape.split("  ")[0], key.meaning) for name, key in KEYS.items()
    ]
    if before[:start].strip():
        offers += [(word, "", sentence) for word, sentence in _JOINTS.items()]
    return offers, start


def _values(name: str, context: Context) -> Iterator[Offer]:
    key = KEYS.get(name)
    if key is None:
        return
    meanings = _MEANINGS.get(name, {})
    for value in key.completions:
        yield value, "", meanings.get(value, key.meaning)
    if name in _NUMBERED:
        yield from ((str(one), "", hint.path) for one, hint in context.streams.items())
    if name == "conn" and context.connection:
        yield str(context.connection), "", "the selected connection"
    if name == "path":
        paths = dict.fromkeys(hint.path for hint in context.streams.values())
        yield from ((path, "", "") for path in paths if path and not re.search(r"[\s()\"]", path))
