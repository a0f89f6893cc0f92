from __future__ import annotations

from hyperframe.frame import GoAwayFrame, PingFrame, RstStreamFrame, SettingsFrame

from h2craft.actions import Reply
from h2craft.endpoint.tray import Tray, reply_name


def test_replies_have_the_policys_names() -> None:
    frames = [SettingsFrame(0), PingFrame(0, bytes(8)), RstStreamFrame(1), GoAwayFrame(0)]
    names = [reply_name(frame.serialize()) for frame in frames]
    assert names == ["settings_ack", "ping_ack", "reset", "goaway"]


def test_only_what_may_be_sent_again_is_released() -> None:
    tray = Tray()
    ping, reset = PingFrame(0, bytes(8)).serialize(), RstStreamFrame(1).serialize()
    tray.held += [(1, ping), (2, reset), (3, ping)]
    tray.policy["reset"] = Reply.HOLD
    assert tray.released() == [(1, ping), (3, ping)]
    assert tray.held == [(2, reset)]
