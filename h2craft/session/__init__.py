"""What a person is at, whichever front end it is in: client, reader, selection, and what is said.

Knows the client's door and the pure rooms; no screen, no prompt.
"""

from h2craft.session import handverbs, preview, target
from h2craft.session.acts import Act, Acts, python_lines, reason_of, refusal_of
from h2craft.session.environment import environment
from h2craft.session.exporting import (
    ExportError,
    circumstances,
    export,
    exported,
    newest,
    selection_of,
    told,
)
from h2craft.session.folders import config_file, state_file, state_folder, write_private
from h2craft.session.handverbs import pattern_of, pattern_text
from h2craft.session.loose import loose_octets
from h2craft.session.playing import Playing, State
from h2craft.session.preview import carets, cut
from h2craft.session.rowtext import row_lines
from h2craft.session.session import Selection, Session
from h2craft.session.settings import HISTORY, Config, Settings, place_of
from h2craft.session.shelf import DONE, NOT_DONE, Last, Results, Shelf, Shelved, remember, results
from h2craft.session.taking import Making, Taking, Whose, recorded
from h2craft.session.target import Target
from h2craft.session.visible import printed, stream_of, visible

__all__ = [
    "DONE",
    "HISTORY",
    "NOT_DONE",
    "Act",
    "Acts",
    "Config",
    "ExportError",
    "Last",
    "Making",
    "Playing",
    "Results",
    "Selection",
    "Session",
    "Settings",
    "Shelf",
    "Shelved",
    "State",
    "Taking",
    "Target",
    "Whose",
    "carets",
    "circumstances",
    "config_file",
    "cut",
    "environment",
    "export",
    "exported",
    "handverbs",
    "loose_octets",
    "pattern_of",
    "pattern_text",
    "place_of",
    "preview",
    "printed",
    "python_lines",
    "reason_of",
    "recorded",
    "refusal_of",
    "remember",
    "results",
    "row_lines",
    "newest",
    "selection_of",
    "state_file",
    "state_folder",
    "stream_of",
    "target",
    "told",
    "visible",
    "write_private",
]
