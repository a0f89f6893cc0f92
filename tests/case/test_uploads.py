from __future__ import annotations

from typing import Any

import pytest

import h2craft
from h2craft.case import uploaded

PATIENCE = 10.0


@pytest.mark.engine
class TestUploads:
    """`uploaded` counts octets of DATA as flow control does."""

    def test_it_waits_for_so_many_and_takes_what_else_is_there(self, told: Any, peer: Any) -> None:
        padded = peer.frame(0, 0x8, 1, b"\x03" + b"1234" + bytes(3))
        assert told(lambda r: uploaded(r, 12, PATIENCE), peer.frame(0, 0, 1, b"1234"), padded) == 12

    def test_the_end_of_the_body_is_enough(self, told: Any, peer: Any) -> None:
        last = peer.frame(0, 0x1, 1, b"1234")
        assert told(lambda r: uploaded(r, 1_000, PATIENCE), last) == 4

    def test_nothing_is_counted_twice(self, told: Any, peer: Any) -> None:
        both = peer.frame(0, 0, 1, b"1234"), peer.frame(0, 0x1, 1, b"5")
        counts = told(lambda r: (uploaded(r, 5, PATIENCE), uploaded(r)), *both)
        assert counts == (5, 0)


@pytest.mark.engine
def test_uploads_are_stopped_and_let_go(peer: Any, tmp_path: Any) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from h2craft.case import half, let_go, stop_uploads, uploaded\n"
        "def handle_opening(connection): stop_uploads(connection)\n"
        "def handle_headers(frame, request, response):\n"
        "    response.writer.write_headers([('x-came', str(uploaded(response, 65535)))], 200)\n"
        "    let_go(response)\n"
        "def main(request, response): response.writer.end_stream()\n"
    )
    with h2craft.serve(script, tls=False) as server, peer.Peer(server.url) as client:
        number, head = client.head("/", "POST", end=False)
        client.send(head, *[client.data(number, bytes(13_107)) for _ in range(5)])
        client.until(lambda: client.answer(number).status)
        assert client.answer(number).fields == {"x-came": "65535"}
        client.until(lambda: client.window(number) == 1 << 20)
        client.send(client.data(number, b"", peer.END_STREAM))
        assert client.finish(number).ended
