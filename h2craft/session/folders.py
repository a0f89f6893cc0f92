"""Where the screen keeps its files: the person's configuration, and what the program remembers."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import platformdirs

NAME = "h2craft"
STATE = "state.json"
STATE_VARIABLE = "H2CRAFT_STATE"


def config_file() -> Path:
    """Written by the person, only read by us."""
    return platformdirs.user_config_path(NAME) / "config.toml"


def state_folder() -> Path:
    """What was remembered, copied, and what a crash left; $H2CRAFT_STATE goes first."""
    chosen = os.environ.get(STATE_VARIABLE)
    return Path(chosen) if chosen else platformdirs.user_state_path(NAME)


def state_file() -> Path:
    """What the screen remembers by name: the theme that was picked, histories, views."""
    return state_folder() / STATE


def write_private(path: Path, text: str) -> None:
    """All of it or nothing, readable by its owner alone. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # 0600
    try:
        with open(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(text)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
