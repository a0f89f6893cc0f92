"""The shell: where what is said goes, and what is known of what has come."""

from __future__ import annotations

from typing import Any

from h2craft.client import Desk, HeldRequest
from h2craft.language import parse
from h2craft.repl.shell import Shell
from h2craft.session import Target


def test_where_nobody_is_the_target_is_nowhere(stub_of: Any) -> None:
    assert stub_of().shell.target == Target()


def test_the_target_follows_what_waits(stub_of: Any, talk: Any) -> None:
    talk.opened()
    talk.request(1, "/a")
    assert stub_of(talk).shell.target == Target(1, 1)


def test_what_was_chosen_stays_chosen_until_it_is_given_up(stub_of: Any, talk: Any) -> None:
    talk.opened()
    talk.request(1, "/a")
    shell = stub_of(talk).shell
    shell.use(Target(1, 7))
    assert (shell.target, shell.used) == (Target(1, 7), Target(1, 7))
    shell.at_hand(Target(1, 1))
    assert shell.target == Target(1, 7)
    shell.at_hand(Target(1, 1), found=True)
    assert shell.target == Target(1, 1)
    shell.use(None)
    assert shell.used is None


def test_a_stream_that_has_ended_stays_at_hand_while_no_other_waits(
    stub_of: Any, talk: Any
) -> None:
    talk.opened()
    talk.exchange(1, "/a")
    shell = stub_of(talk).shell
    shell.at_hand(Target(1, 1))
    assert shell.target == Target(1, 1)
    talk.request(3, "/b")
    shell.sync()
    assert shell.target == Target(1, 3)


def test_a_request_held_elsewhere_goes_before_a_stream_that_has_ended(
    stub_of: Any, talk: Any
) -> None:
    talk.opened(1)
    talk.exchange(1, "/a", connection=1)
    talk.opened(2)
    seq = talk.request(1, "/b", connection=2)
    stub = stub_of(talk)
    stub.shell.at_hand(Target(1, 1))
    assert stub.shell.target == Target(1, 1)
    ended = HeldRequest(connection=1, stream_id=1, seq=8, held_seq=9, at=0.0)
    held = HeldRequest(connection=2, stream_id=1, seq=seq, held_seq=seq, at=0.0)
    stub.client.desk_now = Desk(version=1, requests=(ended, held, ended))
    stub.shell.sync()
    assert stub.shell.target == Target(2, 1)


def test_a_connection_that_has_ended_gives_way_to_one_that_lives(stub_of: Any, talk: Any) -> None:
    talk.opened(1)
    talk.request(1, "/a", connection=1)
    talk.opened(2)
    talk.request(1, "/b", connection=2)
    shell = stub_of(talk).shell
    shell.at_hand(Target(1, 1))
    assert shell.target == Target(1, 1)
    talk.closed(1)
    shell.sync()
    assert shell.target == Target(2, 1)


def test_a_line_may_leave_out_what_the_target_says(stub_of: Any, talk: Any) -> None:
    talk.opened()
    talk.request(5, "/a")
    context = stub_of(talk).shell.context()
    assert (context.connection, context.stream_id, context.highest) == (1, 5, 5)


def test_sync_folds_all_that_has_come(stub_of: Any, talk: Any) -> None:
    shell = stub_of(talk).shell
    for number in range(1, 600, 2):
        talk.request(number, "/x") if number > 1 else talk.opened()
    shell.sync()
    assert shell.session.behind == 0
    assert shell.last is not None and shell.last.summary == "GET /x"


def test_a_command_is_waited_for_and_begun_ones_are_not(stub_of: Any, talk: Any) -> None:
    talk.opened()
    stub = stub_of(talk)
    shell = stub.shell
    command = parse("ping", shell.context())
    assert shell.command(command).said
    pending = shell.begin(command, Target(1))
    assert not pending.settled and pending.wait() is not None and pending.settled
    assert [asked[:2] for asked in stub.client.asked] == [("submit", 1), ("submit", 1)]


def test_names_are_offered_beside_the_persons_own(stub_of: Any) -> None:
    stub = stub_of()
    stub.run("mine = 1")
    shell: Shell = stub.shell
    assert shell.namespace["mine"] == 1 and "mine" not in shell.bound
    assert {"headers", "frames", "break_", "conn", "stream", "last", "client", "file", "len"} <= (
        shell.bound.keys()
    )
    assert "break" not in shell.bound


def test_a_saved_trace_takes_nothing(stub_of: Any, talk: Any) -> None:
    talk.opened()
    talk.request(1, "/a")
    stub = stub_of(talk, live=False)
    stub.shell.use(Target(1, 1))
    assert "a saved trace: nothing can be sent" in stub.run("headers 1 :status=200")
