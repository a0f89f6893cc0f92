"""Rows of a view: what is kept, what is painted again, and how a cursor is placed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.tui.messages import RecordSelected
from h2craft.tui.widgets.framerows import FrameRows


@pytest.fixture
def host(talk: Any, session_of: Callable[..., Any], hosting: Callable[..., Any]) -> Any:
    """Over a connection with twenty exchanges."""
    talk.opened()
    for number in range(20):
        talk.exchange(2 * number + 1, f"/{number}")

    def make() -> Any:
        session = session_of(talk)
        return hosting(lambda: FrameRows(session, session.reader.view("")))

    return make()


async def test_a_page_is_painted_from_what_is_kept(host: Any) -> None:
    async with host.run_test(size=(100, 24)) as pilot:
        rows: FrameRows = host.pane
        rows.look()
        await pilot.pause()
        asked: list[Any] = []
        fetch = rows.session.reader.rows
        rows.session.reader.rows = lambda seqs: asked.append(list(seqs)) or fetch(seqs)
        rows.refresh()
        await pilot.pause()
        assert asked == []
        rows.go(0)
        await pilot.pause()
        assert len(asked) == 1


async def test_rows_that_were_not_folded_yet_are_told_again(
    talk: Any, session_of: Callable[..., Any], hosting: Callable[..., Any]
) -> None:
    talk.opened()
    talk.exchange(1, "/late")
    session = session_of(talk, folded=False)
    host = hosting(lambda: FrameRows(session, session.reader.view("")))
    async with host.run_test(size=(100, 24)) as pilot:
        rows = host.pane
        rows.look()
        await pilot.pause()
        while session.advance(1.0):
            pass
        rows.look()
        await pilot.pause()
        assert any("GET /late" in line for line in host.lines)


async def test_going_to_a_record_that_is_not_shown_is_refused(host: Any) -> None:
    async with host.run_test(size=(100, 24)) as pilot:
        rows: FrameRows = host.pane
        rows.look()
        await pilot.pause()
        assert rows.go_to(5)
        assert not rows.go_to(5000)
        assert rows.cursor_seq == 5


async def test_going_quietly_says_nothing(host: Any) -> None:
    async with host.run_test(size=(100, 24)) as pilot:
        rows: FrameRows = host.pane
        rows.look()
        await pilot.pause()
        await pilot.pause()
        count = len(host.heard_of(RecordSelected))
        rows.go_to(5, quietly=True)
        await pilot.pause()
        assert len(host.heard_of(RecordSelected)) == count


async def test_the_cursor_finds_its_way_back_while_a_view_is_made(host: Any) -> None:
    async with host.run_test(size=(100, 24)) as pilot:
        rows: FrameRows = host.pane
        rows.look()
        rows.go_to(40)
        view = rows.session.reader.view("type:DATA")
        rows.set_view(view)
        seen = []
        while view.advance(10):
            rows.look()
            seen.append(rows.cursor_seq)
        rows.look()
        rows.settle()
        await pilot.pause()
        assert rows.cursor_seq == 40
        assert seen == sorted(seen)
        assert rows.view.seq_at(rows.cursor) == 40


async def test_a_cursor_that_was_moved_meanwhile_stays(host: Any) -> None:
    async with host.run_test(size=(100, 24)) as pilot:
        rows: FrameRows = host.pane
        rows.look()
        rows.go_to(60)
        view = rows.session.reader.view("type:DATA")
        rows.set_view(view)
        view.advance(30)
        rows.look()
        rows.go(1)
        chosen = rows.cursor_seq
        while view.advance(10):
            rows.look()
        rows.settle()
        await pilot.pause()
        assert rows.cursor_seq == chosen


async def test_a_range_outlives_rows_that_arrive(host: Any, talk: Any) -> None:
    async with host.run_test(size=(100, 24)) as pilot:
        rows: FrameRows = host.pane
        rows.look()
        rows.go_to(30)
        rows.go(rows.cursor + 3, extend=True)
        chosen = rows.chosen
        talk.data(1)
        rows.session.advance(1.0)
        rows.look()
        await pilot.pause()
        assert rows.chosen == chosen == [30, 31, 32, 33]
        assert rows.drop_range()
        assert not rows.drop_range()
