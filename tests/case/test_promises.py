from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

import h2craft
from h2craft.case import accepted, expect, fulfil, promise, whole, write_promise


@pytest.mark.engine
class TestPromises:
    """What cases about pushes share."""

    def test_a_promise_that_stands_is_fulfilled(self, listener: Any, remarks_of: Any) -> None:
        def main(request: Any, response: Any) -> None:
            expect(response, accepted(response, request, 6), "it stands")
            fulfil(response, 6)
            whole(response)

        with h2craft.serve(main, tls=False) as server, listener(server.url) as client:
            assert client.get("/").ended
            assert client.finish(6).status == 200
            assert remarks_of(server) == ["kept: it stands"]

    def test_one_that_is_refused_is_missing_and_left_alone(
        self, listener: Any, peer: Any, remarks_of: Any
    ) -> None:
        def main(request: Any, response: Any) -> None:
            expect(response, not accepted(response, request), "it is refused")
            whole(response)

        with h2craft.serve(main, tls=False) as server, listener(server.url) as client:
            client.deaf = True
            number = client.request("/")
            client.until(lambda: client.of_type(peer.PING))
            (_, _, opaque) = client.of_type(peer.PING)[0]
            client.send(peer.rst_stream(2), peer.ping(opaque, peer.ACK))
            assert client.finish(number).ended
            assert remarks_of(server) == [
                "missing: a push that it accepts",
                "kept: it is refused",
            ]

    def test_who_has_refused_it_gets_nothing_more_of_it(self, listener: Any, peer: Any) -> None:
        def main(request: Any, response: Any) -> None:
            write_promise(response, promise(request))
            response.writer.wait_for("type:PING")
            fulfil(response)
            whole(response)

        with h2craft.serve(main, tls=False) as server, listener(server.url) as client:
            number = client.request("/")
            client.until(lambda: client.of_type(peer.PUSH_PROMISE))
            client.send(peer.rst_stream(2), peer.ping())
            assert client.finish(number).ended
            assert client.answer(2).status == 0

    def test_its_fields_are_those_of_a_request_but_for_changes(self) -> None:
        parts = SimpleNamespace(scheme="https", netloc="localhost:1")
        request = SimpleNamespace(url_parts=parts)
        assert promise(request, "/a", method=None, authority="elsewhere") == [
            (":scheme", "https"),
            (":authority", "elsewhere"),
            (":path", "/a"),
        ]
