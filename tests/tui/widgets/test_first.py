"""The empty state."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App, ComposeResult

from h2craft.client import About
from h2craft.explain import Span
from h2craft.tui.messages import CopyAsked
from h2craft.tui.widgets.first import FirstPage, command_in, curl_line_at

ABOUT = About(
    live=True,
    urls=("https://127.0.0.1:8443", "http://127.0.0.1:8080"),
    ca_path=Path("/data/ca.pem"),
)


class Shown(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.copied: list[CopyAsked] = []

    def compose(self) -> ComposeResult:
        yield FirstPage(ABOUT, id="first")

    def on_copy_asked(self, message: CopyAsked) -> None:
        self.copied.append(message)


@pytest.mark.parametrize(
    ("line", "command"),
    [("  $ curl x", "curl x"), ("curl x", ""), ("costs 5 $ a", ""), ("", "")],
)
def test_a_command_stands_after_its_prompt(line, command) -> None:
    assert command_in((Span(line),)) == command


def test_a_page_without_commands_has_no_curl_line() -> None:
    assert curl_line_at([(Span("nothing"),)]) is None


async def test_it_says_where_to_connect_and_the_cursor_stands_on_the_curl_line() -> None:
    async with Shown().run_test(size=(100, 30)) as pilot:
        first = pilot.app.query_one(FirstPage)
        assert first.curl_line.startswith("curl ") and "/data/ca.pem" in first.curl_line
        first.focus()
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        [message] = pilot.app.copied
        assert message.text == first.curl_line


async def test_a_click_copies_the_line_it_hits() -> None:
    async with Shown().run_test(size=(100, 30)) as pilot:
        first = pilot.app.query_one(FirstPage)
        row = next(
            at for at, line in enumerate(first.text) if command_in(line).startswith("nghttp")
        )
        await pilot.click(FirstPage, offset=(6, row))
        await pilot.pause()
        assert pilot.app.copied[-1].text.startswith("nghttp ")
