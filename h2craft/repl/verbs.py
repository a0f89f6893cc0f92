"""The verbs as Python has them: callables that fire at once. Knows the language, no engine.

Where an event loop runs, what they return is awaited by the person, or settled at the end of the
input; everywhere else they wait themselves.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from h2craft.language import VERBS, call, doc_of, signature_of
from h2craft.repl.doing import Pending

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell
    from h2craft.repl.tools import Tool

NAMES = {"break": "break_"}
"""Verbs whose name Python has taken."""


class VerbCall:
    """One verb. Its `repr` is its help's first line; `help(headers)` has all of it."""

    def __init__(self, shell: Shell, verb: str, note: Callable[[Pending], object]) -> None:
        self.verb = verb
        self.__name__ = self.__qualname__ = NAMES.get(verb, verb)
        self.__doc__ = doc_of(verb)
        self.__signature__: inspect.Signature = signature_of(verb)
        self._shell = shell
        self._note = note

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        shell = self._shell
        with shell.lock:
            shell.sync()
            command = call(self.verb, args, kwargs, shell.context())
            pending = shell.begin(command)
        if not in_loop():
            return pending.wait()
        self._note(pending)
        return pending

    def __repr__(self) -> str:
        return f"<verb {self.__name__}: {VERBS[self.verb].sentence}>"


def in_loop() -> bool:
    """Does an event loop run here?"""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def verb_calls(shell: Shell, note: Callable[[Pending], object]) -> dict[str, VerbCall]:
    """Every verb by the name Python calls it; `note` is told of what is left under way."""
    return {NAMES.get(verb, verb): VerbCall(shell, verb, note) for verb in VERBS}


class ToolCall:
    """One tool, as Python calls it."""

    def __init__(self, shell: Shell, tool: Tool) -> None:
        self.__name__ = self.__qualname__ = tool.name
        self.__doc__ = "\n\n".join(filter(None, (tool.python, tool.sentence, tool.more)))
        self.tool = tool
        self._shell = shell

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.tool.call(self._shell, *args, **kwargs)

    def __repr__(self) -> str:
        return f"<tool {self.tool.name}: {self.tool.sentence}>"
