from __future__ import annotations

from typing import Any

import pytest

from h2craft.actions import Await, Data, Door, Headers, Ping, Raw, Send, SendOctets, Settings, Sleep
from h2craft.language import LanguageError, call


@pytest.mark.parametrize(
    ("verb", "args", "door"),
    [
        ("headers", (Headers(stream_id=1),), Door.LAWFUL),
        ("headers", (Headers(stream_id=1, block=b""),), Door.WIRE),
        ("data", (Data(stream_id=1), Data(stream_id=3)), Door.LAWFUL),
        ("data", (None, Data(stream_id=1)), Door.LAWFUL),
        ("data", (Raw(type=0, stream_id=1),), Door.LAWFUL),
        ("raw", (Ping(), Settings()), Door.WIRE),
    ],
)
def test_frames_are_one_flush_through_the_verbs_door(verb: str, args: Any, door: Door) -> None:
    frames = tuple(one for one in args if one is not None)
    assert call(verb, args).actions == (Send(frames=frames, door=door),)


@pytest.mark.parametrize(
    ("verb", "action"),
    [
        ("sleep", Sleep(seconds=1)),
        ("wait", Await(pattern="x")),
        ("octets", SendOctets(octets=b"")),
        ("ping", Send(frames=(Ping(),), door=Door.LAWFUL, inform=False)),
    ],
)
def test_an_action_is_taken_as_it_is(verb: str, action: Any) -> None:
    assert call(verb, (action,)).actions == (action,)


@pytest.mark.parametrize(
    ("verb", "args", "kwargs", "message"),
    [
        ("headers", (Data(stream_id=1),), {}, "headers makes no Data"),
        ("break", (Ping(),), {}, "break_ makes no Ping"),
        ("sleep", (Send(frames=()),), {}, "sleep makes no Send"),
        ("ping", (Ping(), 1), {}, "ping has no place for 1"),
        ("ping", (Ping(),), {"ack": True}, "told nothing more"),
        ("headers", (Headers(stream_id=1),), {"x": 1}, "told nothing more"),
        ("ping", (Send(frames=(Ping(),)),), {"inform": False}, "stands alone"),
    ],
)
def test_what_the_verb_does_not_make_is_refused(
    verb: str, args: Any, kwargs: Any, message: str
) -> None:
    with pytest.raises(LanguageError, match=message):
        call(verb, args, kwargs)
