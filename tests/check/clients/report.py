"""What the application sees of each request, as JSON. Knows no frame."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from exchange import Exchange
from fieldblocks import Field


def write(file: str, exchanges: Sequence[Exchange]) -> None:
    Path(file).write_text(json.dumps([_told(exchange) for exchange in exchanges]))


def _told(exchange: Exchange) -> dict[str, Any]:
    return {
        "ok": exchange.ok,
        "status": exchange.status or None,
        "body": exchange.body.decode("latin-1"),
        "length": exchange.length,
        "error": exchange.error,
        "fields": _text(exchange.fields),
        "trailers": _text(exchange.trailers),
        "informational": exchange.informational,
    }


def _text(fields: list[Field]) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in fields
        if name[:1] != b":"
    ]
