"""Recordings and scenarios: from a journal to a handler script, and what is known of such a file.

Knows readings, actions and the language's Python; no engine, and never runs a script.
"""

from h2craft.scenario.captured import Captured
from h2craft.scenario.comparing import compare
from h2craft.scenario.comparison import Comparison, Difference
from h2craft.scenario.end import is_clients, refuse_server
from h2craft.scenario.entry import Entry, read_entry, read_source
from h2craft.scenario.library import (
    called,
    entries,
    find,
    promote,
    scenario_files,
    shipped_folder,
    users_folder,
)
from h2craft.scenario.loading import loading
from h2craft.scenario.notes import Notes, read_notes
from h2craft.scenario.recorder import Recorder
from h2craft.scenario.rendering import act_line, render, rendered
from h2craft.scenario.rules import DEFAULT, RULES, SECRETS, Rule, Rules, rule_named
from h2craft.scenario.said import Listening
from h2craft.scenario.score import Act, Load, Said, ScenarioError, Score, Turn, Wait
from h2craft.scenario.secrets import Hiding, without_secrets
from h2craft.scenario.verdict import Doing, Verdict
from h2craft.scenario.writing import write_new

__all__ = [
    "DEFAULT",
    "RULES",
    "SECRETS",
    "Act",
    "Captured",
    "Comparison",
    "Difference",
    "Doing",
    "Entry",
    "Hiding",
    "Listening",
    "Load",
    "Notes",
    "Recorder",
    "Rule",
    "Rules",
    "Said",
    "ScenarioError",
    "Score",
    "Turn",
    "Verdict",
    "Wait",
    "act_line",
    "called",
    "compare",
    "entries",
    "find",
    "is_clients",
    "loading",
    "promote",
    "read_entry",
    "read_notes",
    "read_source",
    "refuse_server",
    "render",
    "rendered",
    "rule_named",
    "scenario_files",
    "shipped_folder",
    "users_folder",
    "without_secrets",
    "write_new",
]
