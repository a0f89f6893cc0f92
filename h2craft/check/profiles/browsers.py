"""Chromium and Firefox, each run with a browser of its own. How they are found and started."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from h2craft.check.profiles import lines
from h2craft.check.profiles.building import cache
from h2craft.check.profiles.driven import driver
from h2craft.check.profiles.finding import Program
from h2craft.check.profiles.order import order
from h2craft.check.profiles.profile import Command
from h2craft.check.profiles.tools import output_of
from h2craft.judge import ClientRun, Shape
from h2craft.replay import Ran

CERTUTIL = Program(("certutil",), "apt install libnss3-tools")


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """A `Way` for a browser: a Python program starts it and speaks to it.

    file     of the drivers
    says     a pattern for its version in what `--version` prints
    """

    program: Program
    file: str
    says: str

    def missing(self) -> str:
        for one in (self.program, CERTUTIL):
            if one.find() is None:
                return f"it is not installed: {one.install}"
        return ""

    def prepare(self) -> str:
        return ""

    def built(self) -> bool:
        return True

    def versions(self) -> tuple[str, str]:
        found = re.search(self.says, output_of((str(self.program.find()), "--version")))
        version = " ".join(found.groups()) if found else ""
        return version, version

    def command(self, shape: Shape, values: Mapping[str, str], folder: Path) -> Command:
        program = self.program.find() or Path(self.program.names[0])
        trusting = str(home(values.get("cacert", "")))
        words = (sys.executable, driver(self.file), str(program), trusting)
        return (*words, *order(shape, values)), {}

    def read(self, run: ClientRun, ran: Ran, folder: Path) -> ClientRun:
        return replace(run, tells_body=False, results=lines.results(run.stdout) or None)


def home(cacert: str) -> Path:
    """A folder that is a browser's home: it trusts that CA, and is kept for the next run."""
    octets = Path(cacert).read_bytes() if cacert else b""
    return cache() / f"home-{hashlib.sha256(octets).hexdigest()[:16]}"


CHROMIUM = Browser(
    program=Program(
        ("chromium-headless-shell", "chromium", "google-chrome", "chrome"), "apt install chromium"
    ),
    file="chromium.py",
    says=r"(Chromium|Google Chrome)\S* (\S+)",
)

FIREFOX = Browser(
    program=Program(("firefox-esr", "firefox"), "apt install firefox-esr"),
    file="firefox.py",
    says=r"(Firefox) (\S+)",
)
