"""All verbs: one table, of which the parser, the completer and the help are made. Data only."""

from __future__ import annotations

from types import MappingProxyType

from h2craft.language.frameverbs import FRAME_VERBS
from h2craft.language.otherverbs import ACTION_VERBS, HAND_VERBS
from h2craft.language.requestverbs import REQUEST_VERBS

VERBS = MappingProxyType(
    {verb.name: verb for verb in (*FRAME_VERBS, *REQUEST_VERBS, *ACTION_VERBS, *HAND_VERBS)}
)
"""Every verb by its name, in the order help shows them."""

DOORS = MappingProxyType(
    {
        "lawful": "h2 makes it, waits for windows, and may refuse",
        "wire": "written as it is, whatever state and windows say",
        "uninformed": "by the wire, and h2 is told nothing of it",
    }
)
"""Words that choose how a frame leaves; they may stand before the verb or anywhere behind it."""


def callable_name(verb: str) -> str:
    """The verb's name in Python, where `break` is a word of its own."""
    return "break_" if verb == "break" else verb
