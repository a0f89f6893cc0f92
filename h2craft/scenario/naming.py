"""What the functions of a script are called: after the requests they answer. Knows turns only."""

from __future__ import annotations

import re
from collections.abc import Sequence

from h2craft.scenario.score import Turn

_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)
LONGEST = 24  # of a name made of a path
_no_word = re.compile(r"[^a-z0-9]+")
_TAKEN = frozenset(("unanswered",))


def ordinal_word(number: int) -> str:
    """ "second", and "12th" from the eleventh on."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def turn_words(turns: Sequence[Turn], *, by_path: bool) -> list[str]:
    """A word for each turn, each another, that may stand in a name: "style_css", "second", "12"."""
    if by_path:
        words = [_path_word(turn.path) for turn in turns]
        if all(words) and len(set(words)) == len(words):
            return words
    return [
        _ORDINALS[turn.ordinal - 1] if turn.ordinal <= len(_ORDINALS) else str(turn.ordinal)
        for turn in turns
    ]


def _path_word(path: bytes) -> str:
    """What a path says of itself; empty where that is no short word."""
    text = path.decode("latin-1").strip("/").lower()
    word = _no_word.sub("_", text).strip("_") if text else "root"
    good = word[:1].isalpha() and len(word) <= LONGEST and word not in _TAKEN
    return word if good else ""


def distinct_paths(turns: Sequence[Turn]) -> bool:
    """The requests can be told apart by what they ask for."""
    return len({turn.path for turn in turns}) == len(turns)
