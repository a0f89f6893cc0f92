"""Octets under a cursor."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from h2craft.explain import layout
from h2craft.tui.messages import CopyAsked
from h2craft.tui.widgets.hexview import HexView
from h2craft.wire import Frame

FRAME = Frame.build(0, b"\x03" + bytes(range(0x41, 0x5B)) + bytes(3), flags=0x8, stream_id=5)
LONG = Frame.build(0, b"z" * 70_000, stream_id=1)


class Host(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.copied: list[str] = []

    def compose(self) -> ComposeResult:
        yield HexView(id="hex")

    @property
    def octets(self) -> HexView:
        return self.query_one(HexView)

    def show(self, frame: Frame) -> None:
        self.octets.show(frame.octets, frame, layout(frame))
        self.octets.focus()

    def on_copy_asked(self, message: CopyAsked) -> None:
        self.copied.append(message.text)


@pytest.fixture
def host() -> Host:
    return Host()


def shown(view: HexView) -> list[str]:
    return [view.render_line(y).text.rstrip() for y in range(view.size.height)]


async def test_the_part_under_the_cursor_is_named_below(host: Host) -> None:
    async with host.run_test(size=(90, 12)) as pilot:
        host.show(FRAME)
        await pilot.pause()
        assert "Length 30" in shown(host.octets)[-2]
        await pilot.press("down", "left", "left", "left", "left", "left", "left", "left")
        await pilot.pause()
        assert host.octets.cursor == 9
        assert "Pad Length 3" in shown(host.octets)[-2]
        await pilot.press("w")
        await pilot.pause()
        assert host.octets.lit == (10, 36)
        assert "octet 10 of 10 to 35  Data" in shown(host.octets)[-2]


async def test_fields_can_be_stepped_through_both_ways(host: Host) -> None:
    async with host.run_test(size=(90, 12)) as pilot:
        host.show(FRAME)
        stops = []
        for key in ("w", "w", "w", "w", "w", "w", "b", "b"):
            await pilot.press(key)
            stops.append(host.octets.cursor)
        assert stops == [3, 4, 5, 9, 10, 36, 10, 9]


async def test_the_cursor_stays_inside_and_in_sight(host: Host) -> None:
    async with host.run_test(size=(90, 12)) as pilot:
        host.show(LONG)
        await pilot.press("up", "left")
        assert host.octets.cursor == 0
        await pilot.press("G")
        await pilot.pause()
        assert host.octets.cursor == len(LONG.octets) - 1
        last = len(LONG.octets) // 16 * 16
        assert any(line.startswith(f"{last:08x}") for line in shown(host.octets)[:-2])
        await pilot.press("pageup", "g")
        await pilot.pause()
        assert shown(host.octets)[0].startswith("00000000")


async def test_a_click_finds_the_octet_in_digits_and_in_text(host: Host) -> None:
    async with host.run_test(size=(90, 12)) as pilot:
        host.show(FRAME)
        await pilot.pause()
        row = shown(host.octets)[0]
        await pilot.click("#hex", offset=(1 + row.index("41 42"), 0))
        assert host.octets.cursor == 10
        await pilot.click("#hex", offset=(1 + row.index("|") + 1 + 12, 0))
        assert host.octets.cursor == 12


async def test_a_field_and_the_dump_can_be_copied(host: Host) -> None:
    async with host.run_test(size=(90, 12)) as pilot:
        host.show(FRAME)
        await pilot.press("y", "Y")
        await pilot.pause()
        assert host.copied[0] == "00 00 1e"
        assert host.copied[1].startswith("0000  00 00 1e 00 08 00 00 00 05 03 41")


async def test_octets_that_are_no_frame_have_no_parts(host: Host) -> None:
    async with host.run_test(size=(90, 12)) as pilot:
        host.octets.show(b"GET / HTTP/1.1\r\n\r\n")
        await pilot.pause()
        assert "|GET / HTTP/1.1..|" in shown(host.octets)[0]
        assert host.octets.part() is None


async def test_no_octets_are_said_to_be_none(host: Host) -> None:
    async with host.run_test(size=(90, 12)) as pilot:
        host.show(FRAME)
        host.octets.show(b"")
        await pilot.press("y", "Y", "down", "w")
        await pilot.pause()
        assert shown(host.octets)[0].strip() == "No octets were on the wire here."
        assert not host.copied
