"""Calls of a verb with frames or an action somebody has made already. Knows no other value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from h2craft.actions import (
    FRAME_TYPES,
    Action,
    Await,
    Close,
    CraftedFrame,
    Door,
    Note,
    Policy,
    Raw,
    Send,
    SendOctets,
    Sleep,
)
from h2craft.language.command import Command
from h2craft.language.making import door_of
from h2craft.language.said import Said, is_crafted
from h2craft.language.segment import flush_door
from h2craft.language.verb import Verb
from h2craft.language.verbs import callable_name

MORE_TOLD = "a frame that is made already is told nothing more"

_CRAFTED = get_args(CraftedFrame)
_ACTIONS = get_args(Action)
_MADE: Mapping[str, type] = {
    "octets": SendOctets,
    "wait": Await,
    "sleep": Sleep,
    "close": Close,
    "policy": Policy,
    "note": Note,
}


def made_command(
    verb: Verb, positional: Sequence[Said], door: Door | None, *, inform: bool
) -> Command:
    """Frames in one flush, or one action, as they are. Raises LanguageError for anything else."""
    given = [one for one in positional if one.value is not None]
    for said in given:
        if not is_crafted(said.value):
            raise said.error(f"{callable_name(verb.name)} has no place for {said.raw}; {MORE_TOLD}")
        _check(verb, said)
    first = given[0]
    if not isinstance(first.value, _ACTIONS):
        frames = tuple(one.value for one in given)
        usual = [door_of(frame, verb.door) for frame in frames]
        door = flush_door(door, usual, inform)
        action: Action = Send(frames=frames, door=door, inform=inform)
    elif len(given) == 1 and door is None and inform:
        action = first.value
    else:
        raise first.error("an action that is made already stands alone")
    return Command(verb=verb.name, actions=(action,), arguments={"files": ()})


def _check(verb: Verb, said: Said) -> None:
    """What is made already is what the verb makes; `raw` takes any frame."""
    value = said.value
    if verb.frame is None or not isinstance(value, (*_CRAFTED, Send)):
        if _MADE.get(verb.name) is not type(value):
            raise _no_such(verb, said, value)
        return
    frames = value.frames if isinstance(value, Send) else (value,)
    for frame in frames if isinstance(frames, tuple) else (frames,):
        type_ = frame.type if isinstance(frame, Raw) else FRAME_TYPES.get(type(frame))
        if type_ is None or not (verb.name == "raw" or type_ == verb.frame_type):
            raise _no_such(verb, said, frame)


def _no_such(verb: Verb, said: Said, value: Any) -> Exception:
    return said.error(f"{callable_name(verb.name)} makes no {type(value).__name__}")
