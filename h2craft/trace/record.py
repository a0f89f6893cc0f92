"""What a record is: one happening on one connection, as the journal keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, NamedTuple


class Kind(IntEnum):
    """What happened. The numbers are part of the trace file's format: never reuse one."""

    CONNECTION_OPENED = 1  # detail: peer, local, scheme
    TLS_ESTABLISHED = 2  # detail: version, cipher, alpn, server_name
    TLS_FAILED = 3  # detail: reason
    END_RECEIVED = 4  # the peer ended its direction; detail: how ("fin", "close-notify", "reset")
    CONNECTION_CLOSED = 5  # detail: how, by, and octet counts
    UPGRADED = 6  # detail: from "h2c"; the HTTP/1.1 head is in OCTETS records
    TLS_RECEIVED = 7  # TLS records as they were on the wire; only where they are kept
    TLS_SENT = 8
    TLS_SECRETS = 9  # octets: a line of the key log, in NSS's form; only where they are kept

    PREFACE_RECEIVED = 10
    FRAME_RECEIVED = 11
    OCTETS_RECEIVED = 12  # not a whole frame: a bad preface, HTTP/1.1 text, a cut-off tail
    PREFACE_SENT = 13
    FRAME_SENT = 14  # detail only through the wire door: door, step, hpack
    OCTETS_SENT = 15

    FRAME_HELD = 20  # an automatic reply in the tray: not on the wire
    FRAME_DROPPED = 21  # an automatic reply that will never be

    ACTION_FIRED = 30  # detail: the action
    ACTION_REFUSED = 31  # cause: the action; detail: reason, section
    ACTION_DONE = 32  # a fired action that had to wait is complete

    H2_GAVE_UP = 40  # cause: the frame h2 refused; detail: reason, code

    HANDLER_STARTED = 50  # detail: stream, script, path
    HANDLER_ENDED = 51  # detail: stream, seconds; "cut" if it was kept from doing all it would
    HANDLER_RAISED = 52  # detail: stream, hook, error, traceback
    HANDLER_ABANDONED = 53  # detail: stream, reason; "awaited" if it waits for a frame
    HANDLER_QUEUED = 54  # detail: stream, running
    PRINTED = 55  # detail: stream, text
    SCRIPT_LOADED = 56  # detail: file, hooks
    SCRIPT_BROKEN = 57  # detail: file, line, error; the last good version stays in force

    LIMIT_REACHED = 60  # detail: limit, value, what was done
    NOTED = 61  # detail: text
    LISTENING = 62  # detail: url
    RECORDS_LOST = 63  # detail: count, reason

    # What a person (or `response.hold`) has taken into their hands.
    REQUEST_HELD = 70  # cause: the request; detail: stream, why, by ("filter", "script")
    REQUEST_RELEASED = 71  # cause: REQUEST_HELD; detail: stream, to ("script", "nobody")
    ACTION_HELD = 72  # a script's action at a breakpoint; detail: stream, script, action
    ACTION_RELEASED = 73  # cause: ACTION_HELD; detail: stream, verdict, and action if edited
    HOLD_SET = 74  # detail: what ("requests", "actions"), pattern ("" for none)
    SCRIPT_ATTACHED = 75  # detail: binding, file, pattern, once; connection and stream if bound
    SCRIPT_DETACHED = 76  # detail: binding, file, reason
    COMMENTED = 77  # cause: the record it is about; detail: text ("" for a mark), marked


class Origin(IntEnum):
    """Who made it happen."""

    PEER = 0
    AUTOMATIC = 1  # a reply by policy
    SCRIPT = 2
    HAND = 3  # a person: composer, REPL, command line
    ENGINE = 4  # listening, TLS, closing, limits


class Record(NamedTuple):
    """One happening.

    seq         1 for the first record of a journal, then without a gap
    at          seconds since the journal began
    connection  number of the connection, from 1; 0 where none is concerned
    octets      exactly what was on the wire (or, for FRAME_HELD and FRAME_DROPPED, would have been)
    cause       seq of the record this one answers or follows from; 0 for none
    detail      what else there is to say: a mapping of JSON values, an Action for ACTION_FIRED
    """

    seq: int
    at: float
    connection: int
    kind: Kind
    octets: bytes = b""
    cause: int = 0
    origin: Origin = Origin.PEER
    detail: Mapping[str, Any] | Any | None = None


RECEIVED = frozenset({Kind.PREFACE_RECEIVED, Kind.FRAME_RECEIVED, Kind.OCTETS_RECEIVED})
SENT = frozenset({Kind.PREFACE_SENT, Kind.FRAME_SENT, Kind.OCTETS_SENT})
KEPT_TLS = frozenset({Kind.TLS_RECEIVED, Kind.TLS_SENT, Kind.TLS_SECRETS})
