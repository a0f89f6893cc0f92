from __future__ import annotations

import ast
from typing import Any

from h2craft.scenario.docstring import MOST_LINES, Told, docstring


def told(*texts: str, acts: int = 1, **more: Any) -> list[Told]:
    return [Told(text=text, acts=acts, **more) for text in texts]


def read(lines: list[str]) -> str:
    found = ast.get_docstring(ast.parse("\n".join(lines)))
    assert found is not None
    return found


def test_it_says_what_when_with_whom_and_where_it_runs(sheet: Any) -> None:
    sheet.request(b"/x")("end 1")
    lines = docstring(sheet.score(), told("GET /x gets 200"), [])
    assert lines == [
        '"""GET /x gets 200.',
        "",
        "Recorded 2026-11-23 10:04 UTC by h2craft 0.1.0, client: curl/8.5.0.",
        "",
        "    GET /x  1 act",
        "",
        "Runs on h2craft and on wptserve.",
        '"""',
    ]


def test_what_is_not_known_is_not_said(sheet: Any) -> None:
    sheet.request()
    text = read(docstring(sheet.score(recorded="", client="", program=""), told("x"), []))
    assert "\n\nRecorded.\n\n" in text


def test_what_it_needs_is_named(sheet: Any) -> None:
    sheet.request()
    text = read(docstring(sheet.score(), told("x"), ["GOAWAY", "padding"]))
    assert text.endswith("\n\nNeeds h2craft: GOAWAY; padding.")


def test_a_title_of_ones_own_is_one_line(sheet: Any) -> None:
    sheet.request()
    text = read(docstring(sheet.score(), told("x"), [], 'My\n#: {"own"}\n"""title\\'))
    assert text.splitlines()[0] == "My #: {'own'} '''title\\"


def test_acts_say_when_they_were_and_how_the_stream_was_left(sheet: Any) -> None:
    early = sheet.request(b"/early", whole=False)
    early("headers 1 :status=200")
    early.done()
    early("end 1")
    never = sheet.request(b"/never", connection=7, whole=False)
    never("headers 1 :status=200")
    sheet.request(b"/none", connection=7)
    made = [
        *told("a", acts=2, early=1),
        *told("b", acts=1, early=1, left_open=True),
        *told("c", acts=0, left_open=True),
    ]
    text = read(docstring(sheet.score(), made, []))
    assert "    GET /early  2 acts on connection 1, 1 before the request was complete\n" in text
    assert "    GET /never  1 act on connection 2, all before the request was complete," in text
    assert ", left open\n    GET /none   nothing on connection 2\n" in text


def test_of_many_requests_the_first_are_listed(sheet: Any) -> None:
    for _ in range(MOST_LINES + 1_000):
        sheet.request()
    lines = docstring(sheet.score(), told(*["x"] * MOST_LINES), [])
    assert "    and 1,000 more" in lines and len(lines) < 40


def test_remarks_and_what_is_lost_are_told(sheet: Any) -> None:
    sheet.request()
    text = read(docstring(sheet.score(remarks=("A was held.", "B\x1b."), lost=1234), told("x"), []))
    assert "A was held.\nB\\x1b.\nThe oldest acts are not in it: 1,234.\n" in text


def test_long_remarks_are_wrapped_and_stay_printable(sheet: Any) -> None:
    sheet.request()
    score = sheet.score(remarks=("\\" * 300 + '"' * 300,), client="\\" * 200)
    lines = docstring(score, told("x"), [])
    assert all(line.isprintable() for line in lines)
    assert "'" * 50 in read(lines)


def test_of_very_many_remarks_the_first_are_told_and_the_rest_counted(sheet: Any) -> None:
    sheet.request()
    remarks = tuple(f"Remark {number}." for number in range(MOST_LINES + 3))
    text = read(docstring(sheet.score(remarks=remarks), told("x"), []))
    assert f"Remark {MOST_LINES - 1}." in text and f"Remark {MOST_LINES}." not in text
    assert "and 3 remarks more." in text
