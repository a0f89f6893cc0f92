"""All connections of a run, and what the case itself has said."""

from __future__ import annotations

from h2craft.judge.story import Story
from h2craft.trace import Kind


def test_the_connection_that_is_judged_is_the_first_with_the_violation(scene, told) -> None:
    """R5."""
    scene.asks(on=1).asks(on=2).violates(on=2).violates(on=1)
    assert told().home.number == 2


def test_else_it_is_the_first_with_a_request(scene, told) -> None:
    scene.tells(Kind.CONNECTION_OPENED, on=1).tells(Kind.TLS_FAILED, on=1, reason="no")
    assert told().home.number == 1
    scene.tells(Kind.CONNECTION_OPENED, on=2)
    assert told().home.number == 2
    scene.opened(on=3)
    assert told().home.number == 3
    scene.asks(on=4)
    assert told().home.number == 4


def test_nothing_has_no_home() -> None:
    assert Story().home is None


def test_answers_come_in_the_order_they_were_asked_for(scene, told) -> None:
    scene.opened(1).opened(2).request(1, on=2).request(1, on=1).request(3, on=2)
    found = [(one.contact.number, one.stream_id) for one in told().answers]
    assert found == [(2, 1), (1, 1), (2, 3)]


def test_what_follows_is_counted_by_requests_and_connections(scene, told) -> None:
    """R13."""
    scene.asks(on=1).violates(on=1)
    start = scene.last
    scene.request(3, on=1).asks(on=2).asks(on=3).request(3, on=3)
    assert told().requests_after(start) == (4, 2)
    assert told().requests == 5


def test_the_first_mark_of_a_name_counts(scene, told) -> None:
    scene.asks(on=1).asks(on=2).mark("goaway", on=2)
    first = scene.last
    scene.mark("goaway", on=1)
    mark = told().marks["goaway"]
    assert (mark.seq, mark.connection) == (first, 2)


def test_what_the_case_has_counted_is_kept(scene, told) -> None:
    scene.asks().mark("kept: one ACK").mark("broken: nothing more")
    story = told()
    assert [one.text for one in story.kept] == ["one ACK"]
    assert [(one.seq, one.text) for one in story.broken] == [(scene.last, "nothing more")]


def test_remarks_of_others_are_no_marks(scene, told) -> None:
    scene.asks().tells(Kind.NOTED, text="violation").tells(Kind.PRINTED, text="case: violation")
    assert told().marks == {}
    scene.tells(Kind.NOTED, text="case: violation")
    assert told().home.violation == scene.last


def test_the_first_fault_of_the_script_is_told(scene, told) -> None:
    scene.asks().tells(Kind.HANDLER_RAISED, error="a\nb").tells(Kind.HANDLER_RAISED, error="c")
    assert told().fault.text == "the case's script raised: a\\nb"


def test_many_connections_are_counted_and_the_first_are_kept(scene, told) -> None:
    for number in range(1, 301):
        scene.tells(Kind.CONNECTION_OPENED, on=number)
    assert (told().connections, len(told().contacts)) == (300, 256)


def test_lost_records_are_counted(scene, told) -> None:
    scene.tells(Kind.RECORDS_LOST, on=0, count=7)
    assert told().lost == 1


def test_of_very_many_marks_the_first_names_are_kept(scene, told, monkeypatch) -> None:
    monkeypatch.setattr("h2craft.judge.story.KEPT_MARKS", 2)
    scene.asks().mark("one").mark("two").mark("violation")
    story = told()
    assert list(story.marks) == ["one", "two"]
    assert story.home.violation == scene.last


def test_a_mark_of_no_connection_is_one_of_the_run(scene, told) -> None:
    scene.asks().tells(Kind.NOTED, on=0, text="case: violation")
    story = told()
    assert (story.marks["violation"].connection, story.home.violation) == (0, 0)
