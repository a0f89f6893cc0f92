"""The whole tour at a real terminal, as a newcomer takes it, with a real curl."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from h2craft.tui import STEPS

pytestmark = [pytest.mark.clients, pytest.mark.timeout(300)]


@pytest.fixture
def tour(terminal: Any) -> Any:
    """Open it; `h2craft tour` with curl."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")

    def opened(*options: str, size: tuple[int, int] = (80, 24)) -> Any:
        screen = terminal("tour", *options, size=size)
        screen.sees("Tour 1 of")
        return screen

    return opened


def done(screen: Any, *words: str) -> None:
    """The guide has noticed; then on to the next step."""
    text = screen.sees(lambda text: "Done." in text and all(word in text for word in words))
    number = int(re.search(r"Tour (\d+) of", text)[1])  # type: ignore[index]
    screen.press("n")
    screen.sees(f"Tour {number + 1} of")


def fire(screen: Any, line: str) -> None:
    """Through the composer, and out of it once the guide has noticed."""
    screen.press(":")
    screen.sees("━4 Compose")
    screen.type(line)
    screen.sees(line)
    screen.press("Enter")
    screen.sees("Done.")
    screen.press("Escape")
    screen.sees("─4 Compose")


def first_half(screen: Any) -> None:
    """Looking around, and holding."""
    screen.sees("This is h2craft")  # what curl has got
    screen.press("1")
    done(screen, "━1 Connections")
    screen.press("2")
    screen.sees("━2 Frames")
    screen.press("g", "Enter")
    done(screen, "━3 Detail")
    for _ in range(5):
        screen.press(".")
    done(screen)
    screen.press("Escape")
    screen.sees("━2 Frames")
    screen.press("f")
    screen.type("type:HEADERS,DATA")
    screen.press("Enter")
    screen.sees("filter: type:HEADERS,DATA")
    screen.press("Escape", "F")
    done(screen)
    fire(screen, "hold path:/held")
    done(screen, "HOLD path:/held")


def recorded_and_replayed(screen: Any) -> None:
    """One answer by hand; then without."""
    screen.press("C-r")
    done(screen, "RECORDING 0 acts")
    screen.sees("2/1 :")
    fire(screen, 'headers :status=200 + data "by hand\\n" end_stream')
    screen.sees(lambda text: re.search(r"^   by hand", text, re.MULTILINE))  # curl prints it
    done(screen)
    screen.press("C-r")
    screen.sees("GET /held gets 200")
    screen.press("F8")
    screen.sees("It lies in ")
    screen.press("Enter")
    done(screen)
    screen.press("R")
    screen.sees(lambda text: "1 yours" in text and "[r] Replay" in text)
    screen.press("r")
    screen.sees("Done.")
    screen.sees(lambda text: re.search(r"^   by hand", text, re.MULTILINE))
    screen.press("Escape")
    screen.sees("━2 Frames")
    done(screen)


def broken_and_checked(screen: Any) -> None:
    """DATA on stream 0, and what the catalogue says of curl."""
    screen.sees("4/1 :")  # what is composed goes to the request that waits now
    fire(screen, 'wire data 0 "too much"')
    screen.sees("GOAWAY")
    done(screen, "exit status")
    screen.sees("h2craft check --only")
    done(screen)
    screen.sees(STEPS[-1].title)


def leave(screen: Any) -> None:
    screen.press("C-q")
    screen.sees(lambda text: "Quit?" in text or screen.status_file.exists())
    if not screen.status_file.exists():
        screen.press("y")
    assert screen.ended() == 0
    assert not screen.in_alternate_screen


def test_a_newcomer_is_led_through_all_of_it_and_nothing_is_left_behind(
    tour: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    screen = tour("--keep", str(tmp_path / "kept"))
    first_half(screen)
    recorded_and_replayed(screen)
    broken_and_checked(screen)
    screen.press("n")
    screen.sees(lambda text: "Tour" not in text)
    leave(screen)
    assert (tmp_path / "kept" / "scenarios" / "recorded.py").is_file()
    assert (tmp_path / "kept" / "tour.h2trace").stat().st_size > 0
    for folder in ("data", "state", "config"):
        assert not (screen.folder / folder).exists()


def test_it_can_be_left_at_any_time_and_its_folder_is_removed(tour: Any, tmp_path: Path) -> None:
    screen = tour(size=(120, 40))
    for number in range(2, 8):
        screen.press("n")
        screen.sees(f"Tour {number} of")
    screen.sees("GET /held")  # curl waits for its answer
    leave(screen)
    for name in ("data", "state", "config"):
        assert not (screen.folder / name).exists()
