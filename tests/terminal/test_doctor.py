"""The doctor in a real terminal: what that is asked, what it answers, and how it is left."""

from __future__ import annotations


def test_a_terminal_is_asked_who_it_is_and_left_as_it_was(terminal) -> None:
    window = terminal("doctor", "terminal", "ports", size=(100, 40))
    screen = window.sees("port 8080")
    assert window.ended() == 0
    screen = window.text()
    assert "tmux 3" in screen or "tmux next" in screen  # as it calls itself
    assert "100 columns, 40 rows" in screen
    assert "as wide as they should be" in screen
    assert "no problem" in screen
    assert "[c" not in screen and "1;4R" not in screen  # neither questions nor answers
    window.type("typed after")
    window.sees("typed after")  # by the shell below: the terminal echoes again


def test_a_narrow_terminal_is_noted(terminal) -> None:
    window = terminal("doctor", "terminal", size=(70, 20))
    screen = window.sees("problem")
    assert "made for 80 by 24" in " ".join(screen.split())
    assert window.ended() == 0
