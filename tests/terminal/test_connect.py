"""A client by hand in a real terminal: what is seen, what is recorded, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from h2craft.client import LocalClient, open_local
from h2craft.setup import Setup

pytestmark = [pytest.mark.clients, pytest.mark.timeout(120)]

BAR = "F2 frames on"


def main(request: Any, response: Any) -> bytes:
    return b"here you are"


@pytest.fixture
def server(tmp_path: Any, monkeypatch: Any) -> Iterator[LocalClient]:
    """One of our own, over TLS; the terminal's program does not know its authority."""
    with closing(open_local(Setup(root={"main": main}, ca_folder=tmp_path / "ca"))) as served:
        yield served


@pytest.fixture
def prompt(terminal: Callable[..., Any], server: LocalClient) -> Any:
    """Open `h2craft connect` and wait for its prompt."""
    url, ca = server.about.urls[0], str(server.about.ca_path)
    made = terminal("connect", url, "--cacert", ca, "--no-control")
    made.sees(lambda text: "h2craft" in text and BAR in text and " >" in text)
    return made


def enter(screen: Any, line: str) -> None:
    screen.type(line)
    screen.sees(line[-20:])
    screen.press("Enter")


def above(text: str, wanted: str) -> bool:
    """It stands above the line that is typed."""
    lines = text.rstrip().splitlines()
    typed = max((at for at, line in enumerate(lines) if re.search(r" > *$", line)), default=0)
    return any(wanted in line for line in lines[:typed])


def test_a_request_is_answered_above_the_prompt_and_listed(prompt: Any) -> None:
    enter(prompt, "get /")
    prompt.sees(lambda text: re.search(r"> +1 .*HEADERS.*GET", text))
    prompt.sees(lambda text: re.search(r"< +1 .*HEADERS.*200", text))
    prompt.sees(lambda text: BAR in text and above(text, "here you are"))
    enter(prompt, "streams()")
    prompt.sees(lambda text: re.search(r"1 +closed", text))


def test_what_was_said_is_saved_and_leaving_is_not_asked_about(prompt: Any, tmp_path: Any) -> None:
    file = tmp_path / "done.py"
    enter(prompt, "get /a")
    prompt.sees(lambda text: above(text, "here you are"))
    enter(prompt, "reconnect")
    prompt.sees("connection 2")
    enter(prompt, "get /b")
    prompt.sees(lambda text: text.count("here you are") == 2)
    enter(prompt, f'save "{file}"')
    prompt.sees(lambda text: "recorded 2 acts" in text or "2 acts" in text)
    script = file.read_text()
    assert "connection_2 = connection.reconnect()" in script
    assert "What the server said" in script
    prompt.press("C-d")
    assert prompt.ended() == 0


def test_ctrl_d_ends_a_client_with_its_connection_and_the_server_sees_it_go(
    prompt: Any, server: LocalClient
) -> None:
    server.set_hold("").result(10)
    enter(prompt, "get /held")
    prompt.sees(lambda text: re.search(r"> +1 .*HEADERS.*GET", text))
    prompt.press("C-d")
    assert prompt.ended() == 0 and "(y/n)" not in prompt.text()
    ended = server.engine.await_record(1, "kind:END_RECEIVED", 30.0, 0)
    assert ended is not None


def test_a_server_that_is_not_trusted_is_told_of_and_nothing_is_opened(
    terminal: Callable[..., Any], server: LocalClient
) -> None:
    screen = terminal("connect", server.about.urls[0], "--no-control")
    screen.sees("--cacert")
    assert screen.ended() == 1 and BAR not in screen.text()
