"""A person at the prompt in a real terminal: what is seen, and how it ends."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.trace import Kind, TraceReader

pytestmark = [pytest.mark.clients, pytest.mark.timeout(120)]

SIZES = [(80, 24), (120, 40)]
BAR = "F2 frames on"


@pytest.fixture
def prompt(terminal: Callable[..., Any]) -> Callable[..., Any]:
    """Open `h2craft repl` and wait for its prompt."""

    def start(*more: str, size: tuple[int, int] = (120, 40)) -> Any:
        made = terminal("repl", "--port", "0", "--h2c-port", "0", "--no-control", *more, size=size)
        made.sees(lambda text: "h2craft >" in text and "F2" in text)
        return made

    return start


def enter(screen: Any, line: str) -> None:
    screen.type(line)
    screen.sees(line.split("\n")[-1][-20:])
    screen.press("Enter")


def program_of(screen: Any) -> int:
    """The process at the terminal: the newest below the pane's shell."""
    pid = screen.pane_pid
    while children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        pid = int(children[0])
    return int(pid)


@pytest.mark.parametrize("size", SIZES)
def test_a_held_request_is_answered_from_the_prompt(
    prompt: Any, curl: Any, size: tuple[int, int]
) -> None:
    screen = prompt(size=size)
    enter(screen, "hold")
    screen.sees("all requests are held")
    client = curl(screen, "/held")
    screen.sees("1 held")
    screen.sees(lambda text: re.search(r"1/1 .*half-closed-remote >", text))
    enter(screen, "headers 1 :status=200 content-type=text/plain")
    screen.sees(lambda text: re.search(r"> +1 .*HEADERS", text))
    enter(screen, 'data(1, b"by hand\\n", end_stream=True)')
    _, out, _ = client.done()
    assert out.endswith("by hand\n")
    screen.sees("connection closed")
    screen.press("C-d")
    assert screen.ended() == 0


def test_frames_come_above_what_is_typed_and_leave_it_alone(prompt: Any, curl: Any) -> None:
    screen = prompt()
    screen.type("goaway 0 code=ENH")
    screen.sees("ENHANCE_YOUR_CALM")  # the menu
    curl(screen, "/").done()
    text = screen.sees(lambda text: "connection closed" in text and "goaway 0 code=ENH" in text)
    assert text.index("connection closed") < text.index("goaway 0 code=ENH")
    screen.press("Tab", "Enter")  # takes the word
    screen.sees("> goaway 0 code=ENHANCE_YOUR_CALM")
    screen.press("C-c", "C-d")
    assert screen.ended() == 0


def test_an_error_is_said_before_anything_is_run(prompt: Any) -> None:
    screen = prompt()
    enter(screen, "rst 3 code=CANCLE")
    screen.sees("did you mean CANCEL?")
    screen.press("C-c")
    screen.sees(lambda text: "did you mean" not in text)
    screen.press("C-d")
    assert screen.ended() == 0


def test_several_lines_are_edited_and_run_as_one(prompt: Any) -> None:
    screen = prompt()
    for line in ("for x in range(3):", 'print("line", x)'):
        enter(screen, line)
    screen.press("Enter")
    screen.sees("line 2")
    screen.press("C-d")
    assert screen.ended() == 0


def test_what_was_entered_is_there_the_next_time(prompt: Any) -> None:
    screen = prompt()
    enter(screen, 'print("kept" + "!")')
    screen.sees("kept!")
    kept = screen.folder / "state" / "h2craft" / "prompt-history"
    assert kept.stat().st_mode & 0o777 == 0o600
    screen.type("pri")
    screen.sees(lambda text: text.count('print("kept" + "!")') == 2)  # in grey
    screen.press("Right", "Enter")
    screen.sees(lambda text: text.count("kept!") == 2)
    screen.press("C-d")
    assert screen.ended() == 0


def test_ctrl_c_ends_a_wait_and_frames_come_meanwhile(prompt: Any, curl: Any) -> None:
    screen = prompt()
    enter(screen, 'wait("type:PRIORITY", timeout=100)')
    screen.sees(lambda text: BAR not in text)  # it runs
    curl(screen, "/").done()
    screen.sees("connection opened")
    screen.press("C-c")
    screen.sees("interrupted")
    screen.sees(BAR)
    screen.press("C-d")
    assert screen.ended() == 0


