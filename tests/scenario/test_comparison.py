from __future__ import annotations

from typing import Any

from h2craft.scenario import DEFAULT, Comparison, Difference, Rules, Said, compare

EXACT = Rules(frozenset())


def said(frame: str, stream: int = 0, **meaning: Any) -> Said:
    return Said(connection=1, stream=stream, frame=frame, meaning=meaning)


def request(number: int = 1, *more: tuple[str, str]) -> Said:
    fields = [[":method", "GET"], [":path", "/"], *map(list, more)]
    return said("HEADERS", number, fields=fields, end_stream=True)


SETTINGS = said("SETTINGS", settings=[])


def test_a_line_says_where_and_what() -> None:
    assert Difference(where="request 1", sentence="x is y").line == "request 1: x is y"
    assert Difference(where="", sentence="x is y").line == "x is y"


def test_one_difference_and_several_are_counted() -> None:
    one = Difference(where="", sentence="x")
    assert Comparison(differences=(one,)).title == "1 difference"
    assert Comparison(differences=(one, one)).title == "2 differences"
    assert not Comparison(differences=(one,)).same


def test_what_was_not_compared_is_said_by_name() -> None:
    text = compare([SETTINGS], [SETTINGS]).lines()[-1]
    assert text.startswith("not compared: authority, user-agent, date")
    assert "encodings" not in text
    assert compare([SETTINGS], [SETTINGS], EXACT).lines() == [
        "the client said the same, in 1 frame"
    ]


def test_remarks_are_told() -> None:
    assert Comparison(remarks=("nothing there",)).lines()[1] == "nothing there"


def test_json_has_both_sides_and_no_secret() -> None:
    before = [request()]
    after = [request(1, ("cookie", "hunter2"))]
    told = compare(before, after).to_json()
    assert told["same"] is False
    (one,) = told["differences"]
    assert (one["where"], one["subject"], one["before"]) == ("request 1", "cookie", "")
    assert one["recorded"]["frame"] == one["now"]["frame"] == "HEADERS"
    assert told["said"] == {"recorded": 1, "now": 1}
    assert "user-agent" in told["not_compared"]
    assert "hunter2" not in str(told)


def test_json_of_what_was_not_said_again_has_one_side() -> None:
    (one,) = compare([SETTINGS, request()], [SETTINGS]).to_json()["differences"]
    assert one["recorded"]["frame"] == "HEADERS"
    assert one["now"] is None


def test_json_shows_a_secret_that_is_to_be_compared() -> None:
    rules = DEFAULT.changed(exact=["secrets"])
    told = compare([request()], [request(1, ("cookie", "hunter2"))], rules).to_json()
    assert ["cookie", "hunter2"] in told["differences"][0]["now"]["fields"]


def test_many_differences_are_told_and_counted() -> None:
    many = [said("0x42", octets=number) for number in range(500)]
    told = compare([], [SETTINGS, *many], EXACT).lines()
    assert told[0] == "1 difference"  # of a connection that is new, not of each of its frames
    told = compare([SETTINGS], [SETTINGS, *many], EXACT).lines()
    assert told[0] == "500 differences"
    assert told[-1] == "  and 300 more"
