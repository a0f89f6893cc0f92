"""From the path of a request to what answers it. Reads the file system, runs nothing.

A URL path names a file below the root or nothing: `..`, an encoded slash, a backslash, a NUL and
a symlink that leads out of the root are all 404, and nothing is read for them.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from urllib.parse import unquote_to_bytes

from h2craft.script.hooks import Hooks
from h2craft.script.loader import Loader, Script

KNOWN_SECONDS = 0.2
_KNOWN_PATHS = 4096
# Encoded slashes, backslashes and NULs: what one side takes for a separator the other may not.
_FORBIDDEN = re.compile(rb"%2f|%5c|%00|\\|\x00", re.IGNORECASE)


class RootError(Exception):
    """The root or a file to attach cannot be served. The text is one line for the user."""


class Does(Enum):
    """What a target does."""

    SCRIPT = "script"  # run the hooks of a file
    HOOKS = "hooks"  # run hooks given from Python
    FILE = "file"
    LISTING = "listing"
    REDIRECT = "redirect"  # to the folder's name with a slash
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Target:
    """What answers. `path` is absolute and without symlinks; empty for HOOKS and MISSING.

    `look`: at the file first, whatever is known of it.
    """

    does: Does
    path: str = ""
    script: Script | None = None
    hooks: Hooks | None = None
    look: bool = False

    @property
    def hooks_in_force(self) -> Hooks | None:
        """The hooks as far as they are known without looking at a file."""
        if self.script is None:
            return self.hooks
        return None if self.look else self.script.in_force

    def current_hooks(self) -> Hooks | None:
        """The hooks of the newest version that loads. Raises ScriptError; may take long."""
        return self.hooks if self.script is None else self.script.current()


RUNS = frozenset({Does.SCRIPT, Does.HOOKS})
MISSING = Target(Does.MISSING)


class Router:
    """`root` is a folder, a file that answers everything, or hooks that do.

    `attach` are (pattern, file) pairs that come before the root, the first that matches wins.
    """

    def __init__(
        self,
        root: str | os.PathLike[str] | Hooks,
        attach: Iterable[tuple[str, str]],
        loader: Loader,
    ) -> None:
        self._loader = loader
        self._known: dict[bytes, tuple[float, Target]] = {}
        self.folder: str | None = None
        self._everything: Target | None = None
        if isinstance(root, Hooks):
            self._everything = Target(Does.HOOKS, hooks=root)
        else:
            path = _existing(os.fspath(root), "root")
            if os.path.isdir(path):
                self.folder = path
            else:
                self._everything = self._file(path)
        attach = tuple(attach)
        self._patterns = [pattern for pattern, _ in attach]
        self._attached = [
            (path_pattern(pattern), self._file(_existing(file, f"file of {pattern}")))
            for pattern, file in attach
        ]
        # Hooks from Python are no file, so there is nothing to look up again.
        from_python = self._everything is not None and self._everything.hooks is not None
        self._always = self._everything if from_python and not self._attached else None

    @property
    def bound(self) -> list[Target]:
        """The targets that are bound by name, whatever the root holds."""
        everything = [] if self._everything is None else [self._everything]
        return [target for _, target in self._attached] + everything

    @property
    def whole(self) -> Target | None:
        """What serves every path, as far as no narrower pattern comes before it; None: nothing."""
        for text, (_, target) in zip(self._patterns, self._attached, strict=True):
            if is_everything(text):
                return target
        return self._everything

    def known(self, path: bytes, now: float) -> Target | None:
        """What answers, if that was looked up lately; for the loop, touches no file.

        Once that is too long ago, one caller is told None, to look again; until it has, the
        others are given what was known.
        """
        if self._always is not None:
            return self._always
        found = self._known.get(path)
        if found is None:
            return None
        if now - found[0] < KNOWN_SECONDS:
            return found[1]
        self._known[path] = now, found[1]
        return None

    def certain(self, path: bytes) -> Target | None:
        """What answers, where no folder has to be looked through; for the loop."""
        if self._attached:
            decoded = os.fsdecode(unquote_to_bytes(path))
            for pattern, target in self._attached:
                if pattern.fullmatch(decoded):
                    return target
        return self._everything

    def named(self, path: bytes) -> str:
        """The handler that would answer, by name, if that was ever looked up; else empty."""
        known = self._known.get(path)
        target = self._always or self._everything or (known and known[1])
        hooks = target.hooks_in_force if target and target.does in RUNS else None
        return hooks.name if hooks is not None else ""

    def find(self, path: bytes) -> Target:
        """What answers `path`, a URL path without its query."""
        target = self._find(path)
        if len(self._known) >= _KNOWN_PATHS:
            self._known.clear()
        self._known[path] = time.monotonic(), target
        return target

    def expire(self) -> None:
        """Forget what was looked up: the file system has changed."""
        self._known.clear()

    def _find(self, path: bytes) -> Target:
        certain = self.certain(path)
        if certain is not None:
            return certain
        if not path.startswith(b"/") or _FORBIDDEN.search(path):
            return MISSING
        return self._in_folder(os.fsdecode(unquote_to_bytes(path)))

    def _in_folder(self, decoded: str) -> Target:
        assert self.folder is not None
        parts = [part for part in decoded.split("/") if part not in ("", ".")]
        if ".." in parts or "\0" in decoded or "\\" in decoded:
            return MISSING
        wanted = os.path.join(self.folder, *parts)
        slash = decoded.endswith("/")
        found = self._inside(wanted)
        if found is None:
            script = None if slash else self._inside(wanted + ".py")
            is_script = script is not None and os.path.isfile(script)
            return self._file(script) if script is not None and is_script else MISSING
        if os.path.isdir(found):
            return Target(Does.LISTING if slash else Does.REDIRECT, found)
        # A device or a pipe could block its reader for ever.
        return self._file(found) if os.path.isfile(found) and not slash else MISSING

    def _inside(self, path: str) -> str | None:
        """The path without symlinks if it exists and is not outside the root."""
        try:
            real = os.path.realpath(path, strict=True)
        except (OSError, ValueError):
            return None
        root = self.folder or ""
        return real if real == root or real.startswith(root.rstrip(os.sep) + os.sep) else None

    def _file(self, path: str) -> Target:
        if path.endswith(".py"):
            return Target(Does.SCRIPT, path, self._loader.script(path))
        return Target(Does.FILE, path)


def _existing(path: str, what: str) -> str:
    try:
        return os.path.realpath(path, strict=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise RootError(f"the {what} cannot be served: {path}: {reason}") from error


def path_pattern(pattern: str) -> re.Pattern[str]:
    """`*` stands for anything but a slash, `**` for anything; the rest for itself."""
    if not pattern.startswith(("/", "*")):
        pattern = "/" + pattern
    parts = re.split(r"(\*\*|\*)", pattern)
    wild = {"**": ".*", "*": "[^/]*"}
    return re.compile("".join(wild.get(part) or re.escape(part) for part in parts), re.DOTALL)


def is_everything(pattern: str) -> bool:
    """Every path fits the pattern; the empty one is none, which everything fits."""
    return pattern in ("", "**", "/**")


def parse_attach(text: str) -> tuple[str, str]:
    """`PATTERN=FILE` as the command line gives it. Raises RootError."""
    pattern, equals, file = text.partition("=")
    if not (pattern and equals and file):
        raise RootError(f"expected PATTERN=FILE, not {text!r}")
    return pattern, file
