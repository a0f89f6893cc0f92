"""A person at a real terminal and real curl: hold a request, answer it by hand, frame by frame."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.clients, pytest.mark.timeout(120)]


def holding(terminal: Callable[..., Any], *more: str) -> Any:
    return terminal("--port", "0", "--h2c-port", "0", "--hold", "path:/held", *more)


def fire(screen: Any, line: str) -> None:
    """Through the command line of the composer."""
    screen.press(":")
    screen.sees("━4 Compose")  # who types ahead types into the pane before
    screen.type(line)
    screen.sees(line.split()[0])
    screen.press("Enter", "Escape")
    screen.sees("─4 Compose")


def leave(screen: Any) -> None:
    """Ctrl-Q, and yes if it asks."""
    screen.press("C-q")
    if screen.sees(lambda text: "Quit?" in text or "h2craft  " not in text).count("Quit?"):
        screen.press("Enter")
    assert screen.ended() == 0
    assert not screen.in_alternate_screen


def test_a_held_request_is_answered_by_hand(terminal: Any, curl: Any) -> None:
    screen = holding(terminal)
    client = curl(screen, "/held")
    screen.sees("GET /held")
    fire(screen, "headers 1 :status=200 content-type=text/plain")
    screen.sees(lambda text: re.search(r"HEADERS.*200", text))
    fire(screen, 'data 1 "by hand\\n" end_stream')
    status, out, err = client.done()
    assert (status, err) == (0, "")
    assert "HTTP/2 200" in out and out.endswith("by hand\n")
    screen.press("6")
    screen.sees("response.writer.write_data(b'by hand\\n', last=True)")
    leave(screen)


def test_a_head_split_over_continuation_reaches_curl_whole(terminal: Any, curl: Any) -> None:
    screen = holding(terminal)
    client = curl(screen, "/held")
    screen.sees("GET /held")
    fire(screen, "headers 1 :status=200 x-first=1 wire no_end_headers")
    screen.sees(lambda text: re.search(r"> +1 +HEADERS", text))
    fire(screen, "continuation 1 x-second=2")
    fire(screen, 'data 1 "whole\\n" end_stream wire')
    status, out, err = client.done()
    assert (status, err) == (0, "")
    assert "x-first: 1" in out and "x-second: 2" in out and out.endswith("whole\n")
    leave(screen)


def test_a_stream_is_reset_by_hand_and_curl_says_so(terminal: Any, curl: Any) -> None:
    screen = holding(terminal)
    client = curl(screen, "/held")
    screen.sees("GET /held")
    fire(screen, "rst 1 code=ENHANCE_YOUR_CALM")
    status, _, err = client.done()
    assert status == 92
    assert "ENHANCE_YOUR_CALM" in err
    leave(screen)
