from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.actions import SendOctets
from h2craft.scenario.functions import Manner
from h2craft.scenario.gates import Gates
from h2craft.scenario.surveys import Survey, Surveyor, action_kind, hooks_of


@pytest.fixture
def surveyed(sheet: Any) -> Callable[[], tuple[Surveyor, list[Survey]]]:
    def make() -> tuple[Surveyor, list[Survey]]:
        score = sheet.score()
        words = [str(turn.ordinal) for turn in score.turns]
        gates = Gates(score, words, lambda act: action_kind(sheet.load(act.seq)))
        surveyor = Surveyor(Manner(load=sheet.load, gates=gates), len(score.turns))
        return surveyor, [surveyor.survey(turn) for turn in score.turns]

    return make


def test_acts_stand_at_the_hook_they_belong_to(sheet: Any, surveyed: Any) -> None:
    part = sheet.request(whole=False)
    part("headers 1 :status=200")
    part.done()
    part("end 1")
    _, (survey,) = surveyed()
    assert [len(hook.spec.acts) for hook in (survey.head, survey.main)] == [1, 1]
    assert not survey.head.spec.leaves and survey.main.spec.leaves
    assert survey.calls == 2


@pytest.mark.parametrize(("whole", "head", "main"), [(True, False, True), (False, True, False)])
def test_a_request_that_got_nothing_has_a_hook_all_the_same(
    sheet: Any, surveyed: Any, whole: bool, head: bool, main: bool
) -> None:
    sheet.request(whole=whole)
    _, (survey,) = surveyed()
    assert (survey.head is not None, survey.main is not None) == (head, main)
    (hook,) = filter(None, (survey.head, survey.main))
    assert hook.left and hook.alone


def test_a_request_somebody_waits_for_has_a_hook_at_its_head(sheet: Any) -> None:
    first, second = sheet.request(), sheet.request(whole=False)
    first.act("end 1", after=second.seq)
    second.done()
    second("end 3")
    gates = Gates(sheet.score(), ["1", "2"], lambda act: ("acted", "act"))
    head, main = hooks_of(second.turn, gates)
    assert head is not None and main is not None
    assert head.spec.opening == (second.seq,) and not head.spec.acts


def test_what_is_the_same_has_the_same_digest(sheet: Any, surveyed: Any) -> None:
    for number, body in enumerate(("x", "x", "y", "z" * 1000, "z" * 1000, "z" * 999 + "y")):
        part = sheet.request()
        part(f"headers {2 * number + 1} :status=200", f'data {2 * number + 1} "{body}" end_stream')
    _, surveys = surveyed()
    same = [one.digests for one in surveys]
    assert same[0] == same[1] and same[3] == same[4]
    assert len(set(same)) == 4


def test_only_pushed_streams_that_are_spoken_of_have_names(sheet: Any, surveyed: Any) -> None:
    part = sheet.request(whole=False)
    for number in (2, 4, 6, 8):
        part.act("push 1 :method=GET", promised=number)
    part("end 4")
    part.done()
    part("end 8")
    _, (survey,) = surveyed()
    assert survey.names == {4: "pushed", 8: "response.pushed_2"}


def test_imports_are_of_names_that_are_used_not_of_words_in_a_body(
    sheet: Any, surveyed: Any
) -> None:
    part = sheet.request()
    part('data 1 "Send( Field( Representation. time."', "uninformed end 1")
    surveyor, _ = surveyed()
    assert surveyor.names == {"Send", "Data", "Door"}
    assert list(surveyor.needs) == ["frames that are fired as they are"]


def test_acts_have_words_for_those_who_wait_for_them(sheet: Any) -> None:
    part = sheet.request()
    seqs = [part("headers 1 :status=200"), part("raw 0x42 stream=1"), part("rst 1")]
    kinds = [action_kind(sheet.actions[seq]) for seq in seqs]
    assert kinds == [
        ("headers_sent", "HEADERS"),
        ("frame_sent", "0x42"),
        ("rst_stream_sent", "RST_STREAM"),
    ]
    assert action_kind(SendOctets(octets=b"")) == ("acted", "act")
