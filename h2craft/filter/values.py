"""What stands after a key: numbers and ranges, names, text. Knows no reading.

Each function makes a test of a value; ValueError, in words, for a value that cannot be one. The
`Mismatch` of a list also says which item it was.
"""

from __future__ import annotations

import fnmatch
import re
import warnings
from collections.abc import Callable, Mapping
from itertools import chain
from typing import TypeVar

from h2craft.filter.errors import did_you_mean

Item = TypeVar("Item")
NumberTest = Callable[[float], bool]
TextTest = Callable[[str], bool]

_number = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,9})?").fullmatch
_compared = re.compile(r"(>=|<=|>|<|=)\s*(.*)", re.DOTALL).fullmatch
_status = re.compile(r"[0-9x]{3}").fullmatch


class Mismatch(ValueError):
    """One item of a value is wrong; `offset` and `length` say which part."""

    def __init__(self, message: str, offset: int, length: int) -> None:
        super().__init__(message)
        self.offset = offset
        self.length = length


def items(value: str) -> list[tuple[str, int]]:
    """The parts of a comma-separated list, each with its offset."""
    made, at = [], 0
    for part in value.split(","):
        made.append((part, at))
        at += len(part) + 1
    return made


def listed(value: str, read: Callable[[str], Item]) -> list[Item]:
    """Every item of a list as `read` makes it; Mismatch where it cannot."""
    made = []
    for part, offset in items(value):
        try:
            made.append(read(part))
        except ValueError as error:
            raise Mismatch(str(error), offset, len(part)) from None
    return made


def numbers(value: str) -> NumberTest:
    """`5`, `1,3`, `1..9`, `..9`, `1..`, `>5`, `>=5`, `<5`, `<=5`, and lists of them."""
    tests = listed(value, _number_test)
    if len(tests) == 1:
        return tests[0]
    return lambda number: any(test(number) for test in tests)


def _number_test(text: str) -> NumberTest:
    compared = _compared(text)
    if compared:
        return _COMPARISONS[compared[1]](_read_number(compared[2]))
    low, dots, high = text.partition("..")
    if not dots:
        return _equal(_read_number(text))
    if not low and not high:
        raise ValueError("a range needs a number before or after its dots")
    least = _read_number(low) if low else 0
    most = _read_number(high) if high else float("inf")
    return lambda number: least <= number <= most


def _read_number(text: str) -> float:
    plain = text.strip().replace("_", "")
    if not _number(plain):
        raise ValueError(f"{text!r} is not a number" if text else "a number is missing")
    return float(plain) if "." in plain else int(plain)


def _equal(wanted: float) -> NumberTest:
    return lambda number: number == wanted


_COMPARISONS: Mapping[str, Callable[[float], NumberTest]] = {
    ">": lambda wanted: lambda number: number > wanted,
    ">=": lambda wanted: lambda number: number >= wanted,
    "<": lambda wanted: lambda number: number < wanted,
    "<=": lambda wanted: lambda number: number <= wanted,
    "=": _equal,
}


def statuses(value: str) -> NumberTest:
    """As `numbers`, and `4xx` or `40x`."""
    tests = listed(value, _status_test)
    return lambda number: any(test(number) for test in tests)


def _status_test(text: str) -> NumberTest:
    if "x" not in text.lower():
        return _number_test(text)
    if not _status(text.lower()):
        raise ValueError(f"{text!r} is not a status: three digits, x for any of them")
    low, high = int(text.lower().replace("x", "0")), int(text.lower().replace("x", "9"))
    matches = re.compile(text.lower().replace("x", "[0-9]")).fullmatch
    return lambda number: low <= number <= high and matches(str(int(number))) is not None


def names(value: str, known: Mapping[str, Item], what: str) -> frozenset[Item]:
    """A list of names out of a table, in any case, with - for _, and `*` for any end or part."""

    def read(text: str) -> list[Item]:
        word = text.strip().lower().replace("-", "_")
        found = [word] if word in known else fnmatch.filter(known, word) if "*" in word else []
        if not found:
            raise ValueError(f"unknown {what} {text!r}{did_you_mean(word, known)}")
        return [known[name] for name in found]

    return frozenset(chain.from_iterable(listed(value, read)))


def regex(pattern: str) -> TextTest:
    """Does the pattern occur in a text, in any case. Mismatch where it is not one."""
    if not pattern:
        raise ValueError("a regular expression is missing after the tilde")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about patterns that may change their meaning
            search = re.compile(pattern, re.IGNORECASE).search
    except re.error as error:
        at = min(error.pos or 0, len(pattern) - 1)
        raise Mismatch(f"not a regular expression: {error.msg}", at, 1) from None
    except (OverflowError, RecursionError):
        raise ValueError("a regular expression too large for anybody") from None
    return lambda text: search(text) is not None


def substring(wanted: str) -> TextTest:
    """Does the word occur in a text, in any case."""
    folded = wanted.casefold()
    return lambda text: folded in text.casefold()
