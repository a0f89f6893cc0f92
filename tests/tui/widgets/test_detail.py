"""The detail of what is selected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App, ComposeResult

from h2craft.session import Selection, Session
from h2craft.tui.messages import CopyAsked
from h2craft.tui.widgets.detail import LOOKS_BETWEEN, VIEWS, Detail
from h2craft.tui.widgets.hexview import HexView
from h2craft.tui.widgets.textview import TextView

WORTH_A_JUMP = 2_000  # records: as the reader has it
HOSTILE = "\x1b[31mred\x1b[0m \u202etxt.exe\u202c \x00 [bold]b[/] \x9b \u200b " + "x" * 65_536


class Host(App[None]):
    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.copied: list[str] = []

    def compose(self) -> ComposeResult:
        yield Detail(self.session, id="detail")

    @property
    def detail(self) -> Detail:
        return self.query_one(Detail)

    def choose(self, connection: int, stream_id: int = 0, seq: int = 0) -> None:
        self.session.selection = Selection(connection, stream_id, seq)
        self.detail.selected(self.session.selection)

    def on_copy_asked(self, message: CopyAsked) -> None:
        self.copied.append(message.text)


@pytest.fixture
def host(talk: Any, session_of: Callable[..., Session]) -> Host:
    talk.opened()
    talk.exchange(1, "/a")
    talk.request(3, "/b", end=False)
    return Host(session_of(talk))


def seq_of(host: Host, text: str) -> int:
    reader = host.session.reader
    rows = (reader.row(seq) for seq in range(1, reader.position + 1))
    return next(row.seq for row in rows if row is not None and text in row.summary)


async def test_every_view_says_something_of_a_record(host: Host) -> None:
    expected = {
        "Fields": "END_HEADERS",
        "Hex": "0000  ",
        "HPACK": "literal",
        "Windows": "Nobody is stuck",
        "State": "half-closed (remote)",
        "Explain": "Lawful here?",
        "Script": "No handler script",
    }
    assert list(expected) == [view.name for view in VIEWS]
    async with host.run_test(size=(110, 40)) as pilot:
        host.choose(1, 1, seq_of(host, "GET /a"))
        for name, text in expected.items():
            host.detail.open_view(name)
            await pilot.pause()
            assert host.detail.view == name
            assert text in host.detail.plain_text()


async def test_keys_turn_the_views_and_the_focus_stays_inside(host: Host) -> None:
    async with host.run_test(size=(110, 40)) as pilot:
        host.choose(1, 1, seq_of(host, "GET /a"))
        host.detail.focus()
        await pilot.press("right")
        await pilot.pause()
        assert host.detail.view == "Hex"
        assert isinstance(host.focused, HexView)
        await pilot.press("full_stop")
        await pilot.pause()
        assert host.detail.view == "HPACK"
        assert isinstance(host.focused, TextView)
        await pilot.press("left")
        await pilot.pause()
        assert host.detail.view == "Hex"
        await pilot.press("left", "comma")
        await pilot.pause()
        assert host.detail.view == "Fields"


async def test_a_click_on_a_tab_opens_it(host: Host) -> None:
    async with host.run_test(size=(110, 40)) as pilot:
        host.choose(1, 1, seq_of(host, "GET /a"))
        await pilot.click("#view-4")
        await pilot.pause()
        assert host.detail.view == "State"


async def test_the_line_under_the_cursor_is_lit_in_the_octets(host: Host) -> None:
    async with host.run_test(size=(110, 40)) as pilot:
        host.choose(1, 1, seq_of(host, "GET /a"))
        text = host.detail.query_one(TextView)
        lines = ["".join(span.text for span in line) for line in text.text]
        text.cursor = next(n for n, line in enumerate(lines) if "Stream Identifier" in line)
        host.detail.open_view("Hex")
        await pilot.pause()
        octets = host.detail.query_one(HexView)
        assert (octets.cursor, octets.lit) == (5, (5, 9))


async def test_without_a_record_the_latest_of_the_stream_is_shown_and_follows(
    host: Host, talk: Any
) -> None:
    async with host.run_test(size=(110, 40)) as pilot:
        host.choose(1, 3)
        assert "/b" in host.detail.plain_text()
        talk.response(3, "418")
        host.session.advance(1.0)
        for _ in range(5):
            host.detail.look()
        await pilot.pause()
        assert "418" in host.detail.plain_text()


async def test_what_came_of_a_chosen_record_is_brought_up_to_date(host: Host, talk: Any) -> None:
    async with host.run_test(size=(110, 40)) as pilot:
        host.choose(1, 3, seq_of(host, "GET /b"))
        host.detail.open_view("Explain")
        await pilot.pause()
        assert "418" not in host.detail.plain_text()
        talk.response(3, "418")
        host.session.advance(1.0)
        for _ in range(5):
            host.detail.look()
        assert "418" in host.detail.plain_text()


async def test_nothing_is_worked_out_again_while_nothing_has_changed(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with host.run_test(size=(110, 40)):
        host.choose(1, 1, seq_of(host, "GET /a"))
        shown: list[object] = []
        text = host.detail.query_one(TextView)
        monkeypatch.setattr(text, "show", lambda *said, **more: shown.append(said))
        for _ in range(20):
            host.detail.look()
        assert not shown


async def test_a_record_far_ahead_of_what_is_read_says_so_until_it_is_reached(
    talk: Any, session_of: Callable[..., Session]
) -> None:
    talk.opened()
    talk.exchange(1, "/a")
    for _ in range(WORTH_A_JUMP + 1):
        talk.received(6, 0, 0, b"12345678")
    talk.exchange(3, "/b")
    host = Host(session_of(talk, folded=False))
    async with host.run_test(size=(80, 24)) as pilot:
        host.choose(1, 3, talk.journal.last)
        await pilot.pause()
        assert "still being read" in host.detail.plain_text()
        while host.session.advance(1.0):
            pass
        for _ in range(LOOKS_BETWEEN):
            host.detail.look()
        await pilot.pause()
        assert "still being read" not in host.detail.plain_text()
        made = host.detail.plain_text()
        host.choose(1, 3, talk.journal.last - 1)
        host.choose(1, 3, talk.journal.last)
        assert host.detail.plain_text() == made


async def test_nothing_selected_is_said(host: Host) -> None:
    async with host.run_test(size=(110, 40)) as pilot:
        host.choose(0)
        assert host.detail.plain_text() == "Nothing is selected."
        host.detail.open_view("Hex")
        await pilot.pause()
        assert host.detail.plain_text() == ""


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 12)])
async def test_hostile_octets_reach_no_view_raw(
    talk: Any, session_of: Callable[..., Session], size: tuple[int, int]
) -> None:
    talk.opened()
    fields = (("user-agent", HOSTILE), ("x-[red]y[/]", "\r\nset-cookie: a"))
    request = talk.request(1, "/\x1b]0;title\x07", fields=fields)
    data = talk.received(0, 1, 1, HOSTILE.encode("utf-8", "surrogatepass"))
    unknown = talk.received(0x42, 0xFF, 1, b"\xff\xfe\x00\x1b[2J" * 200)
    host = Host(session_of(talk))
    async with host.run_test(size=size) as pilot:
        for seq in (request, data, unknown):
            host.choose(1, 1, seq)
            for view in VIEWS:
                host.detail.open_view(view.name)
                await pilot.pause()
                assert all(line.isprintable() for line in host.detail.plain_text().split("\n"))
                for widget in host.detail.query("TextView, HexView").results():
                    if widget.display:
                        strips = [widget.render_line(y) for y in range(widget.size.height)]
                        assert all(strip.text.isprintable() for strip in strips)


async def test_all_of_a_view_can_be_copied(host: Host) -> None:
    async with host.run_test(size=(110, 40)) as pilot:
        host.choose(1, 1, seq_of(host, "GET /a"))
        host.detail.focus()
        await pilot.press("Y")
        await pilot.pause()
        assert host.copied == [host.detail.plain_text()]
