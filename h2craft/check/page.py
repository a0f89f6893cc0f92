"""One page for one client or for many: it holds everything, and works from a file.

Knows the documents that `--json` writes, and the page beside this file; nothing is fetched by it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_PAGE = Path(__file__).with_name("page.html")
_PLACE = "/*DATA*/"


def page(documents: Sequence[Mapping[str, Any]]) -> str:
    """The page of these documents, a column each, as HTML."""
    before, after = _PAGE.read_text("utf-8").split(_PLACE)
    return before + _embedded(documents) + after


def _embedded(documents: Sequence[Mapping[str, Any]]) -> str:
    """JSON that no parser of HTML takes for the end of its element, or the start of a comment."""
    text = json.dumps(list(documents), ensure_ascii=False, separators=(",", ":"))
    escapes = {
        "<": "\\u003c",
        ">": "\\u003e",
        "&": "\\u0026",
        "\u2028": "\\u2028",
        "\u2029": "\\u2029",
    }
    return text.translate({ord(one): escape for one, escape in escapes.items()})
