"""What Tab offers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from h2craft.repl.completer import ShellCompleter


@pytest.fixture
def stub(talk: Any, stub_of: Any) -> Any:
    """Two streams wait for an answer."""
    talk.opened()
    talk.request(1, "/a")
    talk.request(3, "/b")
    return stub_of(talk)


@pytest.fixture
def menu(stub: Any) -> Any:
    """`menu(text)`: (what the text becomes, what the menu shows, its meaning) of each offer."""

    def offered(text: str, *, asked: bool = True) -> list[tuple[str, str, str]]:
        event = CompleteEvent(completion_requested=asked, text_inserted=not asked)
        found = ShellCompleter(stub.shell).get_completions(Document(text), event)
        return [
            (
                text[: len(text) + one.start_position] + one.text,
                one.display_text,
                one.display_meta_text,
            )
            for one in found
        ]

    return offered


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("go", "goaway"),
        ("fram", "frames"),
        ("wire head", "wire headers"),
        ("impo", "import"),
        ("headers 3 :st", "headers 3 :status="),
        ("headers 3 end_s", "headers 3 end_stream"),
        ("goaway 0 EN", "goaway 0 ENHANCE_YOUR_CALM"),
        ("settings MAX_F", "settings MAX_FRAME_SIZE="),
        ("help goa", "help goaway"),
        ("use 1/", "use 1/3"),
        ("goaway(code=", 'goaway(code="ENHANCE_YOUR_CALM"'),
        ("x = goaway(code=", 'x = goaway(code="ENHANCE_YOUR_CALM"'),
        ("headers(1, stat", "headers(1, status="),
        ("conn.str", "conn.streams"),
        ("conn.streams[3].pa", "conn.streams[3].path"),
        ("frames('type:RST", "frames('type:RST_STREAM"),
        ("frames(la", "frames(last="),
        ("if conn.str", "if conn.streams"),
        ("for x in y:\n    goaway(code=", 'for x in y:\n    goaway(code="CANCEL"'),
        ("x = 1\nrst 3 CAN", "x = 1\nrst 3 CANCEL"),
    ],
)
def test_an_entry_can_go_on(menu: Any, text: str, becomes: str) -> None:
    assert becomes in [offer[0] for offer in menu(text)]


def test_streams_come_with_their_state_and_path(menu: Any) -> None:
    assert ("rst 3", "3 half-closed-remote", "/b") in menu("rst ")


def test_codes_come_with_their_sentence(menu: Any) -> None:
    assert ("rst 3 CANCEL", "CANCEL", "the stream is no longer needed (RFC 9113 7)") in menu(
        "rst 3 CAN"
    )


def test_what_is_not_asked_for_is_offered_once_something_is_typed(menu: Any) -> None:
    assert menu("", asked=False) == []
    assert "headers" in [offer[0] for offer in menu("")]
    assert "headers" in [offer[0] for offer in menu("h", asked=False)]


def test_ones_own_names_and_their_attributes_are_offered(stub: Any, menu: Any) -> None:
    stub.run("class Mine:\n    colour = 3\n\nmine = Mine()\n")
    assert "mine" in [offer[0] for offer in menu("mi")]
    assert menu("mine.col") == [("mine.colour", "colour", "3")]


@pytest.mark.parametrize("text", ["x = 1 # goaway(code=", "print('goaway(", "nobody.", "rst(3 "])
def test_where_nothing_can_be_known_nothing_is_offered(menu: Any, text: str) -> None:
    assert menu(text) == []


@pytest.mark.parametrize("text", ['data 1 file("', 'data(1, file("', 'source("', "open('"])
def test_files_are_offered_where_one_is_named(
    menu: Any, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "body.txt").write_text("x")
    monkeypatch.chdir(tmp_path)
    assert [offer[0] for offer in menu(f"{text}bo")][0].startswith(f"{text}body.txt")


@pytest.mark.parametrize("text", ["attach ", "replay ", 'attach("', 'replay("', "step('"])
def test_scenarios_are_offered_where_one_is_named(
    menu: Any, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("H2CRAFT_SCENARIOS", str(tmp_path))
    (tmp_path / "zz-drip.py").touch()
    assert f"{text}zz-drip" in [offer[0] for offer in menu(f"{text}zz")]


def test_behind_the_file_no_scenario_is_offered(menu: Any) -> None:
    assert not [offer for offer in menu("attach x.py rst-") if "rst-" in offer[1]]


def test_hostile_octets_reach_the_menu_escaped(talk: Any, stub_of: Any) -> None:
    talk.opened()
    talk.request(1, "/\x1b[31m")
    event = CompleteEvent(completion_requested=True)
    found = list(ShellCompleter(stub_of(talk).shell).get_completions(Document("rst "), event))
    assert any(r"\x1b[31m" in one.display_meta_text for one in found)
    assert all(one.display_meta_text.isprintable() for one in found)
