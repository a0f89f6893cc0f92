"""Which cases are meant: by pattern, group and tag. Knows ids and words; runs nothing.

A pattern is an id ("9113/6.1/data-stream-0"), a part of one between slashes ("6.1", "padded-data",
"A/6.1"), or holds the wildcards of a shell: `*` and `?` (a slash is nothing special to them) and
`[...]`. The ids of group B begin with the RFC's number; "B/9113/6.1" means them as well.
"""

from __future__ import annotations

import difflib
import fnmatch
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

GROUPS = ("A", "B", "C", "D", "E")
NEAR = 3
_WILD = frozenset("*?[")


class Listed(Protocol):
    """What can be chosen: a case, or a passive check."""

    @property
    def id(self) -> str: ...

    @property
    def star(self) -> bool: ...


One = TypeVar("One", bound=Listed)


class NoSuchCase(ValueError):
    """A pattern matches none; says which one, and what is near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is wanted; where nothing is said, everything is."""

    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def of(
        self,
        listed: Sequence[One],
        group: Callable[[One], str],
        tags: Callable[[One], Iterable[str]],
    ) -> list[One]:
        """Those that are meant. NoSuchCase where a pattern, or all of it, means none."""
        names = {one.id: group(one) for one in listed}
        for pattern in (*self.only, *self.skip):
            if not any(matches(pattern, name, names[name]) for name in names):
                raise NoSuchCase(f"no case matches {pattern!r}{_near(pattern, list(names))}")
        found = [one for one in listed if self._means(one.id, group(one), set(tags(one)))]
        if not found:
            raise NoSuchCase("no case is left: each option matches some, and no case matches all")
        return found

    def _means(self, name: str, group: str, tags: set[str]) -> bool:
        return (
            (not self.groups or group in self.groups)
            and tags.issuperset(self.tags)
            and (not self.only or any(matches(one, name, group) for one in self.only))
            and not any(matches(one, name, group) for one in self.skip)
        )


def matches(pattern: str, name: str, group: str = "") -> bool:
    """Whether the pattern means this id."""
    wanted = pattern.strip("/").lower()
    names = {name.lower(), f"{group}/{name}".lower()}
    if _WILD.isdisjoint(wanted):
        return any(f"/{wanted}/" in f"/{one}/" for one in names)
    return any(fnmatch.fnmatchcase(one, wanted) for one in names)


def _near(pattern: str, names: Sequence[str]) -> str:
    lasts = {name.rpartition("/")[2]: name for name in names}
    plain = pattern.strip("*/").lower()
    inside = [name for name in names if plain and plain in name.lower()]
    near = inside or difflib.get_close_matches(plain, names, n=NEAR, cutoff=0.6)
    near = near or [lasts[one] for one in difflib.get_close_matches(plain, lasts, n=NEAR)]
    if inside and len(inside) > NEAR:
        return f"; {len(inside)} have it inside a word: try '*{plain}*'"
    return f"; did you mean {' or '.join(near)}?" if near else "; --list shows them all"
