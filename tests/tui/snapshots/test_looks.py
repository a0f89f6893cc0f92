"""How each screen looks, at the sizes people have: the states behind it are tested elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

NARROW, USUAL, WIDE = (80, 24), (120, 40), (160, 50)
HELLO = "type:HEADERS dir:received path:/hello.py"
ORDER = "type:HEADERS dir:received path:/order.py"
VIEWS = {
    "Fields": ORDER,
    "Hex": ORDER,
    "HPACK": ORDER,
    "Windows": "type:DATA conn:7",
    "State": "type:DATA dir:sent path:/order.py",
    "Explain": "type:DATA dir:sent stream:0",
    "Script": "kind:HANDLER_RAISED",
}


async def at_hello(person: Any) -> None:
    await person.select(HELLO)


@pytest.mark.parametrize("size", [NARROW, USUAL, WIDE], ids=["80x24", "120x40", "160x50"])
def test_the_workbench_at(size: tuple[int, int], looks: Any) -> None:
    assert looks(size, at_hello)


@pytest.mark.parametrize("number", "1356")
def test_a_narrow_terminal_shows_one_pane(number: str, looks: Any) -> None:
    async def turn(person: Any) -> None:
        await person.select(HELLO)
        await person.press(number)

    assert looks(NARROW, turn)


@pytest.mark.parametrize("name", VIEWS)
def test_the_detail_shows(name: str, looks: Any) -> None:
    async def turn(person: Any) -> None:
        await person.select(VIEWS[name])
        await person.view(name)
        if name == "Hex":
            await person.press("w", "w", "w", "w", "w", "w")

    assert looks(USUAL, turn)


def test_the_ladder(looks: Any) -> None:
    async def draw(person: Any) -> None:
        await person.select("type:HEADERS dir:received path:/report.py")
        await person.press("L")

    assert looks(USUAL, draw)


def test_a_filter_that_is_none_is_said_with_a_caret(looks: Any) -> None:
    async def write(person: Any) -> None:
        await person.press("f")
        await person.type("type:DATA and strem:1")

    assert looks(USUAL, write)


def test_the_composer_with_its_form_open(looks: Any, desk: Any) -> None:
    async def write(person: Any) -> None:
        await person.select("type:HEADERS dir:received path:/checkout")
        await person.press("f2", "colon")
        await person.type("headers 1 :status=402 content-type=text/plain x-by=hand")

    assert looks(USUAL, write, desk=desk)


def test_a_line_that_is_none_is_said_with_a_caret(looks: Any, desk: Any) -> None:
    async def write(person: Any) -> None:
        await person.select("type:HEADERS dir:received path:/checkout")
        await person.press("colon")
        await person.type("headers 1 :status=402 end_steram")

    assert looks(USUAL, write, desk=desk)


def test_what_is_in_a_persons_hands(looks: Any, desk: Any) -> None:
    async def open_drawer(person: Any) -> None:
        await person.select(HELLO)
        await person.press("5")

    assert looks(USUAL, open_drawer, desk=desk)


def test_presets(looks: Any, desk: Any) -> None:
    async def choose(person: Any) -> None:
        await person.select("type:HEADERS dir:received path:/checkout")
        await person.press("colon", "f7")
        await person.type("goaway")

    assert looks(USUAL, choose, desk=desk)


def test_attaching_a_script(looks: Any, desk: Any) -> None:
    async def ask(person: Any) -> None:
        await person.select(HELLO)
        await person.press("5", "t")

    assert looks(USUAL, ask, desk=desk)


def test_automatic_replies(looks: Any, desk: Any) -> None:
    async def ask(person: Any) -> None:
        await person.select(HELLO)
        await person.press("5", "o")

    assert looks(USUAL, ask, desk=desk)


def test_the_log_of_what_was_done(looks: Any) -> None:
    async def open_drawer(person: Any) -> None:
        await person.select("type:HEADERS dir:sent path:/checkout")
        await person.press("6")

    assert looks(USUAL, open_drawer)


def test_the_palette(looks: Any) -> None:
    async def search(person: Any) -> None:
        await person.press("ctrl+p")
        await person.type("ladder")

    assert looks(USUAL, search)


def test_help_of_the_frames(looks: Any) -> None:
    async def ask(person: Any) -> None:
        await person.press("f1")

    assert looks(USUAL, ask)


def test_what_can_be_copied(looks: Any) -> None:
    async def ask(person: Any) -> None:
        await person.select(HELLO)
        await person.press("y")

    assert looks(USUAL, ask)


@pytest.mark.parametrize("theme", ["textual-light", "nord", "ansi-dark"])
def test_another_theme(theme: str, looks: Any) -> None:
    async def turn(person: Any) -> None:
        await person.select("type:DATA dir:sent stream:0")
        await person.view("Explain")

    assert looks(USUAL, turn, theme=theme)


def test_without_colours(looks: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def turn(person: Any) -> None:
        await person.select("type:DATA dir:sent stream:0")
        await person.view("Explain")

    assert looks(USUAL, turn)


@pytest.mark.parametrize("size", [NARROW, USUAL], ids=["80x24", "120x40"])
def test_the_library_of_scenarios(size: tuple[int, int], looks: Any) -> None:
    async def look(person: Any) -> None:
        await person.press("R")
        await person.press("G")

    assert looks(size, look)


def test_a_scenario_that_cannot_be_used(looks: Any) -> None:
    async def look(person: Any) -> None:
        await person.press("R")
        await person.press("down")

    assert looks(USUAL, look)


@pytest.mark.parametrize("size", [NARROW, USUAL], ids=["80x24", "120x40"])
def test_a_recording_of_what_has_happened(size: tuple[int, int], looks: Any) -> None:
    async def record(person: Any) -> None:
        await person.select(HELLO)
        await person.press("ctrl+r")
        await person.until_made()

    assert looks(size, record)
