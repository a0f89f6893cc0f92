"""What a real engine says of its connections, and what a reader makes of it who comes late."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from h2craft.actions import Headers, Send, fields_of
from h2craft.client import Standing, standings
from h2craft.client.standings import Gathering
from h2craft.reader import Reader
from h2craft.wire import PREFACE, FrameType, frame_octets

OK = fields_of([(":status", "200"), ("x-kept", "in the table")])
Serve = Callable[..., Any]


def post(stream_id: int) -> bytes:
    """POST /up of a client that goes on talking."""
    block = b"\x83\x86\x44\x03/up\x41\x01a"
    return frame_octets(FrameType.HEADERS, 0x4, stream_id, block)


def held(request: Any, response: Any) -> None:
    """A handler that leaves its answer to somebody else."""
    response.hold("wait")


class Late:
    """The records after a standing, and no others."""

    def __init__(self, journal: Any, standing: Standing) -> None:
        self.journal = journal
        self.first = standing.seq + 1

    @property
    def last(self) -> int:
        return int(self.journal.last)

    def read(self, after: int = 0, limit: int = 1000) -> Any:
        return self.journal.read(max(after, self.first - 1), limit)


def late(served: Any) -> Reader:
    standing = served.client.standings().result(10)
    reader = Reader(Late(served.client.records, standing))
    told = json.loads(json.dumps(dict(standing.connections)))
    reader.resume(standing.seq, {int(number): one for number, one in told.items()})
    reader.advance(10_000)
    return reader


def test_who_attaches_sees_the_streams_without_reading_a_record(serve: Serve) -> None:
    served = serve(held)
    peer = served.peer()
    peer.sends(post(1), frame_octets(FrameType.DATA, 0, 1, b"x" * 100), post(3))
    served.recorded("type:DATA")
    served.recorded("stream:3 type:HEADERS")
    standing = served.client.standings().result(10)
    assert standing.seq == standing.connections[1]["seq"] == served.client.records.last
    board = late(served).board
    connection = board.connections[1]
    assert {n: (str(s.state), s.path) for n, s in connection.streams.items()} == {
        1: ("open", b"/up"),
        3: ("open", b"/up"),
    }
    assert connection.streams[1].received_window.size == (256 << 10) - 100
    assert connection.opened["scheme"] == "http"
    assert connection.opened_at is not None
    assert connection.peer.octets > 100


def test_what_is_said_afterwards_is_read_as_by_those_who_were_there(serve: Serve) -> None:
    served = serve(held)
    peer = served.peer()
    peer.sends(post(1), post(3))
    served.recorded("stream:3 type:HEADERS")
    answer = Send(frames=(Headers(stream_id=1, fields=OK),))
    assert served.client.submit(1, answer).result(10).accepted
    reader = late(served)
    again = Send(frames=(Headers(stream_id=3, fields=OK),))
    assert served.client.submit(1, again).result(10).accepted
    reader.advance(100)
    stream = reader.board.connections[1].streams[3]
    assert stream.status == 200
    moment = reader.moment(reader.position)
    assert moment is not None and moment.exact


def test_a_request_in_a_persons_hands_is_told_as_held(serve: Serve) -> None:
    served = serve(held)
    served.client.set_hold("path:/up").result(10)
    served.peer().sends(post(1))
    served.recorded("kind:request-held")
    reader = late(served)
    assert reader.board.connections[1].streams[1].held == "path:/up"
    assert reader.held[1, 1].why == "path:/up"


def test_a_connection_that_has_said_nothing_yet_is_there(serve: Serve) -> None:
    served = serve(held)
    peer = served.peer(greets=False)
    served.recorded("kind:connection-opened")
    told = served.client.standings().result(10).connections[1]
    assert "peer" not in told
    reader = late(served)
    peer.sends(PREFACE, frame_octets(FrameType.SETTINGS, 0, 0, b""))
    served.recorded("kind:preface-received")
    reader.advance(100)
    connection = reader.board.connections[1]
    assert connection.opened["scheme"] == "http" and connection.whole


def test_tls_and_the_end_of_a_direction_are_told(serve: Serve) -> None:
    link = SimpleNamespace(
        info=SimpleNamespace(
            peer=("::1", 5),
            local=("::1", 8443),
            scheme="https",
            opened_at=1.5,
            tls_version="TLSv1.3",
            cipher="AES",
            alpn="h2",
            server_name="a.test",
        ),
        endpoint=None,
    )
    told = standings.standing_of_link(link, None)  # type: ignore[arg-type]
    assert told["tls"]["alpn"] == "h2"
    served = serve(held)
    peer = served.peer()
    peer.sends(post(1))
    served.recorded("type:HEADERS")
    peer.socket.shutdown(1)
    served.recorded("kind:end-received")
    assert late(served).board.connections[1].peer.ended == "fin"


def test_those_asked_for_by_number_and_none_that_is_gone(serve: Serve) -> None:
    served = serve(held)
    for _ in range(3):
        served.peer()
    served.recorded("kind:preface-received", 3)
    told = served.client.standings([2, 9]).result(10).connections
    assert list(told) == [2]


def test_many_are_told_in_slices_each_as_of_its_own_record(serve: Serve) -> None:
    served = serve(held)
    engine = served.client.host.engine
    for _ in range(45):
        served.peer()
    served.recorded("kind:preface-received", 45)
    turns: list[int] = []
    made: list[Standing] = []

    async def gather() -> None:
        done = asyncio.Event()

        def settle(standing: Standing) -> None:
            made.append(standing)
            done.set()

        gathering = Gathering(engine, served.client.application, None, settle)
        go_on = gathering.go_on

        def counted() -> None:
            turns.append(engine.record(0, 61, {"text": "somebody else's turn"}))
            go_on()

        gathering.go_on = counted  # type: ignore[method-assign]
        gathering.go_on()
        await done.wait()

    served.client.host.call(gather())
    assert len(turns) > 1
    assert len(made[0].connections) == 45
    seqs = {told["seq"] for told in made[0].connections.values()}
    assert len(seqs) > 1 and min(seqs) >= made[0].seq


def test_an_engine_that_has_stopped_says_nothing(serve: Serve) -> None:
    served = serve(held)
    served.client.close()
    assert served.client.standings().result(10) == Standing()
