"""Verbs and tools as Python has them."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from h2craft.language import VERBS
from h2craft.repl.tools import TOOLS


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_a_callable_that_explains_itself(stub_of: Any, verb: str) -> None:
    call = stub_of().shell.bound["break_" if verb == "break" else verb]
    assert VERBS[verb].sentence.split()[0] in (inspect.getdoc(call) or "")
    assert repr(call).startswith(f"<verb {call.__name__}: ")
    assert inspect.signature(call).parameters is not None


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_is_a_callable_that_explains_itself(stub_of: Any, tool: str) -> None:
    call = stub_of().shell.bound[tool]
    assert TOOLS[tool].sentence in call.__doc__
    assert repr(call).startswith(f"<tool {tool}: ")


def test_a_verb_outside_of_a_loop_waits_for_what_becomes_of_it(stub_of: Any, talk: Any) -> None:
    talk.opened()
    stub = stub_of(talk)
    done = stub.shell.bound["ping"]()
    assert repr(done).startswith("<")
    assert stub.client.asked[-1][0] == "submit"


async def test_a_verb_in_a_loop_returns_at_once(stub_of: Any, talk: Any) -> None:
    talk.opened()
    stub = stub_of(talk)
    pending = stub.shell.bound["ping"]()
    assert not pending.settled
    assert stub.client.asked[-1][0] == "submit"
    await pending
