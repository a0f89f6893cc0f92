from __future__ import annotations

import queue
from typing import Any

import pytest

import h2craft
from h2craft.case import announced, heard, room, settled

PATIENCE = 10.0


@pytest.mark.engine
class TestAnswers:
    """What the client says to what a case has sent."""

    def test_the_payload_of_a_frame_that_is_waited_for(self, told: Any, peer: Any) -> None:
        assert (
            told(lambda r: heard(r, "type:PING", PATIENCE), peer.ping(b"who is 8")) == b"who is 8"
        )

    def test_none_for_a_frame_that_does_not_come(self, told: Any) -> None:
        assert told(lambda r: heard(r, "type:GOAWAY", 0.0)) is None

    def test_settings_that_are_acknowledged(self, told: Any) -> None:
        assert told(lambda r: settled(r, {"MAX_CONCURRENT_STREAMS": 5})) is True

    def test_settings_to_a_client_that_leaves(self, peer: Any) -> None:
        found: queue.Queue[bool] = queue.Queue()

        def handle_headers(frame: Any, request: Any, response: Any) -> None:
            response.writer.wait_for("type:GOAWAY", PATIENCE)
            found.put(settled(response, {}))

        with h2craft.serve({"handle_headers": handle_headers}, tls=False) as server:
            with peer.Peer(server.url) as client:
                client.send(client.head("/", "POST", end=False)[1])
                client.send(peer.frame(7, 0, 0, bytes(8)))
            assert found.get(timeout=PATIENCE) is False


@pytest.mark.engine
def test_what_a_client_has_announced_is_known(told: Any) -> None:
    found = told(lambda r: (announced(r, "MAX_FRAME_SIZE", 16_384), room(r, 0), room(r)))
    assert found == (16_384, 65_535, 65_535)


@pytest.mark.engine
def test_of_a_setting_said_twice_the_last_one_is_known(peer: Any) -> None:
    def main(request: Any, response: Any) -> str:
        return str(announced(response, "HEADER_TABLE_SIZE", 4_096))

    pairs = (1, 5), (3, 100), (1, 7)
    with h2craft.serve(main, tls=False) as server, peer.Peer(server.url, *pairs) as client:
        assert client.get("/").body == b"7"
