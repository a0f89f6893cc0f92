"""A client that can be started for a case: what it can do, how it is started, what it has said.

Knows shapes of requests and what came of a process; no engine, no case. `CommandClient` is any
command line; the clients people use are in `h2craft.check.profiles`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from h2craft.check.words import BODY, SEVERAL, Words, values_for
from h2craft.judge import ClientRun, Shape
from h2craft.replay import Ran, has_started
from h2craft.wire import escape

BODY_FILE = "body"
BODY_OCTET = b"b"


class Client(Protocol):
    """What the suite asks of a client. Its methods are called on the suite's loop: they do not
    block for longer than it takes to write a file.

    name     as it is called in reports, "curl"
    version  "curl 7.88.1 (nghttp2 1.52.0)"; empty where nobody knows
    weight   how many light clients (curl) one of it is as heavy as: 4 for a browser
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def weight(self) -> int: ...

    def can(self, shape: Shape) -> str:
        """Empty where it can make such requests, or what is missing: "the command has no {size}".

        A client that is asked for `push` says whether it can be *told* to take pushes; the suite
        finds out by itself whether it leaves push on anyway, and asks again without.
        """
        ...

    def words(
        self, shape: Shape, values: Mapping[str, str], folder: Path
    ) -> tuple[tuple[str, ...], Mapping[str, str]]:
        """The command for one run, and what is to be added to its environment.

        `values` are url, base, cacert (empty in cleartext), host and port; `folder` is empty, and
        the run's own.
        """
        ...

    def place(self, folder: Path) -> Path:
        """Where its process is started: in that folder, or somewhere else."""
        ...

    def read(self, ran: Ran, folder: Path) -> ClientRun:
        """What came of it, for the judge."""
        ...


class CommandClient:
    """A command line with placeholders. ScenarioError where one of them is not known."""

    def __init__(self, words: Sequence[str], *, name: str = "", version: str = "") -> None:
        self._words = Words(words)
        self.name = name or escape(Path(words[0]).name)
        self.version = version
        self.weight = 1

    @property
    def takes_url(self) -> bool:
        """There is a placeholder by which it learns where to ask."""
        return not self._words.names.isdisjoint({"url", "base", "host", "port", SEVERAL})

    def can(self, shape: Shape) -> str:
        names = self._words.names
        several = {"requests", SEVERAL}
        needs = (
            (shape.size > 0, {"size", BODY}, "size"),
            (shape.method not in ("GET", "POST"), {"method"}, "method"),
            (shape.requests > 1, several, "requests"),
            (shape.parallel > 1, {"parallel"}, "parallel"),
            (shape.push, {"push"}, "push"),
            (shape.slow > 0, {"slow"}, "slow"),
        )
        for wanted, any_of, name in needs:
            if wanted and names.isdisjoint(any_of):
                return f"the command has no {{{name}}}"
        if shape.extra:
            return f"no placeholder asks for {' and '.join(shape.extra)}"
        return ""

    def words(
        self, shape: Shape, values: Mapping[str, str], folder: Path
    ) -> tuple[tuple[str, ...], Mapping[str, str]]:
        body = folder / BODY_FILE
        if shape.size and BODY in self._words.names:
            body.write_bytes(BODY_OCTET * shape.size)
        return self._words.filled(values_for(shape, values, str(body))), {}

    def place(self, folder: Path) -> Path:
        """Where the caller is: the words may name files."""
        return Path.cwd()

    def read(self, ran: Ran, folder: Path) -> ClientRun:
        return client_run(ran)


def client_run(ran: Ran) -> ClientRun:
    """What is known of any process: no results, and nothing measured."""
    return ClientRun(
        words=ran.words,
        started=has_started(ran),
        status=ran.status,
        signal="" if ran.timed_out else ran.signal,
        timed_out=ran.timed_out,
        seconds=ran.seconds,
        trouble=ran.trouble,
        stdout=ran.stdout,
        stderr=ran.stderr,
        lost=ran.lost,
    )


def without_push(shape: Shape) -> Shape:
    """The same for a client that takes pushes without being told."""
    return replace(shape, push=False)
