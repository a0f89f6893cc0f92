"""What the RFCs say about frames, settings and error codes, in our own words. Tables only.

Sections are of RFC 9113 unless they begin with another RFC's number.
"""

from __future__ import annotations

from typing import NamedTuple

from h2craft.model import ClosedBy, StreamInput, StreamState
from h2craft.trace import Kind
from h2craft.wire import ErrorCode, FrameType, SettingId


class FrameLore(NamedTuple):
    """purpose: what the frame is for; answer: what whoever receives it lawfully has to do."""

    section: str
    purpose: str
    answer: str


FRAMES: dict[int, FrameLore] = {
    FrameType.DATA: FrameLore(
        "6.1",
        "carries content of a request or a response. All of its payload, padding included, is"
        " taken from the window of the stream and from that of the connection (6.9.1).",
        "nothing at once; WINDOW_UPDATE on stream and connection as it consumes what came, or the"
        " sender stands still when a window is used up (5.2.2)",
    ),
    FrameType.HEADERS: FrameLore(
        "6.2",
        "carries the head or the trailers of a message, or the first part of them: without"
        " END_HEADERS only CONTINUATION on the same stream may follow.",
        "a server: a response, sooner or later; a client: nothing",
    ),
    FrameType.PRIORITY: FrameLore(
        "6.3",
        "was the sender's wish how to share capacity; deprecated (5.3.2).",
        "nothing; it may be ignored (5.3.2)",
    ),
    FrameType.RST_STREAM: FrameLore(
        "6.4",
        "ends a stream at once. Frames of the stream which the other end had under way still"
        " arrive and are discarded (5.1).",
        "no more frames on this stream except PRIORITY (5.1)",
    ),
    FrameType.SETTINGS: FrameLore(
        "6.5",
        "says what its sender wishes or can bear. It binds the receiver, and only from the"
        " moment that it acknowledges it.",
        "SETTINGS with ACK, as soon as the values are in force (6.5.3); none within reasonable"
        " time allows a connection error SETTINGS_TIMEOUT",
    ),
    FrameType.PUSH_PROMISE: FrameLore(
        "6.6",
        "announces a request the server answers without being asked, and reserves its stream.",
        "nothing; RST_STREAM on the promised stream (CANCEL or REFUSED_STREAM) if it is not"
        " wanted (8.4.2)",
    ),
    FrameType.PING: FrameLore(
        "6.7",
        "measures a round trip, or asks whether somebody is there.",
        "PING with ACK and the same eight octets, before anything else",
    ),
    FrameType.GOAWAY: FrameLore(
        "6.8",
        "begins the end of the connection: streams up to the last one named are still dealt with,"
        " those above were not and may be tried again elsewhere (8.7).",
        "no new streams on this connection; what is open may end in its own time",
    ),
    FrameType.WINDOW_UPDATE: FrameLore(
        "6.9",
        "gives credit: the receiver may send so many octets of DATA more, on the stream or, on"
        " stream 0, on the connection as a whole.",
        "nothing; it may send more DATA",
    ),
    FrameType.CONTINUATION: FrameLore(
        "6.10",
        "carries on the header block of the HEADERS, PUSH_PROMISE or CONTINUATION just before.",
        "what the frame that began the block asks for, once END_HEADERS has come",
    ),
    FrameType.ALTSVC: FrameLore(
        "7838 4",
        "tells a client where else the origin can be reached.",
        "nothing; it is advice, and ignored by servers",
    ),
    FrameType.ORIGIN: FrameLore(
        "8336 2",
        "tells a client for which origins this connection may be used.",
        "nothing; it is advice, and ignored by servers",
    ),
    FrameType.PRIORITY_UPDATE: FrameLore(
        "9218 7.1",
        "changes the priority of a request, also of one not sent yet.",
        "nothing; it is advice",
    ),
}
UNKNOWN_FRAME = FrameLore(
    "5.5",
    "is of a type that is not defined here: an extension, or a test whether they are tolerated.",
    "nothing: it ignores and discards the frame (5.5)",
)
ACKS: dict[int, FrameLore] = {
    FrameType.SETTINGS: FrameLore(
        "6.5.3",
        "acknowledges the oldest SETTINGS that waits for it: its values are in force from here on.",
        "nothing",
    ),
    FrameType.PING: FrameLore("6.7", "answers a PING with the same eight octets.", "nothing"),
}

