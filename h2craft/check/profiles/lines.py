"""What the drivers print, read: a JSON object a request becomes a Result. Pure.

A line that is not such an object is somebody else's: it is passed over. Keys: `n` (the request's
number, from 0), `ok`, `status`, `length`, `body` (its beginning, hexadecimal), `error`, `fields`
and `trailers` (lists of pairs, octets as Latin-1), `informational` (statuses).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from h2craft.judge import Result

Pairs = tuple[tuple[str, str], ...]


def results(text: bytes) -> tuple[Result, ...]:
    """Of each request that was told of, in the order they were made. What was told last counts."""
    told = {one["n"]: one for one in _objects(text, "n") if isinstance(one["n"], int)}
    return tuple(_result(told[number]) for number in sorted(told))


def version(text: bytes) -> tuple[str, str]:
    """What the driver calls the client, and its engine; empty where it does not say."""
    for one in _objects(text, "version"):
        said = one["version"]
        if isinstance(said, Mapping):
            return str(said.get("client") or ""), str(said.get("engine") or "")
    return "", ""


def _objects(text: bytes, key: str) -> Iterator[Mapping[str, Any]]:
    for line in text.splitlines():
        if not line.startswith(b"{"):
            continue
        try:
            found = json.loads(line.decode("utf-8", "replace"), strict=False)
        except ValueError:
            continue  # cut off, or not ours
        if isinstance(found, dict) and key in found:
            yield found


def _result(told: Mapping[str, Any]) -> Result:
    return Result(
        ok=bool(told.get("ok")),
        status=_number(told.get("status")),
        body=_octets(told.get("body")),
        length=_number(told.get("length")),
        error=str(told.get("error") or ""),
        fields=_pairs(told.get("fields")),
        trailers=_pairs(told.get("trailers")),
        informational=_numbers(told.get("informational")),
    )


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) else None


def _numbers(value: Any) -> tuple[int, ...] | None:
    if not isinstance(value, list):
        return None
    return tuple(int(one) for one in value if isinstance(one, int | float))


def _octets(value: Any) -> bytes | None:
    if not isinstance(value, str):
        return None
    try:
        return bytes.fromhex(value)
    except ValueError:
        return None


def _pairs(value: Any) -> Pairs | None:
    if not isinstance(value, list):
        return None
    return tuple(_lowered(value))


def _lowered(value: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for one in value:
        if isinstance(one, list) and len(one) == 2:
            yield str(one[0]).lower(), str(one[1])
