"""Makes `from wptserve.utils import ...` work in scripts where wptserve is not installed.

A finder at the end of the import path, so an installed wptserve always wins, and nothing is in
sys.modules before a script asks.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from h2craft.script.errors import HTTPException
from h2craft.script.stash import StashError


def isomorphic_decode(s: str | bytes) -> str:
    """str of the same Latin-1 characters. Raises TypeError for what is neither."""
    if isinstance(s, str):
        return s
    if isinstance(s, bytes):
        return s.decode("latin-1")
    raise TypeError(f"expected str or bytes, not {s!r}")


def isomorphic_encode(s: str | bytes) -> bytes:
    """Latin-1 octets. Raises TypeError for what is neither, UnicodeEncodeError for the rest."""
    if isinstance(s, bytes):
        return s
    if isinstance(s, str):
        return s.encode("latin-1")
    raise TypeError(f"expected str or bytes, not {s!r}")


def json_handler(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Decorates a `main` so that what it returns is sent as JSON."""

    def main(request: Any, response: Any) -> Any:
        value = function(request, response)
        response.headers.set("Content-Type", "application/json")
        text = json.dumps(value[-1] if isinstance(value, tuple) else value)
        response.headers.set("Content-Length", len(text))
        return (*value[:-1], text) if isinstance(value, tuple) else text

    return main


def handler(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Decorates a `main`; here it is one without."""
    return function


_MODULES: dict[str, dict[str, Any]] = {
    "wptserve": {"__path__": []},
    "wptserve.utils": {
        "HTTPException": HTTPException,
        "isomorphic_decode": isomorphic_decode,
        "isomorphic_encode": isomorphic_encode,
    },
    "wptserve.handlers": {
        "HTTPException": HTTPException,
        "handler": handler,
        "json_handler": json_handler,
    },
    "wptserve.stash": {"StashError": StashError},
}
_OURS = "made by h2craft"


class _WptserveFinder(MetaPathFinder, Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in _MODULES:
            return None
        parent = sys.modules.get("wptserve")
        if parent is not None and getattr(parent.__spec__, "origin", None) != _OURS:
            return None  # an installed one without that module: not ours to complete
        package = "__path__" in _MODULES[fullname]
        return ModuleSpec(fullname, self, origin=_OURS, is_package=package)

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        vars(module).update(_MODULES[module.__name__])


_FINDER = _WptserveFinder()


def install() -> None:
    """Let scripts import wptserve. Calling it again changes nothing."""
    if _FINDER not in sys.meta_path:
        sys.meta_path.append(_FINDER)


def uninstall() -> None:
    """Take it back, for whoever runs h2craft inside a larger program."""
    if _FINDER in sys.meta_path:
        sys.meta_path.remove(_FINDER)
    for name in _MODULES:
        module = sys.modules.get(name)
        if module is not None and getattr(module.__spec__, "origin", None) == _OURS:
            del sys.modules[name]


def is_http_exception(error: BaseException) -> bool:
    """Whether it is an HTTPException, ours or that of an installed wptserve."""
    installed = getattr(sys.modules.get("wptserve.utils"), "HTTPException", HTTPException)
    return isinstance(error, HTTPException | installed)
