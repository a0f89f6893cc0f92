"""Recordings and scenarios: from a journal to a handler script, and what is known of such a file.

Knows readings, actions and the language's Python; no engine, and never runs a script.
"""

from h2craft.scenario.score import Act, Load, Said, ScenarioError, Score, Turn, Wait

__all__ = ["Act", "Load", "Said", "ScenarioError", "Score", "Turn", "Wait"]
