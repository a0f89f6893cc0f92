"""What cases share, in use: a hook that calls it, and a client of raw frames."""

from __future__ import annotations

import queue
import socket
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hpack import Decoder, NeverIndexedHeaderTuple

import h2craft
from h2craft.actions import Note
from h2craft.case import (
    OK_BLOCK,
    Meeting,
    Turns,
    accepted,
    announced,
    block_of,
    canary,
    expect,
    fulfil,
    heard,
    literal,
    promise,
    reaction,
    room,
    settled,
    uploaded,
    violation,
    whole,
    write_frames,
    write_promise,
)
from h2craft.script import ProtocolError
from h2craft.trace import Kind

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


def remarks_of(server: Any) -> list[str]:
    fired = [one.record.detail for one in server.readings("kind:ACTION_FIRED")]
    return [one.text.removeprefix("case: ") for one in fired if isinstance(one, Note)]


@pytest.mark.engine
class TestViolations:
    """`violation`: half a response, what the case is about and a PING, and the canary."""

    def test_the_rest_comes_for_a_client_that_says_nothing(self, listener: Any, peer: Any) -> None:
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
        self, listener: Any, peer: Any
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


@pytest.mark.engine
class TestMeetings:
    """Requests that have to be there at the same time, of which one writes for all."""

    @pytest.mark.parametrize(("by", "leader"), [(-1, 3), (0, 1)])
    def test_one_of_them_gets_all_streams(self, listener: Any, by: int, leader: int) -> None:
        pair, led = Meeting(2), []

        def main(request: Any, response: Any) -> None:
            if streams := pair.led(response, request, by):
                led.append((request.h2_stream_id, streams))
                for stream_id in streams:
                    whole(response, stream_id=stream_id)

        with h2craft.serve(main, tls=False) as server, listener(server.url) as client:
            numbers = [client.request("/"), client.request("/")]
            assert all(client.finish(one).body.endswith(b"rest\n") for one in numbers)
        assert (led, pair.leader) == ([(leader, (1, 3))], leader)

    def test_who_comes_again_gets_half_of_it(self, listener: Any, peer: Any) -> None:
        alone = Meeting(1)

        def main(request: Any, response: Any) -> None:
            if alone.led(response, request):
                whole(response)

        with h2craft.serve(main, tls=False) as server, listener(server.url) as client:
            assert client.get("/").ended
            again = client.get("/")
            assert (again.ended, again.reset) == (False, peer.INTERNAL_ERROR)


@pytest.mark.engine
class TestPromises:
    """What cases about pushes share."""

    def test_a_promise_that_stands_is_fulfilled(self, listener: Any) -> None:
        def main(request: Any, response: Any) -> None:
            expect(response, accepted(response, request, 6), "it stands")
            fulfil(response, 6)
            whole(response)

        with h2craft.serve(main, tls=False) as server, listener(server.url) as client:
            assert client.get("/").ended
            assert client.finish(6).status == 200
            assert remarks_of(server) == ["kept: it stands"]

    def test_one_that_is_refused_is_missing_and_left_alone(self, listener: Any, peer: Any) -> None:
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


@pytest.mark.parametrize("length", [300, 16_384, 16_511, 16_512, 70_000, (1 << 24) - 1])
def test_a_block_has_the_length_that_is_asked_for(length: int) -> None:
    block = block_of(length)
    decoder = Decoder(max_header_list_size=1 << 25)
    fields = decoder.decode(block)
    assert len(block) == length
    assert ([name for name, _ in fields], fields[0][1]) == ([":status", "x-long"], "200")
    assert not decoder.header_table.dynamic_entries


class Gone:
    """In place of the writer of a connection that is closed. It is its own channel."""

    def __init__(self) -> None:
        self.noted: list[str] = []

    @property
    def _channel(self) -> Gone:
        return self

    def fire(self, action: Any) -> None:
        raise ProtocolError("the connection is closed")

    def record(self, kind: Kind, detail: Any) -> None:
        assert kind is Kind.NOTED
        self.noted.append(detail["text"])


def test_what_a_client_breaks_by_leaving_is_told() -> None:
    writer = Gone()
    expect(writer, False, "it stays")
    assert writer.noted == ["case: broken: it stays"]
