"""What conformance cases share: halves of a response, marks for the judge, and its pauses.

Handler scripts import it (`from h2craft.case import violation`). A case that uses nothing of it
is as good a case; this is for brevity, and so that all of them pause and mark alike.

The order is that of the judge's rules: half a response first, so that the client is listening;
a pause, a mark, what the case is about, a PING; a pause, a mark, the rest of a valid response. A
client that did not notice ends with a whole body, which is unmistakable.
"""

from __future__ import annotations

from h2craft.case.answers import (
    ACT_FRAMES,
    BODY,
    FIELDS,
    FIRST,
    REST,
    half,
    leave_open,
    refuse,
    whole,
    write_frames,
)
from h2craft.case.blocks import OK_BLOCK, block_of, literal
from h2craft.case.hearing import (
    ARRIVAL_SECONDS,
    REACTION_SECONDS,
    announced,
    heard,
    said,
    settled,
    was_reset,
)
from h2craft.case.marks import expect, mark, missing
from h2craft.case.promises import accepted, fulfil, promise, write_promise
from h2craft.case.requests import Meeting, Turns, chosen
from h2craft.case.uploads import let_go, room, stop_uploads, uploaded
from h2craft.case.violations import LEAVING_SECONDS, PAUSE_SECONDS, canary, reaction, violation
from h2craft.judge import VIOLATED, VIOLATION
from h2craft.script import ProtocolError
from h2craft.wire import encode_integer

__all__ = [
    "ACT_FRAMES",
    "ARRIVAL_SECONDS",
    "BODY",
    "FIELDS",
    "FIRST",
    "LEAVING_SECONDS",
    "Meeting",
    "OK_BLOCK",
    "PAUSE_SECONDS",
    "ProtocolError",
    "REACTION_SECONDS",
    "REST",
    "Turns",
    "VIOLATED",
    "VIOLATION",
    "accepted",
    "announced",
    "block_of",
    "canary",
    "chosen",
    "encode_integer",
    "expect",
    "fulfil",
    "half",
    "heard",
    "leave_open",
    "let_go",
    "literal",
    "mark",
    "missing",
    "promise",
    "reaction",
    "refuse",
    "room",
    "said",
    "settled",
    "stop_uploads",
    "uploaded",
    "violation",
    "was_reset",
    "whole",
    "write_frames",
    "write_promise",
]
