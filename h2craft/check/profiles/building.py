"""Drivers that are compiled: once, into a cache, by the toolchain that is here. Blocks.

What is built lies in a folder whose name tells of what it was made of: another source, another
compiler or another library is another folder. `H2CRAFT_CACHE` says where those are.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import platformdirs

from h2craft.check.profiles.tools import DRIVERS

CACHE = "H2CRAFT_CACHE"
BUILD_SECONDS = 900
_told: dict[Path, str] = {}


def cache() -> Path:
    """Where what is built is kept."""
    chosen = os.environ.get(CACHE, "")
    return (Path(chosen) if chosen else platformdirs.user_cache_path("h2craft")) / "drivers"


def place(name: str, sources: Iterable[str], made_of: Iterable[str]) -> Path:
    """The folder for what is made of these files of the drivers, by these things."""
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.encode() + b"\0" + (DRIVERS / source).read_bytes())
    for one in made_of:
        digest.update(one.encode() + b"\0")
    return cache() / f"{name}-{digest.hexdigest()[:16]}"


def build(
    folder: Path,
    sources: Iterable[str],
    steps: Sequence[tuple[str, ...]],
    environment: Mapping[str, str] | None = None,
) -> str:
    """Make that folder, once: the sources are copied, the steps are done in it.

    Gives why it can't be made, or nothing. Several processes may do it at the same time: the
    first one counts.
    """
    if folder.is_dir():
        return ""
    if folder in _told:
        return _told[folder]
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=folder.name, dir=folder.parent))
    try:
        for source in sources:
            target = work / Path(source).relative_to(Path(source).parts[0])
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(DRIVERS / source, target)
        failed = _all_done(steps, work, {**os.environ, **(environment or {})})
        if not failed:
            with contextlib.suppress(OSError):  # somebody else was first
                work.rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if failed:
        _told[folder] = failed
    return failed


def _all_done(steps: Sequence[tuple[str, ...]], work: Path, environment: Mapping[str, str]) -> str:
    for words in steps:
        try:
            done = subprocess.run(
                words,
                cwd=work,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=BUILD_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"it cannot be built: {error}"
        if done.returncode:
            said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
            return f"it cannot be built: {Path(words[0]).name}: {said[-400:] or done.returncode}"
    return ""
