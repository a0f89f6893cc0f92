"""Python as text with meaning."""

from __future__ import annotations

import pytest

from h2craft.explain import Role, plain
from h2craft.tui import pythontext
from h2craft.tui.pythontext import body_of, highlighted

SCRIPT = '''"""Title.

More of it.
"""

import time  # for the pause


def main(request, response):
    time.sleep(1.5)
    return None, b"body"
'''


def roles(source: str) -> dict[str, Role]:
    return {span.text: span.role for line in highlighted(source) for span in line}


def test_every_line_is_shown_as_it_is() -> None:
    assert plain(highlighted(SCRIPT)) == SCRIPT.rstrip("\n")


def test_keywords_names_literals_and_remarks_differ() -> None:
    found = roles(SCRIPT)
    assert found["import"] == found["def"] == found["return"] == Role.STRONG
    assert found["main"] == Role.NAME
    assert found["# for the pause"] == Role.DIM
    assert found["1.5"] == found["None"] == Role.VALUE
    assert found['b"body"'] == Role.SENT


def test_a_string_over_several_lines_is_one_in_each_of_them() -> None:
    assert roles(SCRIPT)["More of it."] == Role.SENT


@pytest.mark.parametrize("source", ["def main(:\n    'open", "x = (\n", "  a\n b\n", "\0", ""])
def test_what_is_no_python_is_shown_all_the_same(source: str) -> None:
    shown = plain(highlighted(source)).replace("\\x00", "\0")
    assert shown == source.rstrip("\n")


def test_nothing_in_it_acts_on_the_terminal() -> None:
    hostile = "# \x1b[2J\u202e\r\nx = '\x07\x1b]0;title\x07'\n"
    text = plain(highlighted(hostile))
    assert all(one.isprintable() or one == "\n" for one in text)
    assert "\\x1b[2J" in text


def test_from_so_many_tokens_on_it_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pythontext, "TOKENS", 3)
    found = highlighted("a = 1\nb = 2\n")
    assert found[0][-1].role == Role.VALUE and found[1][-1].role == Role.PLAIN


def test_the_body_is_what_stands_behind_the_docstring() -> None:
    assert body_of(SCRIPT).startswith("import time")
    assert body_of("x = 1\n'no docstring'\n") == "x = 1\n'no docstring'\n"
    assert body_of("def broken(\n") == "def broken(\n"
    assert body_of("") == ""
