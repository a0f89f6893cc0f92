"""A scenario that is bound for a person's client, followed in the journal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from h2craft.actions import Data, Door, Send
from h2craft.client import Binding, Desk, HeldAction, Result, Verdict
from h2craft.filter import compile
from h2craft.scenario import Entry, read_entry
from h2craft.session import DONE, NOT_DONE, Playing, State, results
from h2craft.session.playing import BY_HAND, break_pattern
from h2craft.trace import Kind, Origin

DATA = Send(frames=(Data(stream_id=1, data=b"x"),), door=Door.LAWFUL)


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


class Run:
    """A scenario bound to the next requests of a journal that is filled in by hand."""

    def __init__(self, talk: Any, session: Any, entry: Entry, **how: Any) -> None:
        self.talk, self.session, self.entry = talk, session, entry
        self.playing = Playing(session, entry, **how)
        session.reader.listen(self.playing.take)

    def begun(self, **where: Any) -> Playing:
        self.playing.began(self.playing.begin(**where).result())
        self.bound(Kind.SCRIPT_ATTACHED)
        return self.playing

    def bound(self, kind: Kind) -> None:
        detail = {"binding": 4, "file": self.playing.script}
        self.talk(kind, connection=0, origin=Origin.HAND, detail=detail)
        self.look()
        there = Binding(file=self.playing.script, number=4)
        bindings = (there,) if kind == Kind.SCRIPT_ATTACHED else ()
        self.session.client.desk_now = Desk(version=kind, bindings=bindings)
        self.session.advance(0.0)

    def starts(self, stream_id: int = 1, path: str = "/x") -> int:
        cause = int(self.talk.request(stream_id, path))
        detail = {"stream": stream_id, "script": self.playing.script, "path": path}
        self.talk(Kind.HANDLER_STARTED, cause=cause, origin=Origin.SCRIPT, detail=detail)
        self.look()
        return cause

    def acts(self, cause: int) -> None:
        self.talk(Kind.ACTION_FIRED, cause=cause, origin=Origin.SCRIPT, detail=DATA)
        self.look()

    def ends(self, stream_id: int = 1) -> None:
        detail = {"stream": stream_id, "seconds": 0.1}
        self.talk(Kind.HANDLER_ENDED, origin=Origin.SCRIPT, detail=detail)
        self.look()

    def look(self) -> None:
        while self.session.advance(1.0):
            pass
        self.playing.look()

    def holds(self) -> HeldAction:
        held = HeldAction(
            seq=9, connection=1, stream_id=1, at=0.0, action=DATA, script=self.playing.script
        )
        other = HeldAction(seq=8, connection=1, stream_id=3, at=0.0, action=DATA, script="/o.py")
        bindings = self.session.desk.bindings
        self.session.client.desk_now = Desk(version=99, actions=(other, held), bindings=bindings)
        self.session.advance(0.0)
        return held


@pytest.fixture
def run_of(talk: Any, session_of: Any, tmp_path: Path) -> Any:
    """`run_of(needs="", **Playing)`."""

    def make(needs: str = "", **how: Any) -> Run:
        file = tmp_path / "drip.py"
        said = f"\n\nNeeds: {needs}" if needs else ""
        file.write_text(f'"""Drips.{said}\n"""\n\n\ndef main(request, response):\n    pass\n')
        talk.opened()
        return Run(talk, session_of(talk), read_entry(file), **how)

    return make


def test_it_is_bound_by_its_real_path_and_waits(run_of: Any) -> None:
    run = run_of(once=True)
    playing = run.begun(pattern="/x", connection=1)
    asked = Binding(file=playing.script, pattern="/x", connection=1, once=True)
    assert run.session.client.asked == [("attach", asked)]
    assert playing.state is State.WAITING
    assert not playing.settled
    assert playing.binding == 4


def test_what_is_refused_is_over_and_says_why(run_of: Any) -> None:
    run = run_of(steps=True)
    run.session.client.result = Result(accepted=False, reason="there is no such \x1bfile")
    run.playing.began(run.playing.begin().result())
    assert run.playing.over
    assert run.playing.trouble == "there is no such \\x1bfile"
    assert run.session.client.asked[-1] == ("set_break", None)


def test_a_request_is_answered_to_the_verdict_which_is_remembered(run_of: Any) -> None:
    run = run_of()
    playing = run.begun()
    cause = run.starts()
    assert playing.state is State.RUNNING
    run.acts(cause)
    assert playing.progress == "1 act"
    run.ends()
    assert playing.settled
    assert playing.verdict.done
    last = results().by_name["drip"]
    assert (last.outcome, last.client) == (DONE, "curl/8.5.0")
    assert last.sentence == playing.verdict.sentence


def test_requests_of_other_scripts_are_not_its_own(run_of: Any) -> None:
    run = run_of()
    playing = run.begun()
    run.talk.exchange(1)
    run.look()
    assert playing.state is State.WAITING
    assert "drip" not in results().by_name


def test_one_that_needs_more_than_a_request_is_waited_for_till_its_clients_have_gone(
    run_of: Any,
) -> None:
    run = run_of("two requests")
    playing = run.begun()
    run.starts()
    run.ends()
    assert not playing.settled
    assert playing.state is State.RESTING
    run.starts(3)
    run.ends(3)
    run.talk.closed()
    run.look()
    assert playing.settled


def test_a_client_that_goes_ends_what_runs_on_its_connection(run_of: Any) -> None:
    run = run_of()
    playing = run.begun()
    run.starts()
    run.talk.closed()
    run.look()
    assert playing.settled
    assert not playing.verdict.done
    assert results().by_name["drip"].outcome == NOT_DONE


def test_clients_that_come_later_are_another_run(run_of: Any) -> None:
    run = run_of()
    playing = run.begun()
    run.starts()
    run.talk.closed()
    run.look()
    run.talk.opened()
    run.acts(run.starts(1, "/again"))
    run.ends()
    assert playing.verdict.done
    assert playing.verdict.requests == 1
    assert results().by_name["drip"].outcome == DONE


def test_steps_break_on_this_script_alone_and_give_the_old_filter_back(run_of: Any) -> None:
    run = run_of(steps=True)
    run.session.client.desk_now = Desk(version=1, break_on="type:PING")
    run.session.advance(0.0)
    playing = run.begun()
    assert run.session.client.asked[0] == ("set_break", break_pattern(playing.script))
    compile(break_pattern('C:\\x "y".py'))
    assert playing.next_act() is None
    held = run.holds()
    assert playing.held == (held,)
    playing.next_act()
    assert run.session.client.asked[-1][:3] == ("decide", held.seq, Verdict.RELEASE)
    playing.go_on()
    assert ("set_break", "type:PING") in run.session.client.asked
    assert not playing.steps


def test_leaving_unbinds_it_and_lets_go_of_what_waits(run_of: Any) -> None:
    run = run_of(steps=True)
    playing = run.begun()
    held = run.holds()
    playing.leave()
    names = [asked[0] for asked in run.session.client.asked[2:]]
    assert names == ["detach", "set_break", "decide"]
    assert run.session.client.asked[-1][1] == held.seq
    assert playing.over
    assert playing.leave() == []


def test_stopping_resets_what_runs_and_remembers_that(run_of: Any) -> None:
    run = run_of()
    playing = run.begun()
    run.starts()
    playing.stop()
    asked = run.session.client.asked
    assert ("detach", 4) in asked
    [submitted] = [one for one in asked if one[0] == "submit"]
    assert submitted[2].frames[0].stream_id == 1
    assert results().by_name["drip"].sentence.startswith(BY_HAND)
    assert playing.over
    assert playing.stop() == []


def test_stopping_what_has_not_begun_remembers_nothing(run_of: Any) -> None:
    run = run_of()
    run.begun().stop()
    assert results().by_name == {}


def test_somebody_else_may_unbind_it(run_of: Any) -> None:
    run = run_of(steps=True)
    playing = run.begun()
    run.bound(Kind.SCRIPT_DETACHED)
    assert playing.over
    assert run.session.client.asked[-1] == ("set_break", None)


def test_one_request_is_enough_where_it_was_for_one(run_of: Any) -> None:
    run = run_of("two requests", once=True)
    playing = run.begun()
    run.starts()
    run.bound(Kind.SCRIPT_DETACHED)  # it is spent with its request
    assert playing.state is State.RUNNING
    run.ends()
    assert playing.settled
    playing.leave()
    assert not any(one[0] == "detach" for one in run.session.client.asked)


def test_a_damaged_footer_is_as_none(run_of: Any) -> None:
    run = run_of()
    run.entry.file.write_text(
        '"""x"""\n# What the client said, for h2craft replay --compare; it may be deleted.\n#: {\n'
    )
    assert not Playing(run.session, run.entry).notes
