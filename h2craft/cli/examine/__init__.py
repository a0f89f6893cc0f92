"""What h2craft looks at on a machine, part by part. Makes and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from h2craft.cli.examine.found import Found, State

__all__ = ["PARTS", "Found", "State", "examined"]

PARTS: Mapping[str, str] = {
    "software": "software",
    "terminal": "terminal",
    "CA": "authority",
    "ports": "ports",
    "places": "places",
    "clients": "clients",
}
"""The parts, each with its module, which is imported when it is its turn."""


def examined(part: str) -> Iterator[Found]:
    """What is found out about a part."""
    module = import_module(f"h2craft.cli.examine.{PARTS[part]}")
    examine: Callable[[], Iterator[Found]] = module.examine
    return examine()