FLAGS: dict[str, str] = {
    "END_STREAM": "the last frame of this end on the stream, but for its CONTINUATION (5.1)",
    "END_HEADERS": "the header block is complete (6.2)",
    "PADDED": "a pad length, and padding at the end (6.1)",
    "PRIORITY": "exclusive bit, stream dependency and weight are there (6.2, deprecated)",
    "ACK": "an acknowledgement",
}


class SettingLore(NamedTuple):
    """What a setting means, its value before any SETTINGS, and which values are allowed."""

    meaning: str
    default: str
    allowed: str
    section: str
    lowest: int = 0
    highest: int = 0xFFFF_FFFF


SETTINGS: dict[int, SettingLore] = {
    SettingId.HEADER_TABLE_SIZE: SettingLore(
        "octets of dynamic table the receiver's encoder may use", "4,096", "any", "6.5.2"
    ),
    SettingId.ENABLE_PUSH: SettingLore(
        "whether the server may send PUSH_PROMISE", "1", "0 or 1; a server only 0", "6.5.2", 0, 1
    ),
    SettingId.MAX_CONCURRENT_STREAMS: SettingLore(
        "streams the receiver may have open at once",
        "no limit",
        "any; 100 or more advised",
        "6.5.2",
    ),
    SettingId.INITIAL_WINDOW_SIZE: SettingLore(
        "octets of DATA the receiver may send on each stream to begin with",
        "65,535",
        "0 to 2^31-1",
        "6.5.2",
        0,
        (1 << 31) - 1,
    ),
    SettingId.MAX_FRAME_SIZE: SettingLore(
        "longest payload the sender takes",
        "16,384",
        "16,384 to 16,777,215",
        "6.5.2",
        1 << 14,
        (1 << 24) - 1,
    ),
    SettingId.MAX_HEADER_LIST_SIZE: SettingLore(
        "octets of header list the sender is willing to take; advice", "no limit", "any", "6.5.2"
    ),
    SettingId.ENABLE_CONNECT_PROTOCOL: SettingLore(
        "whether extended CONNECT may be used, as WebSocket does",
        "0",
        "0 or 1; not back",
        "8441 3",
        0,
        1,
    ),
    SettingId.NO_RFC7540_PRIORITIES: SettingLore(
        "whether the sender leaves the priorities of RFC 7540 alone",
        "0",
        "0 or 1",
        "9218 2.1",
        0,
        1,
    ),
}
UNKNOWN_SETTING = SettingLore("not defined here: to be ignored", "none", "any", "6.5.2")

ERRORS: dict[int, str] = {
    ErrorCode.NO_ERROR: "not an error: a shutdown in good order",
    ErrorCode.PROTOCOL_ERROR: "the protocol was broken, and no code says it better",
    ErrorCode.INTERNAL_ERROR: "the sender of the code met something unexpected at its own end",
    ErrorCode.FLOW_CONTROL_ERROR: "the flow-control protocol was broken",
    ErrorCode.SETTINGS_TIMEOUT: "a SETTINGS frame was not acknowledged in time",
    ErrorCode.STREAM_CLOSED: "a frame came on a stream that was half-closed already",
    ErrorCode.FRAME_SIZE_ERROR: "a frame had a size it must not have",
    ErrorCode.REFUSED_STREAM: "the request was not processed at all: it can safely be sent again",
    ErrorCode.CANCEL: "the stream is not needed any more",
    ErrorCode.COMPRESSION_ERROR: "the field section compression context cannot be kept up",
    ErrorCode.CONNECT_ERROR: "the connection made for a CONNECT was reset or ended abnormally",
    ErrorCode.ENHANCE_YOUR_CALM: "the peer's behaviour might be generating excessive load",
    ErrorCode.INADEQUATE_SECURITY: "the TLS in use is below the minimum that is demanded",
    ErrorCode.HTTP_1_1_REQUIRED: "HTTP/1.1 is to be used instead",
}
UNKNOWN_ERROR = "not defined: to be treated as INTERNAL_ERROR (7)"

