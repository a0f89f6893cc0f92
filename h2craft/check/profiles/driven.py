"""Clients that are libraries: a driver asks with them, one program for each language.

Knows how drivers are told (`order`) and what they print (`lines`); what is built is built once,
into a folder of its own (`building`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from h2craft.check.profiles import lines
from h2craft.check.profiles.finding import Thing
from h2craft.check.profiles.order import order, other_name
from h2craft.check.profiles.profile import Command
from h2craft.check.profiles.tools import DRIVERS, output_of
from h2craft.judge import ClientRun, Shape
from h2craft.replay import Ran

Found = Mapping[str, Path]
NO_BUILD: Callable[[Found], str] = lambda found: ""  # noqa: E731
BUILT: Callable[[Found], bool] = lambda found: True  # noqa: E731


@dataclass(frozen=True, slots=True, kw_only=True)
class Driven:
    """A `Way` for a driver.

    needs     what has to be here, by name
    start     the words that start the driver, of where those things are
    build     builds it, and says why that can't be; blocks
    is_built  whether that was done already
    versions_of  of client and engine, without starting anything; otherwise the driver is asked
    environment  for the driver
    by_name   it cannot check a certificate for an address: it is told localhost
    """

    needs: Mapping[str, Thing]
    start: Callable[[Found], tuple[str, ...]]
    build: Callable[[Found], str] = NO_BUILD
    is_built: Callable[[Found], bool] = BUILT
    versions_of: Callable[[Found], tuple[str, str]] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    by_name: bool = False

    def missing(self) -> str:
        lacking = [one.install for one in self.needs.values() if one.find() is None]
        return f"it is not installed: {'; '.join(dict.fromkeys(lacking))}" if lacking else ""

    def prepare(self) -> str:
        return self.build(self._found())

    def built(self) -> bool:
        return self.is_built(self._found())

    def versions(self) -> tuple[str, str]:
        found = self._found()
        if self.versions_of is not None:
            return self.versions_of(found)
        if self.build(found):
            return "", ""
        words = (*self.start(found), "version")
        text = output_of(words, self.environment)
        return lines.version(text.encode())

    def command(self, shape: Shape, values: Mapping[str, str], folder: Path) -> Command:
        if self.by_name:
            values = {**values, "url": other_name(values["url"])}
        words = (*self.start(self._found()), *order(shape, values))
        return words, {"HOME": str(folder), **self.environment}

    def read(self, run: ClientRun, ran: Ran, folder: Path) -> ClientRun:
        """A driver that ended before it could tell of a request says nothing of it."""
        return replace(run, tells_body=False, results=lines.results(run.stdout) or None)

    def _found(self) -> dict[str, Path]:
        found = {name: one.find() for name, one in self.needs.items()}
        return {name: place for name, place in found.items() if place is not None}


def driver(name: str) -> str:
    """The path of a file of the drivers."""
    return str(DRIVERS / name)