def test_leaving_asks_while_somebody_is_connected(prompt: Any, curl: Any) -> None:
    screen = prompt()
    enter(screen, "hold")
    screen.sees("all requests are held")
    client = curl(screen, "/held")
    screen.sees("1 held")
    screen.press("C-d")
    screen.sees("1 connection is open: end it and leave? (y/n)")
    screen.press("n")
    screen.sees(lambda text: text.count("half-closed-remote >") == 2 and "F2" in text)
    screen.press("C-d")
    screen.sees(lambda text: text.count("leave? (y/n)") == 2)
    screen.press("y")
    assert screen.ended() == 0
    client.done()


def test_a_terminal_that_is_closed_ends_in_order_with_a_complete_trace(
    prompt: Any, curl: Any, tmp_path: Path
) -> None:
    trace = tmp_path / "run.h2trace"
    screen = prompt("--trace", str(trace))
    enter(screen, "hold")
    screen.sees("all requests are held")
    client = curl(screen, "/held")
    screen.sees("1 held")
    os.kill(program_of(screen), signal.SIGHUP)
    assert screen.ended() == 128 + signal.SIGHUP
    client.done()
    reader = TraceReader(trace)
    assert reader.damage is None
    assert reader.read(reader.last - 1)[-1].kind == Kind.CONNECTION_CLOSED
    reader.close()


@pytest.mark.parametrize("size", [(20, 6), (40, 12)])
def test_a_small_terminal_has_a_prompt_and_as_much_of_the_bar_as_fits(
    terminal: Any, size: tuple[int, int]
) -> None:
    screen = terminal("repl", "--port", "0", "--h2c-port", "0", "--no-control", size=size)
    screen.sees("h2craft >")
    enter(screen, "6 * 7")
    screen.sees("42")
    screen.press("C-d")
    assert screen.ended() == 0


def shell(terminal: Any, *command: str) -> Any:
    """`h2craft ...` in another terminal, with ports of its own."""
    return terminal(*command, "--port", "0", "--h2c-port", "0")


def test_what_was_done_by_hand_at_a_server_is_done_by_the_script_that_is_saved(
    terminal: Any, curl: Any, tmp_path: Path
) -> None:
    server = shell(terminal, "serve")
    server.sees("ready")
    screen = terminal("repl", "--attach")
    screen.sees("no connection")
    enter(screen, "hold path:/held")
    screen.sees("requests are held that match path:/held")
    client = curl(server, "/held")
    screen.sees(lambda text: re.search(r"1/1 .*half-closed-remote >", text))
    enter(screen, "headers :status=418 content-type=text/plain x-made=by-hand")
    screen.sees("F4 rec 1")
    enter(screen, 'data "short and stout\\n" end_stream')
    first = client.done()
    assert first[0] == 0 and "HTTP/2 418" in first[1] and "short and stout" in first[1]
    enter(screen, f"save {tmp_path / 'x.py'}")
    screen.sees("2 acts in ")
    screen.press("C-d")
    assert screen.ended() == 0

    again = shell(terminal, "serve", str(tmp_path / "x.py"))
    again.sees("ready")
    assert curl(again, "/held").done() == first
    server.press("C-c")
    again.press("C-c")


def test_a_scenario_is_stepped_through_at_the_prompt(prompt: Any, curl: Any) -> None:
    screen = prompt()
    enter(screen, "step rst-mid-body")
    screen.sees("each act of")
    client = curl(screen, "/")
    screen.sees("1 held")
    for _ in range(3):
        enter(screen, "step")
        screen.sees(BAR)
    status, _, err = client.done()
    assert status == 92, err  # of an HTTP/2 stream that was not closed cleanly
    screen.sees("all was done")
    screen.sees(lambda text: "no connection" in text.rstrip().splitlines()[-1])  # of the bar
    screen.press("C-d")
    assert screen.ended() == 0


def test_ctrl_c_ends_a_replay_that_waits_for_a_client(prompt: Any) -> None:
    screen = prompt()
    enter(screen, "replay rst-mid-body")
    screen.sees("answers the next requests")
    screen.press("C-c")
    screen.sees("interrupted")
    enter(screen, '"bound: " + str(len(desk().bindings))')
    screen.sees("bound: 0")
    screen.press("C-d")
    assert screen.ended() == 0
