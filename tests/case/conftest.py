"""What cases share, in use: a hook that calls it, and a client of raw frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import h2craft
from h2craft.actions import Note
from h2craft.case import whole


@pytest.fixture
def told(peer: Any) -> Callable[..., Any]:
    """What a hook comes to, when a client says this after the head of its request."""

    def play(hook: Callable[[Any], Any], *octets: bytes) -> Any:
        found: list[Any] = []

        def handle_headers(frame: Any, request: Any, response: Any) -> None:
            found.append(hook(response))
            whole(response)

        hooks = {"handle_headers": handle_headers}
        with h2craft.serve(hooks, tls=False) as server, peer.Peer(server.url) as client:
            number, head = client.head("/", "POST", end=False)
            client.send(head, *octets)
            assert client.finish(number).body == b"the first half, and the rest\n"
        return found[0]

    return play


@pytest.fixture
def listener(peer: Any) -> type[Any]:
    """A client that keeps all frames in `frames` and answers each PING but with `deaf`."""

    class Listener(peer.Peer):  # type: ignore[name-defined,misc]
        deaf = False

        def __init__(self, *arguments: Any, **more: Any) -> None:
            self.frames: list[Any] = []
            super().__init__(*arguments, **more)

        def take(self, one: Any) -> None:
            self.frames.append(one)
            super().take(one)
            if one.type == peer.PING and not one.flags & peer.ACK and not self.deaf:
                self.send(peer.ping(one.payload, peer.ACK))

        def of_type(self, *types: int) -> list[tuple[int, int, bytes]]:
            return [(f.type, f.stream_id, f.payload) for f in self.frames if f.type in types]

    return Listener


@pytest.fixture
def remarks_of() -> Callable[[Any], list[str]]:
    """What the cases of a server have marked."""

    def read(server: Any) -> list[str]:
        fired = [one.record.detail for one in server.readings("kind:ACTION_FIRED")]
        return [one.text.removeprefix("case: ") for one in fired if isinstance(one, Note)]

    return read
