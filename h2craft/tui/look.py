"""How the screen was asked to look, on the command line. Knows names, no widget."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from h2craft.session import Config, config_file
from h2craft.tui.config import load
from h2craft.tui.settings import known_theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is None is for the configuration to say. ValueError for what there is not.

    config   another configuration file, which then has to be there
    filter   for the frame list, to begin with
    """

    theme: str | None = None
    mouse: bool | None = None
    config: Path | None = None
    filter: str = ""

    def __post_init__(self) -> None:
        if self.theme is not None:
            known_theme(self.theme)
        if self.config is not None and not self.config.is_file():
            raise ValueError(f"{self.config} does not exist")

    def read_config(self) -> Config:
        if self.config is not None:
            return load(self.config, must_exist=True)
        return load(config_file())
