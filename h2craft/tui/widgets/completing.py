"""What a half-written filter can go on as: keys, and values of a key. Knows only the language."""

from __future__ import annotations

from dataclasses import dataclass

from h2craft.filter import KEYS

_BEFORE = frozenset(" \t(-")


@dataclass(frozen=True, slots=True)
class Completion:
    """`text` for what stands from `start` to the cursor; `meaning` says what it is."""

    text: str
    start: int
    meaning: str


def completions(text: str, cursor: int) -> list[Completion]:
    """What may stand at the cursor: keys by their first letters, then values of a key."""
    start = _word_start(text, cursor)
    word = text[start:cursor]
    name, colon, value = word.partition(":")
    if not colon:
        return [
            Completion(f"{key.name}:", start, key.meaning)
            for key in KEYS.values()
            if key.name.startswith(word.lower())
        ]
    key = KEYS.get(name.lower())
    if key is None:
        return []
    last = value.rpartition(",")[2]
    at = cursor - len(last)
    return [
        Completion(one, at, key.meaning)
        for one in key.completions
        if one.lower().startswith(last.lower())
    ]


def _word_start(text: str, cursor: int) -> int:
    start = cursor
    while start and text[start - 1] not in _BEFORE:
        start -= 1
    return start


def without_beginnings(text: str) -> str:
    """The text without a last word that may become a key: nobody looks for "typ" on the way there.

    A word with something after it, be it a space, is meant.
    """
    start = _word_start(text, len(text))
    word = text[start:].lower()
    if word and any(name.startswith(word) for name in KEYS):
        return text[:start].rstrip("-(").rstrip()
    return text


def common(texts: list[str]) -> str:
    """What all begin with."""
    if not texts:
        return ""
    low, high = min(texts), max(texts)
    for index, letter in enumerate(low):
        if high[index : index + 1] != letter:
            return low[:index]
    return low
