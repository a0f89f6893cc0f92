"""Where the clients of this machine are: programs, Python and node packages, jars. Files only.

Nothing is started here. Looked for, in this order: in the environment variable of the thing's own,
`H2CRAFT_CURL` for curl; in the folder `H2CRAFT_CLIENTS` names, in which virtual environments, a
`node_modules`, jars and programs may lie, in folders of their own or not; and where the system
keeps such things.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

CLIENTS = "H2CRAFT_CLIENTS"
SYSTEM_PROGRAMS = ("/usr/local/sbin", "/usr/sbin", "/sbin")
"""Servers are kept where a user's PATH does not look."""
SYSTEM_JARS = ("/usr/share/java", "/usr/local/share/java")


class Thing(Protocol):
    """What a client needs to be there."""

    def find(self) -> Path | None:
        """Where it is, or None."""
        ...

    @property
    def install(self) -> str:
        """How it gets here, in words: "apt install curl"."""
        ...


def variable(name: str) -> str:
    """The environment variable for a client or a program: "H2CRAFT_NGINX_GRPC"."""
    return "H2CRAFT_" + re.sub(r"[^A-Z0-9]+", "_", name.upper())


def clients_folder() -> Path | None:
    """What `H2CRAFT_CLIENTS` names, if it is a folder."""
    named = os.environ.get(CLIENTS, "")
    folder = Path(named).expanduser() if named else None
    return folder.absolute() if folder is not None and folder.is_dir() else None


def beside(pattern: str) -> Iterator[Path]:
    """What is in the clients' folder, or in a folder of it, under this pattern."""
    folder = clients_folder()
    if folder is not None:
        yield from sorted(folder.glob(pattern))
        yield from sorted(folder.glob(f"*/{pattern}"))


@dataclass(frozen=True, slots=True)
class Program:
    """Something to be started. `names`: what it may be called, the best one first."""

    names: tuple[str, ...]
    install: str

    def find(self) -> Path | None:
        for name in self.names:
            found = _named(name) or _program_beside(name) or _program(name)
            if found is not None:
                return found
        return None


@dataclass(frozen=True, slots=True)
class PythonPackage:
    """A Python package; what is found is the interpreter that has it."""

    module: str
    install: str

    def find(self) -> Path | None:
        for python in pythons():
            if package_of(python, self.module) is not None:
                return python
        return None


@dataclass(frozen=True, slots=True)
class NodePackage:
    """A package of node's; what is found is its folder."""

    name: str
    install: str

    def find(self) -> Path | None:
        for folder in (*beside("node_modules"), *_node_path(), Path.cwd() / "node_modules"):
            if (folder / self.name / "package.json").is_file():
                return folder / self.name
        return None


@dataclass(frozen=True, slots=True)
class Jar:
    """A Java archive, by patterns for its name; the newest of those that are there."""

    patterns: tuple[str, ...]
    install: str

    def find(self) -> Path | None:
        for pattern in self.patterns:
            places = [*beside(pattern)]
            places += [one for place in SYSTEM_JARS for one in sorted(Path(place).glob(pattern))]
            if places:
                return places[0]
        return None


@dataclass(frozen=True, slots=True)
class Folder:
    """A file or a folder that only has to be there, by patterns from the root."""

    patterns: tuple[str, ...]
    install: str

    def find(self) -> Path | None:
        for pattern in self.patterns:
            for found in sorted(Path("/").glob(pattern.lstrip("/"))):
                return found
        return None


def pythons() -> Iterator[Path]:
    """Interpreters that may have a client: those of the clients' folder, and this one."""
    if named := _named("python"):
        yield named
    yield from beside("bin/python")
    yield Path(sys.executable)


def package_of(python: Path, module: str) -> Path | None:
    """Where that interpreter keeps a package, without asking it; None where it has none."""
    for folder in _site_packages(python):
        for name in (module, f"{module}.py"):
            if (folder / name).exists():
                return folder / name
        for extension in folder.glob(f"{module}.*.so"):
            return extension
    return None


def _site_packages(python: Path) -> Iterator[Path]:
    yield from sorted(python.parent.parent.glob("lib/python*/site-packages"))
    if python == Path(sys.executable):
        yield from (Path(place) for place in sys.path if place.endswith("site-packages"))


def _named(name: str) -> Path | None:
    """What the environment says of it."""
    said = os.environ.get(variable(name), "")
    return Path(said).expanduser().absolute() if said and Path(said).expanduser().exists() else None


def _program_beside(name: str) -> Path | None:
    if os.sep in name:
        return None  # it is a place already
    for pattern in (name, f"bin/{name}", f"node_modules/.bin/{name}"):
        for found in beside(pattern):
            if found.is_file() and os.access(found, os.X_OK):
                return found
    return None


def _program(name: str) -> Path | None:
    found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(SYSTEM_PROGRAMS))
    return Path(found) if found else None


def _node_path() -> Iterator[Path]:
    for place in filter(None, os.environ.get("NODE_PATH", "").split(os.pathsep)):
        yield Path(place)