HEADERS, DATA = StreamInput.HEADERS, StreamInput.DATA
RESET, UPDATE = StreamInput.RST_STREAM, StreamInput.WINDOW_UPDATE
PRIORITY, PROMISE = StreamInput.PRIORITY, StreamInput.PUSH_PROMISE

_ANYTIME = "PRIORITY may come in any state and changes none (5.1)"

ALLOWED: dict[StreamInput, dict[StreamState, str]] = {
    HEADERS: {
        StreamState.IDLE: "opens the stream (5.1)",
        StreamState.RESERVED_REMOTE: "begins the promised response; {receiver} cannot send (5.1)",
        StreamState.OPEN: "a head, an informational head or trailers (8.1)",
        StreamState.HALF_CLOSED_LOCAL: "only {sender} can still speak here (5.1)",
    },
    DATA: {
        StreamState.OPEN: "content, as far as both windows allow (5.2)",
        StreamState.HALF_CLOSED_LOCAL: "content; only {sender} can still speak here (5.1)",
    },
    RESET: {
        StreamState.RESERVED_LOCAL: "the promise is not wanted (8.4.2)",
        StreamState.RESERVED_REMOTE: "the promise is taken back (5.1)",
        StreamState.OPEN: "either end may give up an open stream (5.4.2)",
        StreamState.HALF_CLOSED_LOCAL: "what {sender} began will not be ended (5.4.2)",
        StreamState.HALF_CLOSED_REMOTE: "the rest of the answer is not wanted (8.1, 5.4.2)",
    },
    UPDATE: {
        StreamState.RESERVED_LOCAL: "credit for the promised response (5.1)",
        StreamState.OPEN: "credit for what {receiver} may send (6.9)",
        StreamState.HALF_CLOSED_LOCAL: "needless, as {receiver} cannot send here; no error (5.1)",
        StreamState.HALF_CLOSED_REMOTE: "credit for what {receiver} may still send (5.1)",
    },
    PRIORITY: {state: _ANYTIME for state in StreamState if state is not StreamState.CLOSED},
    PROMISE: {
        StreamState.OPEN: "a promise on an open stream (6.6)",
        StreamState.HALF_CLOSED_LOCAL: "the usual place: the request is whole (6.6)",
    },
}
"""Why an input is lawful, by the state its receiver sees the stream in before it."""

ALLOWED_WHEN_CLOSED: dict[ClosedBy, str] = {
    ClosedBy.ENDED: "it may have been under way when the stream ended (5.1)",
    ClosedBy.RESET_RECEIVED: "harmless after a reset (5.1)",
    ClosedBy.RESET_SENT: "its sender may not have seen the reset yet; it is discarded (5.1)",
    ClosedBy.IMPLICIT: "the stream was skipped, which this frame does not mind (5.1.1)",
    ClosedBy.FORGOTTEN: "the stream was closed long ago; it may have been under way (5.1)",
}
"""Why an input on a closed stream is no error, by what closed it, as its receiver sees it."""

STATE_NAMES: dict[StreamState, str] = {
    StreamState.IDLE: "idle",
    StreamState.RESERVED_LOCAL: "reserved (local)",
    StreamState.RESERVED_REMOTE: "reserved (remote)",
    StreamState.OPEN: "open",
    StreamState.HALF_CLOSED_LOCAL: "half-closed (local)",
    StreamState.HALF_CLOSED_REMOTE: "half-closed (remote)",
    StreamState.CLOSED: "closed",
}
"""As RFC 9113 5.1 spells them."""

