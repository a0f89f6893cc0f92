"""A channel that collects instead of sending, and requests and responses made on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from h2craft.actions import Action, CraftedFrame, PushPromise, Send
from h2craft.endpoint.events import RequestReceived, StreamEnded
from h2craft.script.body import Body
from h2craft.script.request import Request
from h2craft.script.response import Response
from h2craft.script.server import Environment, default_config
from h2craft.trace import Kind, Record


@dataclass
class FakeOutcome:
    stream_id: int | None = None


@dataclass
class FakeChannel:
    """`actions` are what was fired, `waited` whether for each; `refuse` is raised instead."""

    connection: int = 7
    stream_id: int = 1
    client_address: tuple[Any, ...] = ("127.0.0.1", 50_000)
    local_address: tuple[Any, ...] = ("127.0.0.1", 8443)
    scheme: str = "https"
    info: Any = None
    actions: list[Action] = field(default_factory=list)
    waited: list[bool] = field(default_factory=list)
    records: list[tuple[Kind, Any]] = field(default_factory=list)
    awaited: list[tuple[str, float | None, int]] = field(default_factory=list)
    arriving: list[Record] = field(default_factory=list)
    refuse: Exception | None = None
    frame_size: int = 16_384
    windows: dict[int, int] = field(default_factory=dict)
    pushes: bool = True
    push_id: int = 2
    at: int = 100
    in_flight: tuple[int, int] = (1, 100)

    def fire(self, action: Action, *, wait: bool = True) -> FakeOutcome | None:
        if self.refuse is not None:
            raise self.refuse
        self.actions.append(action)
        self.waited.append(wait)
        promised = None
        if isinstance(action, Send) and isinstance(action.frames[0], PushPromise):
            promised = action.frames[0].promised_stream_id or self.next_push_id()
        return FakeOutcome(promised) if wait else None

    def max_frame_size(self) -> int:
        return self.frame_size

    def window(self, stream_id: int) -> int:
        return self.windows.get(stream_id, 65_535)

    def push_enabled(self) -> bool:
        return self.pushes

    def next_push_id(self) -> int:
        return self.push_id

    def streams(self) -> dict[int, str]:
        return {1: "open"}

    def position(self) -> int:
        return self.at

    def settings_in_flight(self) -> tuple[int, int]:
        return self.in_flight

    def await_record(
        self, pattern: str, timeout_seconds: float | None, after_seq: int = 0
    ) -> Record:
        self.awaited.append((pattern, timeout_seconds, after_seq))
        for record in self.arriving:
            if record.seq > after_seq:
                return record
        raise TimeoutError(pattern)

    def record(self, kind: Kind, detail: Any) -> None:
        self.records.append((kind, detail))

    @property
    def frames(self) -> list[CraftedFrame]:
        return [frame for a in self.actions if isinstance(a, Send) for frame in a.frames]

    @property
    def frame(self) -> Any:
        """The only frame that was sent."""
        (frame,) = self.frames
        return frame


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


@pytest.fixture
def make_request(channel: FakeChannel) -> Callable[..., Request]:
    def make(
        method: str = "GET",
        path: str = "/",
        headers: list[tuple[bytes, bytes]] | None = None,
        body: bytes = b"",
        authority: str = "localhost:8443",
    ) -> Request:
        fields = [
            (b":method", method.encode()),
            (b":scheme", b"https"),
            (b":authority", authority.encode("latin-1")),
            (b":path", path.encode("latin-1")),
            *(headers or ()),
        ]
        ended = None if body else StreamEnded(channel.stream_id)
        event = RequestReceived(channel.stream_id, fields, ended, seq=10)
        spool = Body()
        spool.append(body)
        environment = Environment(default_config("/root", port=8443))
        return Request(event, channel, spool, environment, "/root")

    return make


@pytest.fixture
def make_response(
    channel: FakeChannel, make_request: Callable[..., Request]
) -> Callable[..., Response]:
    def make(*args: Any, **kwargs: Any) -> Response:
        return Response(make_request(*args, **kwargs), channel)

    return make
