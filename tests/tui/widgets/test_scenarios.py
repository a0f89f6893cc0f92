"""The list of scenarios."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.scenario import Entry
from h2craft.session import Last, Shelved
from h2craft.tui.scenariotext import places
from h2craft.tui.widgets.scenarios import ScenarioList

GROUPS = {"goaway": ("first", "second"), "reset": ("third",)}


def shelved(name: str, group: str, **more: Any) -> Shelved:
    last = more.pop("last", None)
    file = Path(f"/lib/{group}/{name}.py")
    return Shelved(entry=Entry(name=name, file=file, group=group, shipped=True, **more), last=last)


ALL = [shelved(name, group) for group, names in GROUPS.items() for name in names]


@pytest.fixture
def host(hosting: Callable[..., Any]) -> Any:
    return hosting(lambda: ScenarioList())


def name_of(pane: ScenarioList) -> str:
    return pane.scenario.entry.name if pane.scenario is not None else ""


async def test_the_cursor_passes_over_headings(host: Any) -> None:
    async with host.run_test(size=(60, 10)):
        pane = host.pane
        pane.show(places(ALL))
        seen = [name_of(pane)]
        for _ in range(3):
            pane.move(1)
            seen.append(name_of(pane))
        assert seen == ["first", "second", "third", "third"]
        pane.move(-1)
        assert name_of(pane) == "second"
        pane.go(0)
        assert name_of(pane) == "first"


async def test_a_group_is_one_step(host: Any) -> None:
    async with host.run_test(size=(60, 10)):
        pane = host.pane
        pane.show(places(ALL))
        pane.to_group(1)
        assert name_of(pane) == "third"
        pane.to_group(1)
        assert name_of(pane) == "third"
        pane.to_group(-1)
        assert name_of(pane) == "first"


async def test_it_stays_on_its_scenario_when_the_list_changes(host: Any) -> None:
    async with host.run_test(size=(60, 10)):
        pane = host.pane
        pane.show(places(ALL))
        pane.go(4)
        pane.show(places([shelved("earlier", "a"), *ALL]))
        assert name_of(pane) == "third"
        pane.show(places(ALL[:2]))
        assert name_of(pane) == "first"


async def test_an_empty_list_says_so(host: Any) -> None:
    async with host.run_test(size=(60, 10)) as pilot:
        host.pane.show([], empty="Nothing fits.")
        await pilot.pause()
        assert host.lines[0].startswith("Nothing fits.")
        assert host.pane.scenario is None
        host.pane.move(1)
        host.pane.to_group(1)
        assert host.pane.scenario is None


async def test_rows_have_columns_as_wide_as_what_stands_in_them(host: Any) -> None:
    done = shelved("first", "goaway", title="A title", last=Last(outcome="done"))
    async with host.run_test(size=(60, 10)) as pilot:
        host.pane.show(places([done, shelved("second", "goaway", title="Another")]))
        await pilot.pause()
        assert [line.rstrip() for line in host.lines[:3]] == [
            "goaway  2",
            "  first  done A title",
            "  second      Another",
        ]
        host.pane.mark(done.entry.file)
        await pilot.pause()
        assert host.lines[1].startswith("▶ first")


async def test_of_many_only_what_is_seen_is_made(host: Any) -> None:
    many = [shelved(f"s{number}", f"g{number % 100:02}") for number in range(20_000)]
    made = []
    async with host.run_test(size=(60, 10)) as pilot:
        pane = host.pane
        line_at = pane.line_at
        pane.line_at = lambda index: (made.append(index), line_at(index))[1]
        pane.show(places(many))
        await pilot.pause()
        pane.go(20_099)
        await pilot.pause()
        assert len(made) < 100
        assert name_of(pane) == "s19999"
