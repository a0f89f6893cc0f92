from __future__ import annotations

from h2craft.endpoint import events
from h2craft.wire import Frame


def test_the_last_of_duplicate_settings_counts() -> None:
    received = events.SettingsReceived(((4, 1), (3, 9), (4, 2)))
    assert received.settings == {4: 2, 3: 9}


def test_an_unknown_frame_knows_its_stream() -> None:
    assert events.UnknownReceived(Frame.build(0x42, stream_id=7)).stream_id == 7
