from __future__ import annotations

from hyperframe.frame import GoAwayFrame, PingFrame, RstStreamFrame, SettingsFrame

from h2craft.actions import Reply
from h2craft.endpoint.tray import Held, Tray, reply_name, unknown_reply, usual_policy


def test_replies_have_the_policys_names() -> None:
    frames = [SettingsFrame(0), PingFrame(0, bytes(8)), RstStreamFrame(1), GoAwayFrame(0)]
    names = [reply_name(frame.serialize()) for frame in frames]
    assert names == ["settings_ack", "ping_ack", "reset", "goaway"]


PING, RESET = PingFrame(0, bytes(8)).serialize(), RstStreamFrame(1).serialize()


def laid_out() -> Tray:
    tray = Tray()
    tray.policy["ping_ack"] = tray.policy["reset"] = Reply.HOLD
    for seq, octets in ((1, PING), (2, RESET), (3, PING)):
        tray.hold(Held(seq, octets, 0, 1.0))
    return tray


def seqs(held: list[Held]) -> list[int]:
    return [one.seq for one in held]


def test_a_change_of_policy_lets_out_only_what_may_be_sent_again() -> None:
    tray = laid_out()
    assert seqs(tray.change({"ping_ack": Reply.SEND})) == [1, 3]
    assert seqs(tray.held) == [2]


def test_single_replies_are_taken_out_in_the_order_they_are_named() -> None:
    tray = laid_out()
    assert seqs(tray.take((3, 1, 3))) == [3, 1]
    assert seqs(tray.held) == [2]


def test_what_is_not_held_or_wanted_twice_is_said_in_words() -> None:
    tray = laid_out()
    assert tray.trouble((1, 3), (2,)) == ""
    assert tray.trouble((1, 4), ()) == "record 4 is no reply that is held here"
    assert tray.trouble((1,), (1,)) == "record 1 cannot be both sent and dropped"


def test_every_change_is_told() -> None:
    tray, told = laid_out(), []
    tray.changed = lambda: told.append(len(tray.held))
    tray.hold(Held(4, PING, 0, 1.0))
    tray.take((1,))
    tray.change({"reset": Reply.SEND})
    assert told == [4, 3, 2]


def test_names_no_reply_has_are_found() -> None:
    assert unknown_reply(usual_policy()) == ""
    assert unknown_reply({"ack": Reply.SEND}).startswith("no automatic reply is called 'ack'")