KINDS: dict[int, tuple[str, str]] = {
    Kind.CONNECTION_OPENED: (
        "A client has connected; we, where we are one. Nothing of HTTP/2 has been said yet.",
        "3",
    ),
    Kind.TLS_ESTABLISHED: (
        "TLS is up. HTTP/2 needs TLS 1.2 or higher, and that ALPN agrees on h2.",
        "3.2, 9.2",
    ),
    Kind.TLS_FAILED: (
        "There was no TLS. A client that does not trust the CA says so with an alert; as a client"
        " we say here why we do not trust a certificate.",
        "9.2",
    ),
    Kind.END_RECEIVED: (
        "The peer has ended its direction: it sends nothing more. It may still read.",
        "5.4.1",
    ),
    Kind.CONNECTION_CLOSED: (
        "The connection is over. Streams that were open failed; those above the last stream of a"
        " GOAWAY may be tried again.",
        "6.8, 8.7",
    ),
    Kind.UPGRADED: (
        "An HTTP/1.1 request asked for h2c and got it: it is stream 1 from here on.",
        "7540 3.2",
    ),
    Kind.PREFACE_RECEIVED: (
        "The client's connection preface. Its SETTINGS has to follow at once.",
        "3.4",
    ),
    Kind.TLS_RECEIVED: (
        "TLS as it was on the wire, kept because it was asked for; what it holds follows.",
        "9.2",
    ),
    Kind.TLS_SENT: (
        "TLS as it was written to the wire, kept because it was asked for. What stands before it"
        " is in it.",
        "9.2",
    ),
    Kind.TLS_SECRETS: (
        "A line of the key log: with it whoever has the octets of this connection can read them.",
        "9.2",
    ),
    Kind.PREFACE_SENT: (
        "Our connection preface. Our SETTINGS has to follow at once.",
        "3.4",
    ),
    Kind.OCTETS_RECEIVED: (
        "Octets that are no whole frame: no preface, HTTP/1.1, part of a frame that is too long, or"
        " what the end has cut off.",
        "3.4, 4.1, 4.2",
    ),
    Kind.OCTETS_SENT: ("Octets that were written as they are, no whole frame.", "4.1"),
    Kind.ACTION_FIRED: ("Somebody or some script did this; the frames it caused follow.", ""),
    Kind.ACTION_REFUSED: (
        "h2 would not do this lawfully, so nothing of it was sent. By the wire door it can be sent"
        " all the same.",
        "",
    ),
    Kind.ACTION_DONE: ("An action that had to wait, for a window or its turn, is complete.", "5.2"),
    Kind.H2_GAVE_UP: (
        "h2, which makes our lawful frames, takes this for a connection error. A plain server would"
        " send GOAWAY and close here; h2craft stays, and the wire door stays open.",
        "5.4.1",
    ),
    Kind.HANDLER_STARTED: ("A handler script has the request now.", ""),
    Kind.HANDLER_ENDED: ("The handler script is through with the request.", ""),
    Kind.HANDLER_RAISED: ("A handler script failed. Its traceback is in the Script tab.", ""),
    Kind.HANDLER_ABANDONED: (
        "The stream ended before the handler script had answered; what it does now reaches nobody.",
        "",
    ),
    Kind.HANDLER_QUEUED: ("As many handler scripts as may are running: this one waits.", ""),
    Kind.PRINTED: ("A handler script printed this.", ""),
    Kind.SCRIPT_LOADED: ("A script was read and is in force from here on.", ""),
    Kind.SCRIPT_BROKEN: ("A script cannot be loaded; its last good version stays in force.", ""),
    Kind.LIMIT_REACHED: (
        "A limit of h2craft's own was reached, which keeps a peer from using up this machine.",
        "10.5",
    ),
    Kind.NOTED: ("A remark in the journal.", ""),
    Kind.LISTENING: ("From here on clients can connect to this address.", ""),
    Kind.RECORDS_LOST: (
        "Records are missing here: what follows may seem to come from nowhere.",
        "",
    ),
    Kind.REQUEST_HELD: (
        "The request waits for a person to answer it. The peer sees nothing of that but time.",
        "8.1",
    ),
    Kind.REQUEST_RELEASED: ("The request was let go.", ""),
    Kind.ACTION_HELD: ("What a script wants to send waits at a breakpoint.", ""),
    Kind.ACTION_RELEASED: ("A script's action has gone on from its breakpoint.", ""),
    Kind.HOLD_SET: ("From here on what matches this is held, or nothing is.", ""),
    Kind.SCRIPT_ATTACHED: ("A script was bound by hand.", ""),
    Kind.SCRIPT_DETACHED: ("A script's binding was taken away.", ""),
    Kind.COMMENTED: ("Somebody has marked a record, or said something about it.", ""),
    Kind.FRAME_HELD: (
        "This automatic reply is held in the tray: not on the wire, though h2 believes it is.",
        "",
    ),
    Kind.FRAME_DROPPED: (
        "This automatic reply was dropped: the peer never sees it, though h2 believes it does.",
        "",
    ),
}
"""What a record that is no frame on the wire means, and sections worth reading."""
