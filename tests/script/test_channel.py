from __future__ import annotations

from typing import Any

from h2craft.actions import Door, Ping, Send
from h2craft.script.channel import Channel, Gathering


def test_a_collecting_channel_is_enough_for_the_facade(channel: Any) -> None:
    expected = {name for name in vars(Channel) if not name.startswith("_")}
    assert {name for name in expected if not hasattr(channel, name)} == set()


def test_a_gathering_keeps_frames_of_the_wire_door_and_is_its_channel_otherwise(
    channel: Any,
) -> None:
    gathering = Gathering(channel)
    assert gathering.fire(Send(frames=(Ping(),), door=Door.WIRE)) is None
    assert gathering.frames == [Ping()]
    assert channel.actions == []
    assert gathering.max_frame_size() == channel.max_frame_size()
