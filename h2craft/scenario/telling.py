"""What happened, in words: "GET /x gets 200, 5 of 10 octets, then RST_STREAM CANCEL".

Knows actions; no Python and no file. What a peer has said is quoted so that it is printable.
"""

from __future__ import annotations

from collections.abc import Sequence

from h2craft.actions import (
    FRAME_TYPES,
    Action,
    Close,
    CloseHow,
    CraftedFrame,
    Data,
    GoAway,
    Headers,
    Policy,
    PushPromise,
    Raw,
    RstStream,
    Send,
    SendOctets,
)
from h2craft.scenario.score import Turn
from h2craft.wire import FrameType, elide, error_code_name, escape, frame_type_name

MOST = 6  # things that are told of one request
PATH = 40
SHORT_PATH = 24
_CLOSED = {
    CloseHow.CLEAN: "the end of the connection",
    CloseHow.HALF: "the end of our half of the connection",
    CloseHow.RESET: "a TCP reset",
    CloseHow.NO_TLS_CLOSE: "a FIN without close_notify",
}


class Telling:
    """What one turn came to, told act by act; it keeps a few words."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self._said: list[str] = []
        self._more = 0
        self._octets = -1  # of a body that is being told; -1 for none
        self._announced = -1
        self._promised = {act.promised for act in turn.acts if act.promised}

    def take(self, action: Action) -> None:
        """The next act."""
        if isinstance(action, Send):
            for frame in action.frames:
                self._frame(frame)
        elif isinstance(action, SendOctets):
            self._say(f"{_octets(len(action.octets))} as they are")
        elif isinstance(action, Close):
            self._say(_CLOSED[action.how])
        elif isinstance(action, Policy):
            self._say("another policy")

    def _frame(self, frame: CraftedFrame) -> None:
        if isinstance(frame, Data) and frame.stream_id == self.turn.stream_id:
            self._octets = max(0, self._octets) + len(frame.data) + frame.elided
        elif not self._is_of_push(frame):
            self._say(self._name(frame))

    def _is_of_push(self, frame: CraftedFrame) -> bool:
        """The response on a stream that was promised: told with its promise."""
        return isinstance(frame, Headers | Data) and frame.stream_id in self._promised

    def _name(self, frame: CraftedFrame) -> str:
        if isinstance(frame, Headers):
            return self._head(frame)
        if isinstance(frame, RstStream | GoAway):
            name = FrameType(FRAME_TYPES[type(frame)]).name
            return f"{name} {error_code_name(frame.error_code)}"
        if isinstance(frame, PushPromise):
            path = next((one.value for one in frame.fields if one.name == b":path"), b"")
            return f"a push of {shown_path(path, SHORT_PATH)}" if path else "a push"
        if isinstance(frame, Data):
            return f"DATA on stream {frame.stream_id}"
        return frame_name(frame)

    def _head(self, frame: Headers) -> str:
        fields = {one.name: one.value for one in frame.fields}
        own = frame.stream_id == self.turn.stream_id
        status = escape(fields.get(b":status", b""))[:8]
        if own and status and status[:1] != "1":
            length = fields.get(b"content-length", b"")
            self._announced = int(length) if length[:12].isdigit() and len(length) < 13 else -1
        if not status:
            return "trailers" if frame.end_stream and frame.fields else "HEADERS"
        return status if own else f"{status} on stream {frame.stream_id}"

    def _say(self, text: str) -> None:
        self._flush()
        if self._said and self._said[-1] == text:
            return
        if len(self._said) < MOST:
            self._said.append(text)
        else:
            self._more += 1

    def _flush(self) -> None:
        octets, self._octets = self._octets, -1
        if octets > 0:
            whole = self._announced < 0 or octets == self._announced
            how = _octets(octets) if whole else f"{octets:,} of {_octets(self._announced)}"
            self._said.append(how)

    def text(self, width: int, *, left_open: bool = False) -> str:
        """ "GET /x gets 200, 5 of 10 octets, then RST_STREAM CANCEL"; "more" has no room."""
        self._flush()
        who = subject(self.turn, SHORT_PATH)
        end = ", and no end" if left_open and self._said else ""
        for count in range(len(self._said), 0, -1):
            more = self._more or count < len(self._said)
            text = f"{who} gets {_listed([*self._said[:count], *(['more'] if more else [])])}{end}"
            if len(text) <= width:
                return text
        return f"{who} gets {'more than a line can say' if self._said else 'nothing'}"


def _listed(said: Sequence[str]) -> str:
    """ "200, 5 octets, then RST_STREAM CANCEL"."""
    *first, last = said
    return f"{', '.join(first)}, then {last}" if first else last


def frame_name(frame: CraftedFrame) -> str:
    """The name of its type, "0x42" for an unknown one."""
    return frame_type_name(frame.type if isinstance(frame, Raw) else FRAME_TYPES[type(frame)])


def subject(turn: Turn, longest: int = PATH) -> str:
    """ "GET /x", or "a new connection"; so many characters of the path."""
    if not turn.stream_id:
        return "a new connection"
    method = escape(turn.method[:20]) or "a request"
    return f"{method} {shown_path(turn.path, longest)}".strip()


def shown_path(path: bytes, longest: int = PATH) -> str:
    """Printable, and not longer."""
    return elide(escape(path), longest)


def _octets(count: int) -> str:
    return f"{count:,} octet{'' if count == 1 else 's'}"


def title_of(tellings: Sequence[str], turns: int, width: int) -> str:
    """One line about so many turns, the first of which are told; who has no room is counted."""
    if not tellings:
        return "Nothing happens."
    kept = list(tellings[:1])
    for text in tellings[1:]:
        more = f"; and {turns} more"
        if len("; ".join([*kept, text])) + len(more) > width:
            break
        kept.append(text)
    if turns > len(kept):
        kept.append(f"and {turns - len(kept):,} more")
    line = f"{'; '.join(kept)}."
    return elide(line[:1].upper() + line[1:], width + 1)
