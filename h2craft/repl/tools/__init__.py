"""The tools of the prompt by their names: words that look, aim, keep or help.

Data only; each room beside this one has the tools of one kind. None of them prints: what there is
to see is what they return.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from h2craft.repl.tools.aiming import AIMING
from h2craft.repl.tools.asking import ASKING
from h2craft.repl.tools.exporting import EXPORTING
from h2craft.repl.tools.helping import HELPING
from h2craft.repl.tools.holding import HOLDING
from h2craft.repl.tools.keeping import KEEPING
from h2craft.repl.tools.library import LIBRARY
from h2craft.repl.tools.records import RECORDS
from h2craft.repl.tools.replaying import REPLAYING
from h2craft.repl.tools.showing import SHOWING
from h2craft.repl.tools.sourcing import SOURCING
from h2craft.repl.tools.state import STATE
from h2craft.repl.tools.tool import Shown, Told, Tool, ToolError

_LOOKING = (*SHOWING[:1], *RECORDS, *STATE, *HOLDING)
_REPEATING = (*KEEPING, *EXPORTING, *LIBRARY, *REPLAYING)
_DOING = (*SHOWING[1:], *ASKING, *AIMING, *_REPEATING, *SOURCING, *HELPING)

TOOLS: Mapping[str, Tool] = MappingProxyType({tool.name: tool for tool in (*_LOOKING, *_DOING)})
"""Every tool by its name, in the order help shows them."""

__all__ = ["TOOLS", "Shown", "Told", "Tool", "ToolError"]
