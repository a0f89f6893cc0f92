"""Hooks for connections, found in a root without running anything in it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.script.hooks import hooks_of
from h2craft.script.inventory import Inventory
from h2craft.script.loader import Loader
from h2craft.script.router import Router

PING = "def handle_ping(frame, connection): pass\n"
Make = Callable[..., Inventory]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def inventory(root: Any = tmp_path, attach: Any = ()) -> Inventory:
        loader = Loader(str(tmp_path), lambda kind, detail: None)
        made = Inventory(Router(root, attach, loader), loader)
        made.scan()
        return made

    return inventory


def test_scripts_anywhere_below_the_root_are_found(make: Make, tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "a.py").write_text(PING)
    (tmp_path / "b.py").write_text("def handle_close(connection): pass\n")
    inventory = make()
    assert inventory.names == {"handle_ping", "handle_close"}
    assert [source.current().name for source in inventory.sources] == [
        str(tmp_path / "b.py"),
        str(tmp_path / "deep" / "er" / "a.py"),
    ]


def test_nothing_is_run(make: Make, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(PING + "raise SystemExit\n")
    assert make().names == {"handle_ping"}


def test_hooks_of_streams_and_other_files_do_not_count(make: Make, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def main(request, response): pass\n")
    (tmp_path / "a.txt").write_text(PING)
    (tmp_path / "broken.py").write_text("def handle_ping(")
    inventory = make()
    assert inventory.names == frozenset()
    assert inventory.sources == []


def test_attached_scripts_count_wherever_they_are(
    make: Make, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "a.py"
    elsewhere.write_text(PING)
    inventory = make(attach=[("/a", str(elsewhere))])
    assert inventory.names == {"handle_ping"}
    assert [script.path for script in inventory.bound_scripts] == [str(elsewhere)]


def test_hooks_from_python_count(make: Make) -> None:
    hooks = hooks_of({"handle_ping": print, "main": print})
    inventory = make(hooks)
    assert inventory.names == {"handle_ping"}
    assert [source.current() for source in inventory.sources] == [hooks]


def test_changed_files_are_looked_at_again(make: Make, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(PING)
    inventory = make()
    path.write_text("def handle_close(connection): pass\n")
    inventory.scan([str(path)])
    assert inventory.names == {"handle_close"}
    path.unlink()
    inventory.scan([str(path)])
    assert inventory.names == frozenset()


def test_a_watched_root_tells_of_changes(make: Make, tmp_path: Path) -> None:
    inventory = make()
    changed = threading.Event()
    inventory.watch(changed.set)
    try:
        for number in range(200):  # the watch needs a moment to begin
            (tmp_path / "a.py").write_text(f"{PING}# {number}\n")
            if changed.wait(0.1):
                break
        assert changed.is_set()
        assert inventory.names == {"handle_ping"}
    finally:
        inventory.close()


def test_hooks_from_python_need_no_watch(make: Make) -> None:
    before = threading.active_count()
    make(hooks_of(print)).watch(pytest.fail)
    assert threading.active_count() == before


def test_a_file_bound_later_is_looked_at_while_it_is_bound(make: Any, tmp_path: Path) -> None:
    inventory = make(hooks_of(print))
    (tmp_path / "elsewhere").mkdir()
    path = tmp_path / "elsewhere" / "bound.py"
    beside = tmp_path / "elsewhere" / "beside.py"
    for each in (path, beside):
        each.write_text("def handle_ping(frame, connection): pass")
    script = inventory._loader.script(str(path))
    inventory.bind(script)
    inventory.scan([str(path), str(beside)])
    assert inventory.sources == [script]
    assert inventory.only_bound(script)
    inventory.unbind(script)
    assert (inventory.names, inventory.sources) == (frozenset(), [])


def test_the_folder_of_a_file_bound_later_is_watched(make: Any, tmp_path: Path) -> None:
    inventory = make(hooks_of(print))
    changed = threading.Event()
    inventory.watch(changed.set)
    path = tmp_path / "bound.py"
    script = inventory._loader.script(str(path))
    inventory.bind(script)
    try:
        for number in range(100):  # till the watch has begun
            path.write_text(f"def handle_ping(frame, connection): return {number}")
            if changed.wait(0.2):
                break
        assert inventory.names == {"handle_ping"}
        inventory.unbind(script)
        assert inventory._watched == {}
    finally:
        inventory.close()
