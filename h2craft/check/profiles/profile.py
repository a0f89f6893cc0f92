"""What a client is that people use: where it is, how it is asked, how what it says is read.

Knows shapes of requests and what came of a process; no engine, no case.

A `Profile` is a `Client`. What is the same for all of them is here: whether it is installed, what
it cannot be asked for, its versions. The rest is in the profile's `Way`.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from h2craft.check.client import client_run
from h2craft.check.profiles.order import ASTERISK, PROXY, known
from h2craft.judge import ClientRun, Shape
from h2craft.replay import Ran

Command = tuple[tuple[str, ...], Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """What can be asked of a client, beside one GET.

    methods   it can be told to use; None: any
    body      octets can be sent
    several, parallel  requests one after the other, and at the same time
    push      it can be told to take pushes
    slow      its application can be told not to read
    extra     the free words of `order` that it understands
    h2c       it speaks HTTP/2 in cleartext

    For the words see `h2craft.check.profiles.order`
    """

    methods: frozenset[str] | None = None
    body: bool = True
    several: bool = True
    parallel: bool = True
    push: bool = False
    slow: bool = True
    extra: frozenset[str] = frozenset()
    h2c: bool = True


class Way(Protocol):
    """How a client is started and understood."""

    def missing(self) -> str:
        """What is not here and how it gets here; empty where all is."""
        ...

    def prepare(self) -> str:
        """Build what has to be built, once; blocks. Why it can't be, or nothing."""
        ...

    def built(self) -> bool:
        """Whether nothing has to be built before it can be started."""
        ...

    def versions(self) -> tuple[str, str]:
        """Of the client, and of its engine; blocks as long as `curl --version` takes."""
        ...

    def command(self, shape: Shape, values: Mapping[str, str], folder: Path) -> Command:
        """See `Client.words`."""
        ...

    def read(self, run: ClientRun, ran: Ran, folder: Path) -> ClientRun:
        """`run` is what is known of any process."""
        ...


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A client people use. See `Client` for what its methods are for.

    name     by which it is asked for, "curl"
    engine   whose HTTP/2 code it is: clients with the same one mostly react alike
    about    what it is, in a few words
    weight   how many light clients (curl) one of it is as heavy as
    seconds  what one start of it takes on an idle core, about
    """

    name: str
    engine: str
    about: str
    way: Way
    ability: Ability = field(default_factory=Ability)
    weight: int = 1
    seconds: float = 0.1

    def missing(self) -> str:
        """What is not installed, and how that is done; empty where it is all here."""
        return self.way.missing()

    def prepare(self) -> str:
        """Build its driver, where it has one that is built; blocks. Why it can't be, or nothing."""
        return self.missing() or self.way.prepare()

    def built(self) -> bool:
        """Whether nothing has to be built any more: `version` then answers within seconds."""
        return not self.missing() and self.way.built()

    @functools.cached_property
    def versions(self) -> tuple[str, str]:
        """Of the client and of its engine, as "curl 7.88.1" and "nghttp2 1.52.0"."""
        if self.missing():
            return "", ""
        client, engine = self.way.versions()
        return client or self.name, engine or self.engine

    @property
    def version(self) -> str:
        """Both, in one: "curl 7.88.1 (nghttp2 1.52.0)"."""
        client, engine = self.versions
        return f"{client} ({engine})" if client and engine and engine != client else client

    def can(self, shape: Shape) -> str:
        """Empty, or what it cannot do: "curl cannot send trailers"."""
        lack = _lack(self.ability, shape)
        return f"{self.name} cannot {lack}" if lack else ""

    def words(self, shape: Shape, values: Mapping[str, str], folder: Path) -> Command:
        return self.way.command(shape, values, folder)

    def place(self, folder: Path) -> Path:
        return folder

    def read(self, ran: Ran, folder: Path) -> ClientRun:
        return self.way.read(client_run(ran), ran, folder)


def _lack(ability: Ability, shape: Shape) -> str:
    """The first thing of the shape it has no way to do."""
    methods = ability.methods
    tests: tuple[tuple[bool, str], ...] = (
        (methods is not None and shape.method not in methods, f"be told to use {shape.method}"),
        (shape.size > 0 and not ability.body, "send a body"),
        (_in_turn(shape) and not ability.several, "make one request after the other"),
        (shape.parallel > 1 and not ability.parallel, "make requests at the same time"),
        (shape.push and not ability.push, "be told to take pushes"),
        (shape.slow > 0 and not ability.slow, "be told not to read"),
    )
    for lacking, text in tests:
        if lacking:
            return text
    for said in shape.extra:
        if known(said) not in ability.extra:
            return _EXTRA.get(known(said), f"be asked for {said}")
    return ""


def _in_turn(shape: Shape) -> bool:
    """Some of them wait for others: one by one, or twelve of which four are under way."""
    return shape.requests > shape.parallel


_EXTRA = {
    "cookies": "keep cookies",
    "trailers": "send trailers",
    "two names": "be asked for two host names",
    PROXY: "use an HTTP/2 proxy",
    ASTERISK: "ask for *",
}
