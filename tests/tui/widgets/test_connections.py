"""The tree of connections by its keys, by the mouse, and by what it tells its screen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from h2craft.client import HeldRequest
from h2craft.session import Selection
from h2craft.tui.commands.connections import COMMANDS
from h2craft.tui.messages import NodeSelected, Said
from h2craft.tui.widgets.connections import ConnectionTree
from h2craft.tui.widgets.nodes import FOLDED, OPEN, Node

Opening = Callable[..., Any]


@pytest.fixture
def opened(talk: Any, session_of: Callable[..., Any], hosting: Callable[..., Any]) -> Opening:
    """`async with opened() as (app, tree, pilot)`."""

    @asynccontextmanager
    async def open_tree(
        size: tuple[int, int] = (34, 20), **more: Any
    ) -> AsyncIterator[tuple[Any, ConnectionTree, Pilot[None]]]:
        session = session_of(talk, **more)
        app = hosting(lambda: ConnectionTree(session, id="connections"))
        async with app.run_test(size=size) as pilot:
            await settle(pilot, app.pane)
            yield app, app.pane, pilot

    return open_tree


async def settle(pilot: Pilot[None], tree: ConnectionTree) -> None:
    tree.session.advance(0.0)
    for _ in range(6):  # a look learns one user agent
        tree.look()
    await pilot.pause()
    await pilot.pause()


async def press(pilot: Pilot[None], tree: ConnectionTree, *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot, tree)


def three(talk: Any) -> None:
    """Connection 1 is over, 2 has no TLS, 3 has streams of all kinds."""
    talk.opened(1)
    talk.exchange(1, "/one")
    talk.closed(1)
    talk.opened(2, tls=False)
    talk.request(1, "/two", connection=2, fields=())
    talk.opened(3)
    talk.exchange(1, "/a", connection=3)
    talk.request(3, "/b", connection=3)
    talk.request(5, "/c", connection=3, end=False)
    talk.received(8, 0, 5, bytes(4), connection=3)


async def test_the_newest_connection_shows_its_streams(talk: Any, opened: Opening) -> None:
    three(talk)
    async with opened(size=(60, 20)) as (app, *_):
        text = [line.rstrip("\N{FULL BLOCK} ") for line in app.lines]
        assert text[0].startswith(f"{OPEN} 3 curl/8.5.0 TLS1.3 h2")
        assert " 5 open GET /c" in text[1]
        assert " 3 half-closed (remote) GET /b" in text[2]
        assert " 1 closed GET /a 200" in text[3]
        assert text[4].startswith(f"{FOLDED} 2 127.0.0.1:50002 h2c")
        assert text[5].startswith(f"{FOLDED} 1 curl/8.5.0 TLS1.3 h2 closed")


async def test_findings_are_counted_beside_their_stream(talk: Any, opened: Opening) -> None:
    three(talk)
    async with opened() as (app, *_):
        assert "1!" in app.lines[0]
        assert "1!" in app.lines[1]
        assert "1!" not in app.lines[2]


@pytest.mark.parametrize(
    ("keys", "node"),
    [
        (("j",), Node(3, 5)),
        (("down", "down"), Node(3, 3)),
        (("G",), Node(1)),
        (("end", "up"), Node(2)),
        (("G", "g"), Node(3)),
        (("G", "home"), Node(3)),
        (("pagedown",), Node(1)),
        (("pagedown", "pageup"), Node(3)),
        (("ctrl+d",), Node(1)),
        (("j", "h"), Node(3)),
        (("l",), Node(3, 5)),
        (("j", "j", "left", "right"), Node(3, 5)),
    ],
)
async def test_keys_move_the_cursor(
    talk: Any, opened: Opening, keys: tuple[str, ...], node: Node
) -> None:
    three(talk)
    async with opened() as (app, tree, pilot):
        await press(pilot, tree, *keys)
        assert tree.rows.node == node
        told = app.heard_of(NodeSelected)[-1]
        assert (told.connection, told.stream_id, told.opened) == (*node, False)


async def test_moving_against_the_end_says_nothing(talk: Any, opened: Opening) -> None:
    three(talk)
    async with opened() as (app, tree, pilot):
        await press(pilot, tree, "k", "g")
        assert app.heard_of(NodeSelected) == []


async def test_folding_with_keys(talk: Any, opened: Opening) -> None:
    three(talk)
    async with opened() as (app, tree, pilot):
        await press(pilot, tree, "h")
        assert tree.rows.count == 3
        assert app.lines[0].startswith(FOLDED)
        await press(pilot, tree, "right")
        assert tree.rows.count == 6
        await press(pilot, tree, "space")
        assert tree.rows.count == 3
        await press(pilot, tree, "E")
        assert tree.rows.count == 8
        await press(pilot, tree, "E")
        assert tree.rows.count == 3


async def test_a_click_on_the_triangle_folds(talk: Any, opened: Opening) -> None:
    three(talk)
    async with opened() as (_, tree, pilot):
        await pilot.click("#tree-rows", offset=(0, 0))
        await settle(pilot, tree)
        assert tree.rows.count == 3
        await pilot.click("#tree-rows", offset=(0, 2))
        await settle(pilot, tree)
        assert tree.rows.count == 4
        assert tree.rows.node == Node(1)


async def test_a_click_selects_and_a_double_click_opens(
    talk: Any, opened: Opening, until: Any
) -> None:
    three(talk)
    async with opened() as (app, tree, pilot):
        await pilot.click("#tree-rows", offset=(8, 2))
        await until(pilot, lambda: tree.rows.node == Node(3, 3))
        await pilot.click("#tree-rows", offset=(8, 1), times=2)
        await until(pilot, lambda: app.heard_of(NodeSelected)[-1].opened)
        told = app.heard_of(NodeSelected)[-1]
        assert (told.connection, told.stream_id, told.opened) == (3, 5, True)


async def test_enter_opens_a_stream_or_a_connection(talk: Any, opened: Opening) -> None:
    three(talk)
    async with opened() as (app, tree, pilot):
        await press(pilot, tree, "j", "enter")
        told = app.heard_of(NodeSelected)[-1]
        assert (told.connection, told.stream_id, told.opened) == (3, 5, True)
        await press(pilot, tree, "G", "enter")
        told = app.heard_of(NodeSelected)[-1]
        assert (told.connection, told.stream_id, told.opened) == (1, 0, True)
        assert tree.rows.count == 7


async def test_another_panes_selection_moves_the_cursor_and_says_nothing(
    talk: Any, opened: Opening
) -> None:
    three(talk)
    async with opened() as (app, tree, pilot):
        tree.selected(Selection(3, 1, 40))
        assert tree.rows.node == Node(3, 1)
        tree.selected(Selection(2, 1, 41))  # folded: as near as can be
        assert tree.rows.node == Node(2)
        tree.selected(Selection(0, 0, 1))
        tree.selected(Selection(9, 9, 1))
        assert tree.rows.node == Node(2)
        await settle(pilot, tree)
        assert app.heard_of(NodeSelected) == []


async def test_the_cursor_keeps_its_node_when_others_come(talk: Any, opened: Opening) -> None:
    three(talk)
    async with opened() as (app, tree, pilot):
        await press(pilot, tree, "G")
        talk.opened(4)
        talk.request(1, "/new", connection=4)
        await settle(pilot, tree)
        assert tree.rows.node == Node(1)
        assert tree.rows.forest.nodes[tree.rows.cursor] == Node(1)
        assert app.lines[0].startswith(f"{OPEN} 4")


async def test_a_stream_that_changes_is_told_anew(talk: Any, opened: Opening) -> None:
    three(talk)
    async with opened() as (app, tree, pilot):
        talk.response(3, "404", connection=3, end=True)
        await settle(pilot, tree)
        line = next(line for line in app.lines if "/b" in line)
        assert "closed GET /b 404" in line


async def test_what_is_held_is_told(talk: Any, opened: Opening) -> None:
    three(talk)
    async with opened() as (app, tree, pilot):
        client = tree.session.client
        held = HeldRequest(connection=3, stream_id=3, seq=1, held_seq=2, at=0.0)
        client.desk_now = replace(client.desk_now, version=1, requests=(held,))
        await settle(pilot, tree)
        assert "held" in app.lines[2]
        assert "1 held" in app.lines[0]


async def test_brackets_go_from_trouble_to_trouble(talk: Any, opened: Opening) -> None:
    three(talk)
    async with opened() as (app, tree, pilot):
        await press(pilot, tree, "h", "G", "right_square_bracket")
        assert tree.rows.node == Node(3, 5)
        client = tree.session.client
        held = HeldRequest(connection=2, stream_id=1, seq=1, held_seq=2, at=0.0)
        client.desk_now = replace(client.desk_now, version=1, requests=(held,))
        await settle(pilot, tree)
        await press(pilot, tree, "right_square_bracket")
        assert tree.rows.node == Node(2, 1)
        await press(pilot, tree, "left_square_bracket")
        assert tree.rows.node == Node(3, 5)


async def test_no_trouble_is_said(talk: Any, opened: Opening) -> None:
    talk.opened()
    async with opened() as (app, tree, pilot):
        await press(pilot, tree, "right_square_bracket")
        assert "Nothing has findings" in app.heard_of(Said)[-1].text


async def test_words_filter_the_tree_as_they_are_typed(talk: Any, opened: Opening) -> None:
    three(talk)
    async with opened() as (app, tree, pilot):
        await press(pilot, tree, "slash")
        await pilot.press(*"half")
        await settle(pilot, tree)
        assert [node.stream_id for node in tree.rows.forest.nodes] == [0, 3, 0, 1]
        await press(pilot, tree, "enter")
        assert app.focused is tree.rows
        assert app.lines[0].startswith("/half")
        await press(pilot, tree, "escape")
        assert tree.rows.count == 6
        assert app.lines[0].startswith(OPEN)


async def test_escape_clears_the_line_then_closes_it(talk: Any, opened: Opening) -> None:
    three(talk)
    async with opened() as (app, tree, pilot):
        await press(pilot, tree, "f")
        await pilot.press(*"nothing")
        await settle(pilot, tree)
        assert "Nothing matches." in "".join(app.lines)
        await press(pilot, tree, "escape")
        assert isinstance(app.focused, Input)
        assert tree.rows.count == 6
        await press(pilot, tree, "escape")
        assert app.focused is tree.rows


async def test_only_what_lives_and_the_order_are_switches(talk: Any, opened: Opening) -> None:
    three(talk)
    settings: dict[str, Any] = {}
    async with opened(settings=settings) as (app, tree, pilot):
        await press(pilot, tree, "o")
        assert tree.rows.count == 4
        assert app.lines[0].startswith("only live")
        await press(pilot, tree, "o", "O")
        assert tree.rows.forest.nodes[0] == Node(1)
        assert settings == {"connections.newest_first": False}


async def test_hostile_octets_never_reach_the_screen(talk: Any, opened: Opening) -> None:
    evil = "\x1b[2J[red]\u202e\u200b\x00漢字"
    talk.opened(1)
    fields = (("user-agent", evil * 500), ("x", evil))
    talk.request(1, "/" + evil * 1000, method=evil, fields=fields)
    talk.request(3, "", fields=())
    talk.sent(7, 0, 0, bytes(8) + evil.encode())
    for size in ((34, 20), (80, 24), (120, 24)):
        async with opened(size=size) as (app, tree, _):
            for line in app.lines:
                assert len(line) == size[0]
                assert line.isprintable()
                assert not any(ord(letter) > 0x2FFF for letter in line)
            assert "\\x1b[2" in "".join(app.lines)


async def test_thousands_of_streams_stay_usable(talk: Any, opened: Opening) -> None:
    for number in range(1, 201):
        talk.opened(number)
    for number in range(2000):
        talk.request(2 * number + 1, f"/{number}", connection=200)
    async with opened() as (app, tree, pilot):
        while tree.session.advance(1.0):
            pass
        await settle(pilot, tree)
        assert tree.rows.count == 2200
        await press(pilot, tree, "G", "k")
        assert tree.rows.node == Node(2)
        await press(pilot, tree, "g", "pagedown")
        assert tree.rows.node.connection == 200


async def test_looking_again_at_nothing_new_paints_nothing(talk: Any, opened: Opening) -> None:
    three(talk)
    async with opened(live=False) as (_, tree, _):
        painted = []
        tree.rows.refresh = lambda *regions, **more: painted.append(regions)
        tree.look()
        tree.look()
        assert painted == []


async def test_an_empty_tree_says_so(opened: Opening) -> None:
    async with opened() as (app, tree, pilot):
        assert "No connection yet." in app.lines[0]
        keys = "j k g G h l space enter o O E right_square_bracket"
        await press(pilot, tree, *keys.split())
        assert app.heard_of(NodeSelected) == []


async def test_every_command_has_its_action(opened: Opening) -> None:
    async with opened() as (_, tree, _):
        for command in COMMANDS:
            name = command.action.partition("(")[0]
            assert hasattr(tree, f"action_{name}"), command.id
