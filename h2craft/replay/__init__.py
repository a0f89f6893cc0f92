"""Scenarios, replayed: served for a client, watched, and judged. Prints nothing.

Knows engines and processes; a scenario is run here and nowhere below.
"""

from h2craft.replay.answered import Answered, recorded_in, traced_in
from h2craft.replay.command import (
    PLACEHOLDERS,
    ClientCommand,
    Ran,
    environment_for,
    run_words,
)
from h2craft.replay.compared import Judging, compared, heard
from h2craft.replay.following import Following, Tail
from h2craft.replay.options import Options, Replayed, has_started, to_json
from h2craft.replay.run import Judge, replay, run
from h2craft.replay.stage import Stage, entry_of
from h2craft.replay.standing import stand

__all__ = [
    "PLACEHOLDERS",
    "Answered",
    "ClientCommand",
    "Following",
    "Judge",
    "Judging",
    "Options",
    "Ran",
    "Replayed",
    "Stage",
    "Tail",
    "compared",
    "entry_of",
    "environment_for",
    "has_started",
    "heard",
    "recorded_in",
    "replay",
    "run",
    "run_words",
    "stand",
    "to_json",
    "traced_in",
]
