"""The door: what a front end may ask of an engine or of a saved trace, and all it ever sees.

Front ends import this room and the pure ones, never the engine.
"""

from h2craft.client.client import (
    About,
    Binding,
    Client,
    Desk,
    FramePreview,
    HeldAction,
    HeldReply,
    HeldRequest,
    Preview,
    Records,
    Result,
    Standing,
    Verdict,
)
from h2craft.client.opening import open_engine, open_local, open_saved
from h2craft.client.scripts import script_files

__all__ = [
    "About",
    "Binding",
    "Client",
    "Desk",
    "FramePreview",
    "HeldAction",
    "HeldReply",
    "HeldRequest",
    "Preview",
    "Records",
    "Result",
    "Standing",
    "Verdict",
    "open_engine",
    "open_local",
    "open_saved",
    "script_files",
]
