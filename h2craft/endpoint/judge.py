"""What the endpoint decides itself about received frames, where h2's answer would be too broad.

A malformed request is a stream error (RFC 9113 8.1.1), so is a body that does not match its
content-length; too many streams are refused, not punished with the connection (5.1.2); a stream
above the GOAWAY we have sent is not served (6.8); streams opened and reset without end are a
reason to ask for calm (10.5).
"""

from __future__ import annotations

import struct
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING

from h2craft.actions import Reply
from h2craft.endpoint import connectionerror, events, replies
from h2craft.endpoint.crafting import frame
from h2craft.endpoint.events import Event
from h2craft.endpoint.refusal import Refused
from h2craft.model import FieldsKind, GoAwaySeen, field_problems
from h2craft.wire import ACK, ErrorCode, Frame, FrameType, SettingId, payloads

if TYPE_CHECKING:
    from h2craft.endpoint.endpoint import Endpoint

_U32 = struct.Struct(">I")
REMEMBERED_RESETS = 1_000
REMEMBERED_GOAWAYS = 16
HIGHEST_STREAM_ID = (1 << 31) - 1


class Judge:
    def __init__(self, endpoint: Endpoint) -> None:
        # Weakly: what an ended connection leaves behind is not to wait for the collector.
        self._endpoint = weakref.proxy(endpoint)
        self._strict = endpoint.strict
        self._even = endpoint.role == "client"  # of the streams that are the peer's to open
        self._max_streams = 1 << 32
        self._extended_connect = False
        self.announced(dict(endpoint.greeting.settings))
        self._reset: dict[int, None] = {}  # streams we have reset, oldest first
        self._expected: dict[int, int] = {}  # content-length still to come
        self._resets_since = 0.0
        self._resets = 0
        self._goaway_last = HIGHEST_STREAM_ID
        self.goaways_sent: list[GoAwaySeen] = []  # the last ones, oldest first
        self.goaways_received: list[GoAwaySeen] = []

    def announced(self, settings: dict[int, int]) -> None:
        """Our SETTINGS have been sent. A refused stream may be tried again, so limits count now."""
        self._max_streams = settings.get(SettingId.MAX_CONCURRENT_STREAMS, self._max_streams)
        connect = settings.get(SettingId.ENABLE_CONNECT_PROTOCOL)
        self._extended_connect = self._extended_connect or connect == 1

    # Streams we have reset

    def reset_by_us(self, stream_id: int) -> None:
        self._expected.pop(stream_id, None)
        self._reset[stream_id] = None
        if len(self._reset) > REMEMBERED_RESETS:
            del self._reset[next(iter(self._reset))]

    def reset_already(self, octets: bytes) -> bool:
        """This RST_STREAM would be our second one for its stream; otherwise it counts from now."""
        stream_id = _U32.unpack_from(octets, 5)[0]
        if stream_id in self._reset:
            return True
        self.reset_by_us(stream_id)
        return False

    def released(self, octets: bytes, seq: int) -> None:
        """A reset that was held is sent after all; h2 may or may not have heard of it."""
        endpoint = self._endpoint
        stream_id, code = _U32.unpack_from(octets, 5)[0], _U32.unpack_from(octets, 9)[0]
        with suppress(Refused):
            endpoint.lawful.reset(stream_id, code)
        self.reset_by_us(stream_id)
        endpoint.drop_stream(stream_id, "the stream was reset")
        endpoint.tell_aside(events.StreamReset(stream_id, code, False, seq))

    # Events of streams

    def received(self, event: Event, now: float, happened: list[Event]) -> None:
        """Let an event through, or answer it with a reset."""
        kind = type(event)
        if kind is events.DataReceived:
            self._data(event, now, happened)  # type: ignore[arg-type]
        elif kind is events.RequestReceived:
            self._request(event, now, happened)  # type: ignore[arg-type]
        elif kind is events.ResponseReceived:
            self._response(event, now, happened)  # type: ignore[arg-type]
        elif kind is events.PushReceived:
            self._push(event, now, happened)  # type: ignore[arg-type]
        elif kind is events.StreamReset:
            self._stream_reset(event, now, happened)  # type: ignore[arg-type]
        elif kind is events.TrailersReceived:
            self._trailers(event, now, happened)  # type: ignore[arg-type]
        else:
            happened.append(event)

    def _request(self, event: events.RequestReceived, now: float, happened: list[Event]) -> None:
        if self._unserved(event.stream_id) or self._one_too_many(event, now, happened):
            return
        if self._malformed(event) and self._refuse(event.stream_id, now, event.seq, happened):
            return
        happened.append(event)

    def _unserved(self, stream_id: int) -> bool:
        """It is a stream of the peer above the last one of a GOAWAY of ours (6.8)."""
        return stream_id > self._goaway_last and (stream_id % 2 == 0) == self._even

    def _one_too_many(
        self, event: events.RequestReceived, now: float, happened: list[Event]
    ) -> bool:
        """The stream is one more than we allow (5.1.2), and nothing is to come of it."""
        endpoint, stream_id = self._endpoint, event.stream_id
        if not endpoint.lawful.too_many(self._max_streams):
            return False
        if endpoint.tray.policy["reset"] is Reply.SEND:
            replies.reset(endpoint, stream_id, ErrorCode.REFUSED_STREAM, now, event.seq)
            return True
        self._refuse(stream_id, now, event.seq, happened, ErrorCode.REFUSED_STREAM)
        return False

    def _malformed(self, event: events.RequestReceived) -> bool:
        if not self._strict and field_problems(  # otherwise h2 has looked at them
            event.headers, FieldsKind.REQUEST, extended_connect=self._extended_connect
        ):
            return True
        return self._unmeasurable(event) or self._short(event.stream_id, event.stream_ended)

    def _unmeasurable(self, event: events.RequestReceived) -> bool:
        """Its content-length is none; otherwise the content is held to it (8.1.1)."""
        for name, value in event.headers:
            if name == b"content-length":
                if not value.isdigit():
                    return True
                length = int(value[:20])
                if self._expected.setdefault(event.stream_id, length) != length:
                    return True
        return False

    # What a client is told

    def _response(self, event: events.ResponseReceived, now: float, happened: list[Event]) -> None:
        stream_id = event.stream_id
        if self._unserved(stream_id):
            return
        pushed = stream_id % 2 == 0 and not event.informational
        if pushed and self._one_too_many(event, now, happened):
            return
        malformed = self._malformed_response(event)
        if malformed and self._refuse(stream_id, now, event.seq, happened):
            return
        happened.append(event)

    def _malformed_response(self, event: events.ResponseReceived) -> bool:
        kind = FieldsKind.INFORMATIONAL if event.informational else FieldsKind.RESPONSE
        if not self._strict and field_problems(event.headers, kind):
            return True
        unmeasured = event.stream_id in self._endpoint.lawful.unmeasured
        not_modified = dict(event.headers).get(b":status") == b"304"
        if event.informational or unmeasured or not_modified:
            return False  # of a 304 it is the length the content would have (RFC 9110 8.6)
        return self._unmeasurable(event) or self._short(event.stream_id, event.stream_ended)

    def _push(self, event: events.PushReceived, now: float, happened: list[Event]) -> None:
        """8.4; `stream_id` of the event carries the promise."""
        promised = event.promised_stream_id
        if self._unserved(promised):
            return
        wrong = not self._strict and bool(field_problems(event.headers, FieldsKind.PUSH_REQUEST))
        if wrong and self._refuse(promised, now, event.seq, happened):
            return
        if dict(event.headers).get(b":method") == b"HEAD":
            self._endpoint.lawful.unmeasure(promised)
        happened.append(event)

    def _data(self, event: events.DataReceived, now: float, happened: list[Event]) -> None:
        stream_id = event.stream_id
        if self._unserved(stream_id):
            # Not served, but the connection's window is everybody's (6.8, 6.9).
            self._endpoint.credit(stream_id, event.flow_controlled_length, now)
            return
        expected = self._expected
        if expected and stream_id in expected:
            expected[stream_id] -= len(event.data)
            wrong = expected[stream_id] < 0 or self._short(stream_id, event.stream_ended)
            if wrong and self._refuse(stream_id, now, event.seq, happened):
                self._endpoint.credit(stream_id, event.flow_controlled_length, now)
                return
        happened.append(event)

    def overrun(
        self, what: str, stream_id: int, seq: int, now: float, happened: list[Event]
    ) -> bool:
        """The peer has sent more DATA than a window had (6.9.1). False: the script may have it."""
        endpoint = self._endpoint
        code = ErrorCode.FLOW_CONTROL_ERROR
        if what == "connection":
            connectionerror.give_up(
                endpoint, "DATA overran the connection's window", code, "6.9.1", seq, now
            )
            happened += endpoint.take_events()
            return True
        return self._refuse(stream_id, now, seq, happened, code)

    def _trailers(self, event: events.TrailersReceived, now: float, happened: list[Event]) -> None:
        if self._unserved(event.stream_id):
            return
        wrong = not self._strict and bool(field_problems(event.headers, FieldsKind.TRAILERS))
        wrong = wrong or self._short(event.stream_id, event.stream_ended)
        if wrong and self._refuse(event.stream_id, now, event.seq, happened):
            return
        happened.append(event)

    def _short(self, stream_id: int, ended: events.StreamEnded | None) -> bool:
        """The body has ended before its content-length was reached."""
        return ended is not None and self._expected.pop(stream_id, 0) != 0

    def _refuse(
        self,
        stream_id: int,
        now: float,
        cause: int,
        happened: list[Event],
        code: int = ErrorCode.PROTOCOL_ERROR,
    ) -> bool:
        """A malformed message (8.1.1). False where the policy lets it through to the script.

        The stream is not closed then, so that the script can answer, as long as the reset waits.
        """
        endpoint = self._endpoint
        if endpoint.tray.policy["reset"] is not Reply.SEND:
            self._expected.pop(stream_id, None)  # one reset is enough
            octets = frame(FrameType.RST_STREAM, 0, stream_id, _U32.pack(code))
            replies.automatic(endpoint, octets, cause, now)
            return False
        replies.reset(endpoint, stream_id, code, now, cause)
        happened.append(events.StreamReset(stream_id, code, False, cause))
        return True

    def _stream_reset(self, event: events.StreamReset, now: float, happened: list[Event]) -> None:
        endpoint = self._endpoint
        self._expected.pop(event.stream_id, None)
        endpoint.drop_stream(event.stream_id, "the stream was reset")
        happened.append(event)
        if now - self._resets_since > 1.0:
            self._resets_since, self._resets = now, 0
        self._resets += 1
        if self._resets > endpoint.limits.resets_per_second:
            connectionerror.calm(endpoint, now, "resets_per_second", self._resets, event.seq)

    # GOAWAY

    def goaway_received(self, octets: bytes, seq: int, happened: list[Event]) -> bool:
        """A well-formed GOAWAY. False for one h2 shall judge."""
        if len(octets) < 17 or _U32.unpack_from(octets, 5)[0] & HIGHEST_STREAM_ID:
            return False
        last, code = struct.unpack_from(">II", octets, 9)
        happened.append(events.GoAwayReceived(last & HIGHEST_STREAM_ID, code, octets[17:], seq))
        _keep(self.goaways_received, octets, seq)
        return True

    def sent(self, octets: bytes, seq: int) -> None:
        """Our GOAWAY: streams of the peer above its last stream are not served (6.8)."""
        if octets[3] == FrameType.GOAWAY and len(octets) >= 17:
            last = _U32.unpack_from(octets, 9)[0] & HIGHEST_STREAM_ID
            self._goaway_last = min(self._goaway_last, last)
            _keep(self.goaways_sent, octets, seq)

    # Control frames, for those who asked

    def control(self, octets: bytes, seq: int, happened: list[Event]) -> None:
        """Make the event of a frame that h2 has taken without complaint."""
        frame = Frame(octets)
        view, stream_id, ack = frame.view, frame.stream_id, frame.has_flag(ACK)
        match view:
            case payloads.Settings():
                happened.append(events.SettingsReceived(view.pairs, ack, seq))
            case payloads.Ping():
                happened.append(events.PingReceived(view.opaque_data, ack, seq))
            case payloads.WindowUpdate():
                happened.append(events.WindowUpdated(stream_id, view.increment, seq))
            case payloads.Priority():
                happened.append(
                    events.PriorityUpdated(
                        stream_id, view.depends_on, view.weight, view.exclusive, seq
                    )
                )
            case (
                payloads.Unknown()
                | payloads.AltSvc()
                | payloads.Origin()
                | payloads.PriorityUpdate()
            ):
                happened.append(events.UnknownReceived(frame, seq))


def _keep(seen: list[GoAwaySeen], octets: bytes, seq: int) -> None:
    last, code = struct.unpack_from(">II", octets, 9)
    seen.append(GoAwaySeen(seq, last & HIGHEST_STREAM_ID, code, octets[17 : 17 + 1024]))
    del seen[:-REMEMBERED_GOAWAYS]
