from __future__ import annotations

from typing import Any

import pytest

from h2craft.scenario import Notes, Said, ScenarioError, read_notes

MARK = "# What the client said, for h2craft replay --compare; it may be deleted."
HEAD = '#: {"h2craft":"h2craft 0.1.0","format":1,"path":"/","acts":[1]}'


def footer(*lines: str) -> str:
    return "\n".join(("def main(request, response):", "    pass", "", "", MARK, *lines, ""))


def test_the_footer_says_where_a_recording_is_from(sheet: Any) -> None:
    sheet.request(b"/x?\xe9")("headers 1 :status=200", 'data 1 "x" end_stream')
    sheet.request(b"/y")
    said = Said(connection=1, stream=1, frame="HEADERS", meaning={"end_stream": True})
    notes = read_notes(sheet.text(said, unsaid=7))
    assert notes == Notes(
        program="h2craft 0.1.0",
        recorded="2026-11-23 10:04 UTC",
        client="curl/8.5.0",
        path="/x?\xe9",
        acts=(2, 0),
        said=(said,),
        unsaid=7,
    )


def test_a_lawful_flush_counts_as_the_calls_it_is_written_as(sheet: Any) -> None:
    first = sheet.request()
    first("headers 1 :status=200 + data 1 end_stream", "wire rst 1 + rst 3 + ping")
    assert read_notes(sheet.text()).acts == (3,)


@pytest.mark.parametrize("text", ["", "def main(request, response):\n    pass\n", f"{MARK}\n"])
def test_without_a_footer_the_notes_are_empty(text: str) -> None:
    assert not read_notes(text)


def test_the_last_footer_counts_and_lines_between_that_are_none_do_not() -> None:
    text = footer(HEAD) + footer(HEAD.replace("[1]", "[2]"), "# a remark", "x = 1")
    assert read_notes(text).acts == (2,)


def test_line_ends_of_other_systems_make_no_difference() -> None:
    assert read_notes(footer(HEAD).replace("\n", "\r\n")).acts == (1,)


@pytest.mark.parametrize(
    ("lines", "number", "why"),
    [
        (["#: {"], 6, "no JSON"),
        (["#: []"], 6, "no JSON object"),
        (['#: {"format":2}'], 6, "its format is 2, known is 1"),
        ([HEAD.replace("[1]", "[-1]")], 6, "less than nothing"),
        ([HEAD.replace("[1]", '"x"')], 6, "no whole number"),
        ([HEAD.replace('"/"', "3")], 6, "path is no text"),
        ([HEAD, '#: {"c":1,"f":"PING"}'], 7, "'s' is missing"),
        ([HEAD, '#: {"c":1,"s":true,"f":"PING"}'], 7, "no whole number"),
        ([HEAD, '#: {"c":1,"s":1,"f":3}'], 7, "f is no text"),
        ([HEAD, "#: " + "[" * 100_000], 7, "no JSON"),
    ],
)
def test_a_damaged_footer_names_its_line(lines: list[str], number: int, why: str) -> None:
    with pytest.raises(ScenarioError, match=f"^line {number}: .*{why}"):
        read_notes(footer(*lines))
