"""The tools of the prompt by their names: words that look, aim, keep or help, and send nothing.

Data only; each room beside this one has the tools of one kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from h2craft.repl.tools.tool import Shown, Told, Tool

TOOLS: Mapping[str, Tool] = MappingProxyType({})
"""Every tool by its name, in the order help shows them."""

__all__ = ["TOOLS", "Shown", "Told", "Tool"]
