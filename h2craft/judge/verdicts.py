"""The vocabulary of verdicts: what a case wants of a client. Knows words; judges nothing.

    OK          success, the body right, no RST_STREAM, no GOAWAY with an error, PING answered
    CE(X|Y)     a connection error of one of these types, or CE(any)
    SE(X|Y)     a stream error of one of these types, or SE(any)
    NOTOK       the request is not reported as a success; the wire is free
    ANY         whatever it likes, but no hang and no crash
    BOUND       it stays within a budget: BOUND(mem=64, cpu=20, time=30, amp=2)

Several are joined by " or ".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from enum import StrEnum

from h2craft.judge.errors import CaseError
from h2craft.wire import error_code_name, parse_error_code

MEBI = 1 << 20


class Want(StrEnum):
    """The words."""

    OK = "OK"
    CE = "CE"
    SE = "SE"
    NOTOK = "NOTOK"
    ANY = "ANY"
    BOUND = "BOUND"


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a client may take while it is abused.

    mem   growth of its resident memory, MiB
    cpu   seconds of processor time
    time  seconds from its start to its end
    amp   octets it sends for each it gets; what it sends as requests and their bodies left out
    """

    mem: float = 64.0
    cpu: float = 20.0
    time: float = 30.0
    amp: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One word of the vocabulary. `codes` None: any; `budget` is there for BOUND only."""

    want: Want
    codes: frozenset[int] | None = None
    budget: Budget | None = None

    def takes(self, code: int) -> bool:
        return self.codes is None or code in self.codes

    def __str__(self) -> str:
        if self.want in (Want.CE, Want.SE):
            names = "any" if self.codes is None else code_names(self.codes)
            return f"{self.want}({names})"
        return str(self.want)


def code_names(codes: frozenset[int], joined: str = "|") -> str:
    return joined.join(error_code_name(code) for code in sorted(codes))


_OR = re.compile(r"\s+or\s+(?![^(]*\))")
_WORD = re.compile(r"([A-Z]+)(?:\((.*)\))?")
_CODE_PARTS = re.compile(r"\s*\|\s*|\s+or\s+")
_BUDGET = frozenset(one.name for one in fields(Budget))


def parse_verdicts(text: str) -> tuple[Verdict, ...]:
    """The verdicts of a `Strict:` or `Lenient:` line. CaseError where it cannot be read."""
    return tuple(_verdict(part) for part in _OR.split(text.strip()) if part)


def _verdict(text: str) -> Verdict:
    found = _WORD.fullmatch(text.strip())
    if found is None or found[1] not in Want.__members__:
        there_are = ", ".join(Want)
        raise CaseError(f"{text!r} is no verdict: there are {there_are}")
    want, inside = Want(found[1]), found[2]
    if want in (Want.CE, Want.SE):
        return Verdict(want=want, codes=_codes(text, inside))
    if want is Want.BOUND:
        return Verdict(want=want, budget=_budget(inside or ""))
    if inside:
        raise CaseError(f"{want} takes nothing in brackets: {text!r}")
    return Verdict(want=want)


def _codes(text: str, inside: str | None) -> frozenset[int] | None:
    if not inside:
        raise CaseError(f"{text!r} needs an error code: CE(PROTOCOL_ERROR), or CE(any)")
    if inside.strip().lower() == "any":
        return None
    try:
        return frozenset(parse_error_code(part) for part in _CODE_PARTS.split(inside.strip()))
    except ValueError as error:
        raise CaseError(f"{text!r}: {error}") from None


def _budget(inside: str) -> Budget:
    values: dict[str, float] = {}
    for part in filter(None, (one.strip() for one in inside.split(","))):
        name, _, value = part.partition("=")
        try:
            values[name] = float(value)
        except ValueError:
            raise CaseError(f"BOUND({inside}): {part!r} is not name=number") from None
        if name not in _BUDGET or not 0 <= values[name] < float("inf"):
            there_are = ", ".join(sorted(_BUDGET))
            raise CaseError(f"BOUND({inside}): {part!r} sets none of {there_are}")
    return Budget(**values)
