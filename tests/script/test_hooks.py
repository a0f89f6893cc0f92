"""Hooks by name: from what is given, and from source text nobody runs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from h2craft.script.hooks import ALL_HOOKS, Hooks, hooks_in, hooks_named_in, hooks_of


def main(request: Any, response: Any) -> None: ...


def handle_two(frame: Any, connection: Any) -> None: ...


def handle_three(frame: Any, request: Any, response: Any) -> None: ...


def test_a_function_is_a_main() -> None:
    hooks = hooks_of(main)
    assert hooks.stream == {"main": main}
    assert hooks.name == "main"
    assert not hooks.waits


def test_a_mapping_gives_its_hooks() -> None:
    hooks = hooks_of({"main": main, "handle_ping": handle_two, "other": 3})
    assert hooks.names == ("main", "handle_ping")
    assert hooks.connection == {"handle_ping": handle_two}


def test_an_object_or_a_module_gives_its_hooks() -> None:
    hooks = hooks_of(SimpleNamespace(handle_data=handle_three, handle_close=main))
    assert hooks.names == ("handle_data", "handle_close")
    assert hooks.waits


def test_a_name_that_is_no_function_is_no_hook() -> None:
    with pytest.raises(TypeError, match="defines no hook"):
        hooks_of(SimpleNamespace(main=3))


@pytest.mark.parametrize("name", ["handle_window_update", "handle_priority"])
def test_three_parameters_make_a_hook_of_the_stream(name: str) -> None:
    assert hooks_of({name: handle_three}).stream == {name: handle_three}
    assert hooks_of({name: handle_two}).connection == {name: handle_two}
    assert hooks_of({name: lambda *all_: None}).stream
    assert hooks_of({name: lambda a, b, c=1: None}).stream
    assert hooks_of({name: lambda a, b, c, d=1: None}).stream
    assert hooks_of({name: max}).stream  # a signature that cannot be told


def test_no_hooks_are_false() -> None:
    assert not hooks_in("a.py", {"helper"}, {"helper": main}.__getitem__)
    assert not Hooks("a.py", {}, {})


@pytest.mark.parametrize(
    "source",
    [
        "def handle_ping(frame, connection): pass",
        "async def handle_ping(frame, connection): pass",
        "class handle_ping: pass",
        "from helper import handle_ping",
        "from helper import ping as handle_ping",
        "handle_ping = print",
        "handle_ping: object = print",
        "if True:\n    handle_ping = print",
        "if False:\n    pass\nelse:\n    handle_ping = print",
        "try:\n    pass\nexcept OSError:\n    handle_ping = print",
        "try:\n    pass\nfinally:\n    handle_ping = print",
        "with open(__file__):\n    handle_ping = print",
    ],
)
def test_hooks_are_found_in_source_text(source: str) -> None:
    assert hooks_named_in(source.encode()) == {"handle_ping"}


@pytest.mark.parametrize(
    "source",
    [
        b"def handle_ping(",
        b"# handle_ping",
        b"def other():\n    def handle_ping(): pass",
        b"x.handle_ping = 1",
        b"print(main)",
        b"",
        b"main\0",
    ],
)
def test_what_only_looks_like_a_hook_is_none(source: bytes) -> None:
    assert hooks_named_in(source) == frozenset()


def test_every_hook_of_the_contract_is_known() -> None:
    assert len(ALL_HOOKS) == 15
