from __future__ import annotations

import queue
import socket
from typing import Any

import pytest

import h2craft
from h2craft.case import (
    OK_BLOCK,
    Meeting,
    canary,
    literal,
    promise,
    reaction,
    settled,
    violation,
    whole,
    write_promise,
)

PATIENCE = 10.0


@pytest.mark.engine
class TestViolations:
    """`violation`: half a response, what the case is about and a PING, and the canary."""

    def test_the_rest_comes_for_a_client_that_says_nothing(
        self, listener: Any, peer: Any, remarks_of: Any
    ) -> None:
        def main(request: Any, response: Any) -> None:
            with violation(response) as writer:
                writer.write_raw_frame(0xF0, b"what is that?", stream_id=0)
                writer.write_window_update(5)

        with h2craft.serve(main, tls=False) as server, listener(server.url) as client:
            assert client.get("/").body == b"the first half, and the rest\n"
            about = client.of_type(0xF0, peer.WINDOW_UPDATE, peer.PING)[-4:]
            assert [one[0] for one in about] == [0xF0, peer.WINDOW_UPDATE, peer.PING, peer.PING]
            assert remarks_of(server) == ["violation", "violated", "canary"]
            both = server.readings("kind:ACTION_FIRED")
            assert any(len(getattr(one.record.detail, "frames", ())) == 3 for one in both)

    def test_nothing_comes_for_a_client_that_resets_the_stream(
        self, listener: Any, peer: Any, remarks_of: Any
    ) -> None:
        def main(request: Any, response: Any) -> None:
            with violation(response) as writer:
                writer.write_raw_frame(0xF0, b"what is that?", stream_id=0)

        with h2craft.serve(main, tls=False) as server, listener(server.url) as client:
            number = client.request("/")
            client.until(lambda: client.of_type(0xF0))
            client.send(peer.rst_stream(number))
            client.until(lambda: len(client.of_type(peer.PING)) > 0)
            client.barrier()
            assert client.answer(number).body == b"the first half, "
            assert "canary" not in remarks_of(server)

    def test_a_client_that_says_goaway_and_stays_is_left(self, listener: Any, peer: Any) -> None:
        heard: queue.SimpleQueue[bool] = queue.SimpleQueue()

        def main(request: Any, response: Any) -> None:
            whole(response)
            heard.put(reaction(response, PATIENCE))

        with h2craft.serve(main, tls=False) as server, listener(server.url) as client:
            client.deaf = True
            client.request("/")
            client.until(lambda: client.of_type(peer.PING))
            client.send(peer.frame(peer.GOAWAY, 0, 0, bytes(7) + b"\x01"))
            client.until_end()
            assert heard.get(timeout=PATIENCE)
            client.close()
            closed = server.wait_for("kind:CONNECTION_CLOSED")
            assert closed.record.detail["by"] == "us"

    def test_nobody_waits_for_a_client_that_has_ended_its_direction(
        self, listener: Any, peer: Any
    ) -> None:
        heard: queue.SimpleQueue[bool] = queue.SimpleQueue()

        def main(request: Any, response: Any) -> None:
            heard.put(reaction(response, 1e6))

        with h2craft.serve(main, tls=False) as server, listener(server.url) as client:
            client.deaf = True
            client.request("/")
            client.until(lambda: client.of_type(peer.PING))
            client.socket.shutdown(socket.SHUT_WR)
            client.until_end()
            assert heard.get(timeout=PATIENCE)

    def test_what_another_stream_is_reset_with_is_no_objection(
        self, listener: Any, peer: Any
    ) -> None:
        def main(request: Any, response: Any) -> None:
            with violation(response) as writer:
                write_promise(writer, promise(request))

        with h2craft.serve(main, tls=False) as server, listener(server.url) as client:
            client.deaf = True
            number = client.request("/")
            client.until(lambda: client.of_type(peer.PUSH_PROMISE))
            client.deaf = False
            client.send(peer.rst_stream(2), peer.ping(b"read on?", peer.ACK))
            assert client.finish(number).body == b"the first half, and the rest\n"

    def test_what_waits_inside_is_not_kept_back(self, listener: Any) -> None:
        def main(request: Any, response: Any) -> None:
            with violation(response) as writer:
                assert settled(writer, {"ENABLE_CONNECT_PROTOCOL": 1})
                assert not reaction(writer)

        with h2craft.serve(main, tls=False) as server, listener(server.url) as client:
            assert client.get("/").body == b"the first half, and the rest\n"

    def test_a_canary_may_have_a_head_and_other_streams(self, listener: Any) -> None:
        pair = Meeting(2)

        def main(request: Any, response: Any) -> None:
            if streams := pair.led(response, request):
                canary(response, head=OK_BLOCK + literal(b"x", b"y"), also=streams[:-1])

        with h2craft.serve(main, tls=False) as server, listener(server.url) as client:
            numbers = [client.request("/"), client.request("/")]
            answers = [client.finish(number) for number in numbers]
            assert [(one.status, one.fields, bytes(one.body)) for one in answers] == [
                (200, {"x": "y"}, b"and the rest\n")
            ] * 2
