"""Whether the fields a client's application has seen are those of our answers. Knows words only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from h2craft.judge.answer import Answer
from h2craft.judge.claim import is_same
from h2craft.judge.evidence import Result

SET_COOKIE = "set-cookie"
OUR_OWN = "x-"
"""Fields nobody has a reason to hide from an application begin so."""


def strange_fields(results: Iterable[Result], answers: Sequence[Answer]) -> str:
    """What is wrong with them, in words; empty for nothing, and where nothing is told of them."""
    for result in results:
        if not result.ok or result.fields is None:
            continue
        asked = [one for one in answers if one.begun and is_same(result, one)]
        troubles = [difference(result.fields, one.fields) for one in asked]
        if troubles and all(troubles):
            return troubles[0]
    return ""


def difference(told: Iterable[tuple[str, str]], sent: Iterable[tuple[bytes, bytes]]) -> str:
    """The first field that is not as it was sent, and how.

    Several values may be told as a list, but not those of set-cookie (RFC 9110 5.3). Values with
    obs-text are left out, and so is what a client does not show, unless its name begins with x-.
    """
    seen = _by_name((name.lower(), value) for name, value in told)
    wanted = _by_name(
        (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in sent
    )
    for name, values in wanted.items():
        if not all(value.isascii() for value in values):
            continue
        shown = seen.get(name)
        if shown is None:
            if name.startswith(OUR_OWN):
                return f"{name} is not shown"
        elif name == SET_COOKIE and len(shown) != len(values):
            return f"{len(values)} set-cookie fields are shown as {len(shown)}"
        elif _listed(shown) != _listed(values):
            return f"{name} has another value"
    return ""


def _by_name(fields: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    named: dict[str, list[str]] = {}
    for name, value in fields:
        named.setdefault(name, []).append(value)
    return named


def _listed(values: Iterable[str]) -> str:
    """As one value, whatever blanks stand between."""
    return "".join(",".join(values).split())
