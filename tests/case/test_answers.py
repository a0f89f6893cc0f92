from __future__ import annotations

from typing import Any

import pytest

import h2craft
from h2craft.case import write_frames


@pytest.mark.engine
def test_many_frames_leave_one_by_one_with_their_padding(peer: Any) -> None:
    pieces = [b"%d" % (number % 10) for number in range(450)]

    def main(request: Any, response: Any) -> None:
        response.writer.write_headers([], 200)
        write_frames(response, iter(pieces), padding=2)
        response.writer.end_stream()

    with h2craft.serve(main, tls=False) as server, peer.Peer(server.url) as client:
        client.get("/")
        sent = server.readings("dir:sent type:DATA")
    assert [one.frame.payload[1:2] for one in sent[:-1]] == pieces
    assert {one.frame.length for one in sent[:-1]} == {4}
