"""The command line tools: curl, nghttp, h2load, wget2. What they are told, not what they say.

Knows their options; `h2craft.check.profiles.said` reads what comes of it.
"""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from h2craft.check.profiles import said
from h2craft.check.profiles.finding import Program
from h2craft.check.profiles.order import (
    ASTERISK,
    COOKIES,
    LIMIT_SECONDS,
    TWO_NAMES,
    other_name,
    total,
    wants,
)
from h2craft.check.profiles.profile import Command
from h2craft.judge import ClientRun, Shape
from h2craft.replay import Ran

DRIVERS = Path(__file__).parents[1] / "drivers"
REQUEST_BODY = "request-body"
KINDLY_SECONDS = 20
_BLOCK = b"0123456789abcdef" * 64


@dataclass(frozen=True, slots=True)
class Told:
    """What a tool is told of one run; `program` is its path."""

    program: str
    shape: Shape
    url: str
    cacert: str
    folder: Path

    @property
    def urls(self) -> tuple[str, ...]:
        """One for each request."""
        names = [self.url]
        if wants(self.shape, TWO_NAMES):
            names.append(other_name(self.url))
        return tuple(itertools.islice(itertools.cycle(names), total(self.shape)))

    @property
    def body(self) -> str:
        """The name of a file with the request's body; made here."""
        write_body(self.folder / REQUEST_BODY, self.shape.size)
        return REQUEST_BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A `Way` for a program with options of its own.

    told      its words for one run
    heard     what they come to
    says      patterns for the versions of the client and its engine in what `version` prints
    tells_exit  as in ClientRun
    """

    program: Program
    told: Callable[[Told], tuple[str, ...]]
    heard: Callable[[ClientRun, Path], ClientRun]
    says: tuple[str, str]
    version: tuple[str, ...] = ("--version",)

    def missing(self) -> str:
        return "" if self.program.find() else f"it is not installed: {self.program.install}"

    def prepare(self) -> str:
        return ""

    def built(self) -> bool:
        return True

    def versions(self) -> tuple[str, str]:
        text = output_of((str(self.program.find()), *self.version))
        client, engine = (re.search(pattern, text) for pattern in self.says)
        return said.named(client), said.named(engine)

    def command(self, shape: Shape, values: Mapping[str, str], folder: Path) -> Command:
        told = Told(
            str(self.program.find() or self.program.names[0]),
            shape,
            values["url"],
            values.get("cacert", ""),
            folder,
        )
        words = self.told(told)
        if shape.slow > 0:
            words = (sys.executable, str(DRIVERS / "slowly.py"), f"{shape.slow:g}", *words)
        return words, {"HOME": str(folder)}

    def read(self, run: ClientRun, ran: Ran, folder: Path) -> ClientRun:
        return self.heard(run, folder)


def output_of(words: tuple[str, ...], more: Mapping[str, str] | None = None) -> str:
    """What a program prints, `more` in its environment; empty where it cannot be asked. Blocks."""
    try:
        done = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=KINDLY_SECONDS,
            env={**os.environ, **(more or {})},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout + b"\n" + done.stderr).decode("utf-8", "replace")


def write_body(file: Path, size: int) -> None:
    """A file of this many octets; what is beyond a MiB of it takes no room and no time."""
    shown = min(size, 1 << 20)
    with file.open("wb") as out:
        out.write((_BLOCK * (shown // len(_BLOCK) + 1))[:shown])
        out.truncate(size)


def curl(told: Told) -> tuple[str, ...]:
    """Bodies go to files, one for each; standard output has a line for each request."""
    shape, alone = told.shape, total(told.shape) == 1
    words = [told.program, "-q", "-sS", "--max-time", str(LIMIT_SECONDS), "-w", said.CURL_WRITES]
    words += ["--cacert", told.cacert, "--http2"] if told.cacert else ["--http2-prior-knowledge"]
    if alone:
        words += ["-D", said.HEAD]
    if shape.parallel > 1:
        words += ["-Z", "--parallel-max", str(shape.parallel)]
    if wants(shape, COOKIES):
        words += ["-b", ""]
    if wants(shape, ASTERISK):
        words += ["--request-target", "*"]
    if shape.method == "HEAD":
        words.append("-I")
    elif shape.method != "GET":
        words += ["-X", shape.method]
    sends = ["-T", told.body] if shape.size else []
    for number, url in enumerate(told.urls):
        words += [*sends, "-o", said.body_name(number), url]
    return tuple(words)


def nghttp(told: Told) -> tuple[str, ...]:
    """Bodies go to standard output, which is a file: what it says of them comes after them."""
    shape = told.shape
    words = [told.program, "-s", "-t", str(LIMIT_SECONDS), "-m", str(total(shape))]
    if not shape.push:
        words.append("--no-push")
    if shape.size:
        words += ["-d", told.body]
    if shape.method != ("POST" if shape.size else "GET"):
        words += ["-H", f":method: {shape.method}"]
    # The shell leaves as soon as it has opened the file: the process is the client's.
    return ("sh", "-c", f'exec "$@" >{said.body_name(0)}', "nghttp", *words, told.url)


def h2load(told: Told) -> tuple[str, ...]:
    """It throws bodies away, and counts."""
    shape, limit = told.shape, str(LIMIT_SECONDS)
    words = [told.program, "-n", str(total(shape)), "-c", "1", "-m", str(shape.parallel)]
    words += ["-T", limit, "-N", limit, f"--log-file={said.LOG}"]
    if shape.size:
        words += ["-d", told.body]
    if shape.method != ("POST" if shape.size else "GET"):
        words += ["-H", f":method: {shape.method}"]
    return (*words, told.url)


def wget2(told: Told) -> tuple[str, ...]:
    """One request; whatever it is about, it is tried once."""
    shape = told.shape
    words = [told.program, "--no-config", "--no-hsts", "--no-hpkp", "--no-robots", "--no-netrc"]
    words += ["--tries=1", f"--timeout={LIMIT_SECONDS}", "--server-response"]
    words += [f"--ca-certificate={told.cacert}", "-O", said.body_name(0)]
    if shape.method == "HEAD":
        words.append("--spider")
    return (*words, told.url)
