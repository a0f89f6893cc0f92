from __future__ import annotations

from typing import Any

from h2craft.script.channel import Channel


def test_a_collecting_channel_is_enough_for_the_facade(channel: Any) -> None:
    expected = {name for name in vars(Channel) if not name.startswith("_")}
    assert {name for name in expected if not hasattr(channel, name)} == set()
