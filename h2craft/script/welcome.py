"""What is served without a root. Placeholder until the next commit."""

from __future__ import annotations

from typing import Any


def main(request: Any, response: Any) -> Any:
    return "h2craft\n"
