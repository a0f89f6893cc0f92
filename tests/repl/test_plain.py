"""Entries at a terminal that cannot be drawn on."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest

from h2craft.repl.above import Above
from h2craft.repl.plain import PlainEntries


@pytest.fixture
def typed(stub_of: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`typed(text)`: entries over a person who types that, what is shown, and the stub."""

    def make(text: str) -> tuple[PlainEntries, io.StringIO, Any]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        stub, shown = stub_of(), io.StringIO()
        return PlainEntries(stub.shell, Above(shown), shown), shown, stub

    return make


def test_an_entry_is_read_till_it_is_complete(typed: Any) -> None:
    entries, shown, _ = typed("rst 3\nif x:\n    y\n\n")
    assert entries.read() == "rst 3"
    assert entries.read() == "if x:\n    y\n"
    assert shown.getvalue() == "h2craft > h2craft > ... ... "


def test_what_is_wrong_is_pointed_at_and_not_run(typed: Any) -> None:
    entries, _, stub = typed("x = 1; rst(3\n)\ngoawya 0\n")
    assert entries.read() == "x = 1; rst(3\n)"
    assert entries.read() == ""
    assert stub.said().endswith("goawya 0\n^^^^^^\n")


def test_the_end_of_input_is_the_end(typed: Any) -> None:
    entries, _, _ = typed("")
    with pytest.raises(EOFError):
        entries.read()
    assert entries.closed


def test_what_is_printed_meanwhile_waits_for_the_line(
    typed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries, shown, _ = typed("")

    class Typist(io.StringIO):
        def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
            entries.above.lines("a frame\n")
            assert "frame" not in shown.getvalue()
            return "rst 3\n"

    monkeypatch.setattr(sys, "stdin", Typist())
    assert entries.read() == "rst 3"
    assert shown.getvalue() == "h2craft > a frame\n"


def test_giving_up_a_line_begins_another(typed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    entries, shown, _ = typed("")

    class Typist(io.StringIO):
        def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", Typist())
    with pytest.raises(KeyboardInterrupt):
        entries.read()
    assert shown.getvalue() == "h2craft > \n"
    entries.redraw()
    assert entries.columns > 0
