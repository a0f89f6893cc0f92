from __future__ import annotations

from typing import Any

from h2craft.model import Board, Reading
from h2craft.replay import Judging, compared, heard
from h2craft.scenario import DEFAULT, Notes, Said

CURL = Notes(
    said=(
        Said(connection=1, stream=0, frame="SETTINGS", meaning={"settings": []}),
        Said(connection=1, stream=0, frame="SETTINGS", meaning={"ack": True}),
        Said(
            connection=1,
            stream=1,
            frame="HEADERS",
            meaning={
                "fields": [
                    [":method", "GET"],
                    [":scheme", "https"],
                    [":authority", "elsewhere"],
                    [":path", "/"],
                    ["user-agent", "other"],
                ],
                "end_stream": True,
            },
        ),
    )
)


def readings(talk: Any) -> list[Reading]:
    return list(map(Board().fold, talk.journal.read(0, 10_000)))


def test_what_is_said_is_held_against_the_notes(talk: Any) -> None:
    talk.opened()
    talk.request(1)
    assert compared(CURL, readings(talk)).same


def test_rules_and_order_are_passed_on(talk: Any) -> None:
    talk.opened()
    talk.request(1)
    rules = DEFAULT.changed(exact=["user-agent"])
    comparison = compared(CURL, readings(talk), rules, strict_order=True)
    (one,) = comparison.differences
    assert one.sentence == "user-agent was other, is curl/8.5.0"
    assert "stream-order" not in comparison.not_compared


def test_without_notes_there_is_nothing_to_compare_with(talk: Any) -> None:
    talk.opened()
    comparison = compared(Notes(), readings(talk))
    assert comparison.same
    assert comparison.remarks[0].startswith("there is nothing to compare with")


def test_records_are_enough(talk: Any) -> None:
    talk.opened()
    talk.request(1)
    assert [one.frame for one in heard(talk.journal.read(0, 100))] == [
        "SETTINGS",
        "SETTINGS",
        "HEADERS",
    ]


def test_each_run_of_a_journal_is_judged_by_itself(talk: Any, make_talk: Any) -> None:
    judge = Judging()
    talk.opened(1)
    talk.request(1)
    assert judge(CURL, talk.journal).same
    talk.opened(2)
    talk.request(1, "/other", connection=2)
    (one,) = judge(CURL, talk.journal).differences
    assert one.sentence == ":path was /, is /other"
    other = make_talk()
    other.opened(1)
    other.request(1)
    assert judge(CURL, other.journal).same
