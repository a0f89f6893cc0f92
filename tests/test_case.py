"""What cases share, in use: a hook that calls it, and a client of raw frames."""

from __future__ import annotations

import queue
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hpack import Decoder, NeverIndexedHeaderTuple

import h2craft
from h2craft.case import Turns, heard, literal, settled, uploaded, whole, write_frames

PATIENCE = 10.0


class Remarks(list[str]):
    """What is marked, in place of a writer."""

    def fire(self, action: Any) -> None:
        self.append(action.text)


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


@pytest.mark.parametrize("huffman", [False, True])
@pytest.mark.parametrize("form", [0x00, 0x10, 0x40])
def test_a_literal_is_what_a_decoder_reads(form: int, huffman: bool) -> None:
    decoder = Decoder()
    block = literal(b"x-name", b"v" * 300, form, huffman=huffman) + literal(28, b"5", form)
    fields = decoder.decode(block, raw=True)
    assert [tuple(one) for one in fields] == [(b"x-name", b"v" * 300), (b"content-length", b"5")]
    assert all(isinstance(one, NeverIndexedHeaderTuple) is (form == 0x10) for one in fields)
    assert len(decoder.header_table.dynamic_entries) == (2 if form == 0x40 else 0)


class TestTurns:
    """Requests that have to come one after the other on one connection."""

    def ask(self, turns: Turns, about: Any, port: int, stream: int, ordinal: int) -> int:
        request = SimpleNamespace(
            client_address=("127.0.0.1", port), h2_stream_id=stream, ordinal=ordinal
        )
        return turns.of(about, request)

    def test_they_are_counted_by_connection_and_not_by_stream(self) -> None:
        turns, remarks = Turns(2), Remarks()
        asked = [(1, 13, 1), (1, 13, 1), (1, 15, 2), (2, 1, 3), (1, 17, 4)]
        assert [self.ask(turns, remarks, *one) for one in asked] == [1, 1, 2, 1, 3]
        assert remarks == []

    def test_the_next_one_on_another_connection_is_missing_here(self) -> None:
        turns, remarks = Turns(2), Remarks()
        assert [self.ask(turns, remarks, port, 1, port) for port in (1, 2)] == [1, 1]
        assert remarks == ["case: missing: 2 requests on one connection"]
