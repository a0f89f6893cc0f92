"""Scenarios, replayed: served for a client, watched, and judged. Prints nothing.

Knows engines and processes; a scenario is run here and nowhere below.
"""

from h2craft.replay.command import ClientCommand, Ran
from h2craft.replay.options import Options, Replayed, to_json
from h2craft.replay.run import Judge, replay, run
from h2craft.replay.stage import Stage, entry_of
from h2craft.replay.standing import stand

__all__ = [
    "ClientCommand",
    "Judge",
    "Options",
    "Ran",
    "Replayed",
    "Stage",
    "entry_of",
    "replay",
    "run",
    "stand",
    "to_json",
]
