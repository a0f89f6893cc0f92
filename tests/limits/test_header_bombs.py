"""Header blocks of which each octet is a field that is wrong (RFC 7541 6.1, RFC 9113 8.3)."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.engine
KIBI, MEBI = 1 << 10, 1 << 20
BLOCKS = 40
MOST = 120  # findings about one block


def test_sixteen_thousand_wrong_fields_of_a_frame_are_not_as_many_findings(
    starting: Any, handlers: Path, peer: Any
) -> None:
    with starting(handlers, "--keep", "4") as server:
        with contextlib.closing(server.conversation()) as said:
            with peer.Peer(server.http) as client:
                client.send(*(client.head("/echo.py")[1] for _ in range(2)))
                client.barrier()
                memory = server.memory()
                flags = peer.END_HEADERS | peer.END_STREAM
                bomb = client.block("/echo.py") + b"\x84" * (16 * KIBI - 64)  # :path, again
                for _ in range(BLOCKS):
                    client.send(peer.frame(peer.HEADERS, flags, client.new_stream(), bomb))
                client.until(lambda: client.goaway)
                assert client.goaway.code == peer.ENHANCE_YOUR_CALM
            said.expect("kind:connection_closed")
            blocks = said.matching(f"type:HEADERS dir:received len:>{8 * KIBI}")
            assert blocks
            assert all(len(one.findings) <= MOST for one in blocks)
        with peer.Peer(server.http) as other:
            assert other.get("/echo.py").body == b"hello"
        assert server.memory() - memory < 48 * MEBI
