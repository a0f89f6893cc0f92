"""What is a line and what is Python, and where each ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.repl.units import Unit, is_complete, line_word, units

TOOLS = ("frames", "show", "quit", "use")


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("headers 1 :status=200", "headers"),
        ("  HEADERS 1 :status=200", "headers"),
        ("wire data 1", "data"),
        ("lawful uninformed headers 1", "headers"),
        ("ping", "ping"),
        ("break off", "break"),
        ("end", "end"),
        ('data "x"', "data"),
        ('data b"x"', "data"),
        ("ping + ping", "ping"),
        ("settings ack + ping", "settings"),
        ("wait -type:PING", "wait"),
        ("wait not type:PING", "wait"),
        ("hold (path:/x or path:/y)", "hold"),
        ("wait ~GET", "wait"),
        ("note in passing", "note"),
        ("note is it on?", "note"),
        ("frames type:DATA", "frames"),
        ("frames not type:DATA", "frames"),
        ("use 1/3", "use"),
        ("quit", "quit"),
    ],
)
def test_a_line_of_the_language(line: str, word: str) -> None:
    assert line_word(line, TOOLS) == word


@pytest.mark.parametrize(
    "line",
    [
        "headers(1, status=200)",
        "headers (1, status=200)",
        "data = 5",
        "data == 5",
        "data += 1",
        "data: int = 5",
        "data.real",
        "data[0]",
        "data, end = 1, 2",
        "data + 1",
        "data * x",
        "data in x",
        "data if x else y",
        "ping + ping()",
        "wire = 5",
        "wire.x",
        "frames()",
        "frames = 1",
        "x = 1",
        "await ping()",
        "lambda: 0",
        "haeders 1 200",
        "wire",
        "",
        "# headers 1",
    ],
)
def test_python(line: str) -> None:
    assert line_word(line, TOOLS) == ""


def test_a_bare_name_of_the_persons_own_is_looked_at_and_never_fired() -> None:
    assert line_word("end", TOOLS, {"end"}) == ""
    assert line_word("end 1", TOOLS, {"end"}) == "end"


BLOCK = """\
x = 1
def f():
    a = 1

    return a


@property
def g():
    return '''
headers 1
'''
if x:
    f()
elif 0:
    pass

else:
    pass
headers 1 :status=200
ping
y = (1,

  2)
headers HTTP/1.1 200 OK
a: b
c: d
x
settings \\
  ack
"""


def test_a_text_is_cut_where_each_piece_ends() -> None:
    cut = [(one.word, one.line, one.text.count("\n") + 1) for one in lines_of(BLOCK)]
    assert cut == [
        ("", 0, 1),
        ("", 1, 4),
        ("", 7, 5),
        ("", 12, 7),
        ("headers", 19, 1),
        ("ping", 20, 1),
        ("", 21, 3),
        ("headers", 24, 3),
        ("", 27, 1),
        ("settings", 28, 2),
    ]


def lines_of(text: str) -> list[Unit]:
    return list(units(text.split("\n"), TOOLS))


def test_what_is_complete_is_there_before_the_next_line_is_read() -> None:
    read = []

    def lines() -> Iterator[str]:
        for line in ("ping", "x = 1", "for i in x:", "    pass", "ping"):
            read.append(line)
            yield line

    seen = [(one.text, len(read)) for one in units(lines(), TOOLS)]
    assert seen == [("ping", 1), ("x = 1", 2), ("for i in x:\n    pass", 5), ("ping", 5)]


def test_what_is_wrong_takes_what_is_indented_behind_it() -> None:
    assert [one.text for one in lines_of("for i n x:\n    ping()\nping")] == [
        "for i n x:\n    ping()",
        "ping",
    ]


@given(st.text(alphabet=st.sampled_from("ab \n\t:=('\"\\#@pingheaders1+*.[")))
def test_no_line_is_lost(text: str) -> None:
    cut = lines_of(text)
    lines = text.split("\n")
    covered = [one.line + at for one in cut for at in range(one.text.count("\n") + 1)]
    assert covered == sorted(set(covered))
    assert all(not lines[at].strip() for at in range(len(lines)) if at not in covered)


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("", True),
        ("ping", True),
        ("ping \\", False),
        ("x = (", False),
        ("x = (1,\n  2)", True),
        ("'''", False),
        ("for i in x:", False),
        ("for i in x:\n    ping()", False),
        ("for i in x:\n    ping()\n", True),
        ("for i in x: ping()", True),
        ("@f", False),
        ("def f():\n    pass\n\nf()", True),
        ("foo bar", True),
        ("await x", True),
        ("async with x:", False),
        ("match x:\n    case 1:\n        y\n", True),
        ("(" * 300, True),
    ],
)
def test_enter_runs_what_is_complete(text: str, complete: bool) -> None:
    assert is_complete(text, TOOLS) is complete


@pytest.mark.parametrize(
    "line",
    ["get /", "get /x", "get /a/b", "get / + get /b", "head /x", "request OPTIONS *", "get *"],
)
def test_a_request_for_a_path_is_no_division(line: str) -> None:
    assert line_word(line, TOOLS) == line.split()[0]


def test_what_a_person_has_called_get_is_theirs() -> None:
    assert line_word("get / 2", TOOLS, {"get"}) == ""
