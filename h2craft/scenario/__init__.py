"""Recordings and scenarios: from a journal to a handler script, and what is known of such a file.

Knows readings, actions and the language's Python; no engine, and never runs a script.
"""

from h2craft.scenario.entry import Entry, read_entry
from h2craft.scenario.library import (
    called,
    entries,
    find,
    promote,
    scenario_files,
    shipped_folder,
    users_folder,
)
from h2craft.scenario.score import Act, Load, Said, ScenarioError, Score, Turn, Wait

__all__ = [
    "Act",
    "called",
    "entries",
    "Entry",
    "find",
    "Load",
    "promote",
    "read_entry",
    "Said",
    "scenario_files",
    "ScenarioError",
    "Score",
    "shipped_folder",
    "Turn",
    "users_folder",
    "Wait",
]
