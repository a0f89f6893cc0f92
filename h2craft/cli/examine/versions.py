"""A version and the range it is to be in, as a package's metadata has them. Knows no package.

Only what is written in requirements like `h2>=4.4.1,<4.5` is understood, on purpose: the program
does without a library for the rest of it.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

OPERATORS: dict[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
    "!=": operator.ne,
}
_BOUND = re.compile(r"(>=|<=|==|!=|>|<)\s*([0-9][0-9.]*)$")
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*(?:\[[^\]]*\])?\s*([^;]*?)\s*(?:;\s*(.*))?$")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A package, the range of its versions as text, and under which condition it is wanted."""

    name: str
    range: str
    marker: str = ""


def wanted(requirement: str) -> Wanted:
    """One line of a package's metadata. ValueError for what is none."""
    found = _REQUIREMENT.match(requirement.strip())
    if found is None:
        raise ValueError(f"{requirement!r} is no requirement")
    bounds = sorted((one.strip() for one in found[2].split(",")), reverse=True)
    return Wanted(found[1], ", ".join(filter(None, bounds)), found[3] or "")


def within(version: str, bounds: str) -> bool:
    """Whether the version is in the range. ValueError for a bound that is not understood."""
    return all(_meets(_numbers(version), one.strip()) for one in bounds.split(",") if one.strip())


def _meets(numbers: tuple[int, ...], bound: str) -> bool:
    found = _BOUND.match(bound)
    if found is None:
        raise ValueError(f"{bound!r} is no bound of a version")
    other = _numbers(found[2])
    length = max(len(numbers), len(other))
    return OPERATORS[found[1]](_filled(numbers, length), _filled(other, length))


def _numbers(version: str) -> tuple[int, ...]:
    """The release, without what comes after it: 4.4.1 of 4.4.1.post2."""
    found = re.match(r"[0-9]+(\.[0-9]+)*", version)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def _filled(numbers: tuple[int, ...], length: int) -> tuple[int, ...]:
    return numbers + (0,) * (length - len(numbers))
