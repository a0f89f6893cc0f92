"""A conformance case as its file describes it, and all there are. Runs none of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from h2craft.judge.conditions import Condition, parse_expect
from h2craft.judge.errors import CaseError
from h2craft.judge.needs import parse_needs
from h2craft.judge.shape import Shape
from h2craft.judge.verdicts import Verdict, parse_verdicts
from h2craft.scenario import (
    Entry,
    ScenarioError,
    read_entry,
    read_source,
    scenario_files,
    shipped_folder,
)

FOLDERS: Mapping[str, str] = {
    "interop": "A",
    "violations": "B",
    "abuse": "C",
    "semantics": "D",
    "passive": "E",
}
"""Where the cases of each group lie among the scenarios."""

SERVES = frozenset(("tls", "alpn", "cipher", "cert", "speak", "auth"))
_ID = re.compile(r"(?:[ACDE]|\d{4})(?:/[a-z0-9.-]+){1,2}")
_VARIANT = re.compile(r"[a-z0-9][a-z0-9.-]*")
_MARKED = re.compile(r"\bviolation\b|\bVIOLATION\b")
_ONCE = frozenset(("Case", "Level", "Requires", "Needs", "Strict", "Lenient", "Variants", "Serve"))


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case.

    id        as in the catalogue, "9113/6.1/data-stream-0"
    group     "A" to "E"
    section   of RFC 9113, or beginning with another RFC's number ("7541 4.2")
    level     "MUST", "SHOULD NOT", "rob", "7540" ...
    star      it is among those that matter most to authors of clients
    requires  the requirement, in our own words
    text      what happens, and what a good client does
    shape     which requests it is made for
    strict    what is a pass; `lenient` what is accepted beyond that
    expects   what must hold besides
    variants  each is a run of its own, with `?variant=NAME`; empty for a case without any
    serve     what the listener itself must be, by name: "tls", "alpn", "cipher", "cert" ...;
              `served` says it for one variant
    marked    its script marks where what the case is about begins
    """

    id: str
    group: str
    section: str
    level: str
    star: bool
    title: str
    requires: str
    text: str
    shape: Shape
    strict: tuple[Verdict, ...]
    lenient: tuple[Verdict, ...] = ()
    expects: tuple[Condition, ...] = ()
    variants: tuple[str, ...] = ()
    serve: Mapping[str, str] = field(default_factory=dict)
    marked: bool = False
    file: Path
    entry: Entry

    @property
    def tags(self) -> tuple[str, ...]:
        return self.entry.tags

    def served(self, variant: str = "") -> dict[str, str]:
        """What the listener must be for this variant: of "1.2|1.3" the value in its place."""
        place = self.variants.index(variant) if variant in self.variants else 0
        values = {name: value.split("|") for name, value in self.serve.items()}
        return {name: choice[min(place, len(choice) - 1)] for name, choice in values.items()}

    @cached_property
    def order(self) -> tuple[object, ...]:
        """By group, then by section, as the catalogue has them."""
        first, *rest = self.id.split("/")
        rfc = 0 if first in _LETTERS or first == "9113" else int(first)
        return self.group, rfc, *([_natural(part) for part in rest])


def read_case(entry: Entry) -> Case | None:
    """The case in this file; None where it is a scenario and no case. CaseError where what it
    says of itself cannot be understood."""
    if not entry.case:
        return None
    try:
        return _read(entry)
    except CaseError as error:
        where = f"{entry.group}/{entry.file.name}" if entry.group else entry.file.name
        raise CaseError(f"{where}: {error}") from None


def cases(folder: Path | None = None, *, unread: list[CaseError] | None = None) -> list[Case]:
    """All in a library folder (those that are shipped, where none is given), in the catalogue's
    order. CaseError where one cannot be understood; a list of the `unread` takes it instead."""
    found = []
    for group, file in scenario_files(folder or shipped_folder()):
        if group not in FOLDERS:
            continue
        entry = read_entry(file, group=group, shipped=folder is None)
        try:
            if entry.trouble and not entry.case:  # it may be one, and nobody can tell
                raise CaseError(f"{group}/{file.name}: {entry.trouble}")
            case = read_case(entry)
        except CaseError as error:
            if unread is None:
                raise
            unread.append(error)
            continue
        if case is not None:
            found.append(case)
    return sorted(found, key=lambda case: case.order)


def _read(entry: Entry) -> Case:
    said = _once(entry)
    if entry.trouble:
        raise CaseError(entry.trouble)
    if not _ID.fullmatch(entry.case):
        raise CaseError(f"Case: {entry.case!r} is no id")
    for label in ("Level", "Requires", "Strict"):
        if not said.get(label):
            raise CaseError(f"there is no {label}:")
    if not entry.sections:
        raise CaseError("no section of an RFC is named")
    first = entry.case.partition("/")[0]
    return Case(
        id=entry.case,
        group=first if first in _LETTERS else "B",
        section=_section(entry),
        level=said["Level"],
        star="star" in entry.tags,
        title=entry.title,
        requires=said["Requires"],
        text=entry.text,
        shape=parse_needs(said.get("Needs", "")),
        strict=parse_verdicts(said["Strict"]),
        lenient=parse_verdicts(said.get("Lenient", "")),
        expects=tuple(parse_expect(value) for name, value in entry.labels if name == "Expect"),
        variants=_variants(said.get("Variants", "")),
        serve=_serve(said.get("Serve", "")),
        marked=_marks(entry),
        file=entry.file,
        entry=entry,
    )


_LETTERS = frozenset(("A", "C", "D", "E"))
_SECTION = re.compile(r"\d{1,2}(?:\.\d+)*")


def _section(entry: Entry) -> str:
    """By the id where it names one, else the first of those it rests on."""
    first, second, *_ = entry.case.split("/")
    if not _SECTION.fullmatch(second):
        return entry.sections[0].removeprefix("RFC ").removeprefix("9113 ")
    return second if first in _LETTERS or first == "9113" else f"{first} {second}"


def _once(entry: Entry) -> dict[str, str]:
    """The labels that come once, by name."""
    said: dict[str, str] = {}
    for label, value in entry.labels:
        if label in said and label in _ONCE:
            raise CaseError(f"{label}: comes twice")
        said[label] = value
    return said


def _variants(text: str) -> tuple[str, ...]:
    names = tuple(filter(None, (part.strip() for part in text.split(","))))
    for name in names:
        if not _VARIANT.fullmatch(name):
            raise CaseError(f"Variants: {name!r} is no name")
    if len(set(names)) < len(names):
        raise CaseError("Variants: one comes twice")
    return names


def _serve(text: str) -> dict[str, str]:
    serve: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, value = part.partition("=")
        if name not in SERVES or not value:
            there_are = ", ".join(sorted(SERVES))
            raise CaseError(f"Serve: {part!r} sets none of {there_are}")
        serve[name] = value
    return serve


def _marks(entry: Entry) -> bool:
    """Its code, below the docstring, speaks of the violation."""
    try:
        source = read_source(entry.file)
    except ScenarioError:
        return False
    _, _, code = source.partition('"""')[2].partition('"""')
    return _MARKED.search(code) is not None


def _natural(part: str) -> tuple[object, ...]:
    """Sections by number, before words; the baseline before all."""
    if part == "baseline":
        return (-1,)
    if re.fullmatch(r"\d+(\.\d+)*", part):
        return (0, *(int(number) for number in part.split(".")))
    return (1, part)
