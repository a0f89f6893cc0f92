"""Floods and silence in use: how much leaves, what ends it, and what the journal has of it."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import Any

import pytest
from hpack import Decoder

import h2craft
from h2craft.case import half, whole
from h2craft.flood import (
    FLUSH_OCTETS,
    LARGEST_FRAME,
    Flooded,
    abuse,
    again,
    block_frames,
    flood,
    flood_block,
    flood_unread,
    frame,
    interim,
    leave,
    stall,
)

PATIENCE = 20.0
UNKNOWN = 0xF0
NOISE = frame(UNKNOWN, b"whatever")


@pytest.fixture
def client(peer: Any) -> type[Any]:
    """A client that keeps all frames in `frames` and answers each PING."""

    class Client(peer.Peer):  # type: ignore[name-defined,misc]
        def __init__(self, *arguments: Any, **more: Any) -> None:
            self.frames: list[Any] = []
            super().__init__(*arguments, **more)

        def take(self, one: Any) -> None:
            self.frames.append(one)
            super().take(one)
            if one.type == peer.PING and not one.flags & peer.ACK:
                self.send(peer.ping(one.payload, peer.ACK))

        def count(self, type_: int) -> int:
            return sum(one.type == type_ for one in self.frames)

    return Client


@pytest.fixture
def played() -> Callable[..., Any]:
    """A hook in place of `main`: what it gives is put into a queue, which is returned as well."""

    def make(hook: Callable[[Any, Any], Any]) -> tuple[Callable[[Any, Any], None], Any]:
        came: queue.SimpleQueue[Any] = queue.SimpleQueue()

        def main(request: Any, response: Any) -> None:
            came.put(hook(request, response))

        return main, came

    return make


def remarks_of(server: Any) -> list[str]:
    """What is marked, by actions and by notes."""
    found = []
    for reading in server.readings("kind:NOTED or kind:ACTION_FIRED"):
        detail = reading.record.detail
        text = detail.get("text", "") if isinstance(detail, dict) else getattr(detail, "text", "")
        if text.startswith("case: "):
            found.append(text.removeprefix("case: "))
    return found


# Octets


def test_a_frame_is_said_in_names_or_numbers() -> None:
    assert frame("PING", b"12345678") == bytes.fromhex("000008 06 00 00000000") + b"12345678"
    assert frame(0xF0, b"", 3, 5) == bytes.fromhex("000000 f0 03 00000005")
    assert frame("DATA", b"\0", "PADDED", 1)[4] == 0x8


@pytest.mark.parametrize(
    ("length", "frames"), [(0, 1), (1, 1), (LARGEST_FRAME, 1), (LARGEST_FRAME + 1, 2), (50_000, 4)]
)
def test_a_block_takes_as_many_frames_as_it_needs(length: int, frames: int) -> None:
    octets, types, flags, block = block_frames(7, bytes(length)), [], [], b""
    while octets:
        size = int.from_bytes(octets[:3], "big")
        types.append(octets[3])
        flags.append(octets[4])
        block += octets[9 : 9 + size]
        octets = octets[9 + size :]
    assert types == [1] + [9] * (frames - 1)
    assert flags == [0] * (frames - 1) + [4]
    assert block == bytes(length)


def test_an_interim_response_leaves_the_table_alone() -> None:
    decoder = Decoder()
    block = interim(1, b"\x00\x01a\x01b")[9:]
    assert decoder.decode(block) == [(":status", "103"), ("a", "b")]
    assert len(decoder.header_table.dynamic_entries) == 0


def test_what_came_of_a_flood_is_said() -> None:
    for ended, said in {
        "all": "all there was",
        "time": "which is time enough",
        "GOAWAY": "then the client's GOAWAY",
    }.items():
        done = Flooded(octets=1_234, seconds=0.5, ended=ended)
        assert str(done) == f"1,234 octets in 0.50 s, {said}"
        assert done.objected is (ended == "GOAWAY")


# Floods


@pytest.mark.engine
@pytest.mark.parametrize("units", [NOISE, None])
def test_all_of_it_leaves_and_is_a_few_records(
    client: Any, played: Any, units: bytes | None
) -> None:
    times = 3 * FLUSH_OCTETS // len(NOISE)

    def hook(request: Any, response: Any) -> Flooded:
        half(response)
        done = flood(response, units or (NOISE for _ in range(times)), times)
        response.writer.write_data("rest", last=True)
        return done

    main, came = played(hook)
    with h2craft.serve(main, tls=False) as server, client(server.url) as asking:
        assert asking.get("/").body.endswith(b"rest")
        done = came.get(timeout=PATIENCE)
        assert (done.ended, done.octets) == ("all", times * len(NOISE))
        assert asking.count(UNKNOWN) == times
        assert len(server.readings("kind:OCTETS_SENT")) in (3, 4)
        server.wait_for("kind:NOTED")
        assert f"flooded: {done}" in remarks_of(server)


@pytest.mark.engine
@pytest.mark.parametrize(
    ("says", "ended"), [("goaway", "GOAWAY"), ("reset", "reset"), ("leaves", "")]
)
def test_it_is_over_when_the_client_has_had_enough(
    client: Any, peer: Any, played: Any, says: str, ended: str
) -> None:
    def hook(request: Any, response: Any) -> Flooded:
        half(response)
        return flood(response, frame(UNKNOWN, bytes(16_000)), 1 << 30, seconds=PATIENCE)

    main, came = played(hook)
    with h2craft.serve(main, tls=False) as server, client(server.url) as asking:
        number = asking.request("/")
        asking.until(lambda: asking.count(UNKNOWN))
        if says == "leaves":
            asking.close()
        elif says == "reset":
            asking.send(peer.rst_stream(number))
        else:
            asking.send(peer.frame(peer.GOAWAY, 0, 0, bytes(4) + (11).to_bytes(4, "big")))
        while says != "leaves" and came.empty():
            asking.barrier(seconds=PATIENCE)  # what is not read keeps a flood from ending
        done = came.get(timeout=PATIENCE)
        assert done.objected
        assert done.ended == ended or not ended
        server.wait_for("kind:NOTED")
        assert any(remark.startswith("flooded: ") for remark in remarks_of(server))


@pytest.mark.engine
def test_it_is_over_in_time_for_a_client_that_does_not_read(peer: Any, played: Any) -> None:
    main, came = played(
        lambda request, response: flood(response, NOISE * 1_000, 1 << 30, seconds=0.5)
    )
    with h2craft.serve(main, tls=False) as server:
        asking = peer.Peer(server.url, receive_octets=4_096)
        asking.request("/")
        done = came.get(timeout=PATIENCE)
        assert done.ended == "time" and not done.objected
        asking.close()


@pytest.mark.engine
def test_data_keeps_to_the_windows_and_goes_on_as_they_open(
    client: Any, peer: Any, played: Any
) -> None:
    def hook(request: Any, response: Any) -> Flooded:
        response.writer.write_headers([], 200)
        data = frame("DATA", bytes(1_000), stream_id=request.h2_stream_id)
        done = flood(response, data, 100, spends=1_000, seconds=PATIENCE)
        response.writer.end_stream()
        return done

    main, came = played(hook)
    with h2craft.serve(main, tls=False) as server, client(server.url) as asking:
        number = asking.request("/")
        asking.until(lambda: len(asking.answer(number).body) == 65_000)
        asking.barrier()
        assert len(asking.answer(number).body) == 65_000
        asking.send(peer.window_update(1 << 20), peer.window_update(1 << 20, number))
        assert len(asking.finish(number).body) == 100_000
        assert came.get(timeout=PATIENCE).ended == "all"


@pytest.mark.engine
@pytest.mark.parametrize(("seconds", "ended"), [(0.2, "time"), (PATIENCE, "reset")])
def test_data_that_has_no_room_ends_in_time_or_with_the_stream(
    client: Any, peer: Any, played: Any, seconds: float, ended: str
) -> None:
    def hook(request: Any, response: Any) -> Flooded:
        response.writer.write_headers([], 200)
        data = frame("DATA", bytes(1_000), stream_id=request.h2_stream_id)
        return flood(response, data, 100, spends=1_000, seconds=seconds)

    main, came = played(hook)
    with h2craft.serve(main, tls=False) as server, client(server.url) as asking:
        number = asking.request("/")
        asking.until(lambda: len(asking.answer(number).body) == 65_000)
        if ended == "reset":
            asking.send(peer.rst_stream(number))
        assert came.get(timeout=PATIENCE).ended == ended


@pytest.mark.engine
def test_a_block_that_goes_on_is_ended_for_a_client_that_takes_it(client: Any, played: Any) -> None:
    def hook(request: Any, response: Any) -> Flooded:
        done = flood_block(response, b"\x90", 50)  # accept-encoding: gzip, deflate
        response.writer.write_raw_data_frame("rest", end_stream=True)
        return done

    main, came = played(hook)
    with h2craft.serve(main, tls=False) as server, client(server.url) as asking:
        answer = asking.get("/")
        assert (answer.status, answer.body) == (200, b"rest")
        assert answer.fields["accept-encoding"] == "gzip, deflate"
        assert asking.count(9) == 51
        assert came.get(timeout=PATIENCE).ended == "all"


# Around it


@pytest.mark.engine
def test_the_first_request_is_abused_and_the_next_one_answered(client: Any) -> None:
    def main(request: Any, response: Any) -> None:
        if again(request, response):
            return
        with abuse(response) as writer:
            flood(writer, NOISE, 10)

    with h2craft.serve(main, tls=False) as server, client(server.url) as asking:
        assert asking.get("/").body == b"the first half, and the rest\n"
        assert asking.count(UNKNOWN) == 10
        with client(server.url) as other:
            assert other.get("/").body == b"the first half, and the rest\n"
            assert other.count(UNKNOWN) == 0
        said = [one for one in remarks_of(server) if not one.startswith("flooded")]
        assert said == ["violation", "violated", "canary"]


@pytest.mark.engine
def test_leaving_says_goaway_and_ends_the_connection(client: Any, peer: Any) -> None:
    def main(request: Any, response: Any) -> None:
        whole(response)
        leave(response)

    with h2craft.serve(main, tls=False) as server, client(server.url) as asking:
        assert asking.get("/").ended
        asking.until(lambda: asking.goaway)
        assert asking.goaway.code == peer.NO_ERROR
        asking.until_end()


@pytest.mark.engine
@pytest.mark.parametrize("says", ["reset", "leaves", "nothing"])
def test_silence_lasts_till_the_client_has_a_limit(
    client: Any, peer: Any, played: Any, says: str
) -> None:
    seconds = 0.3 if says == "nothing" else PATIENCE
    main, came = played(lambda request, response: stall(response, seconds=seconds))
    with h2craft.serve(main, tls=False) as server, client(server.url) as asking:
        number = asking.request("/")
        asking.barrier()
        if says == "reset":
            asking.send(peer.rst_stream(number))
        elif says == "leaves":
            asking.close()
        assert came.get(timeout=PATIENCE) is (says != "nothing")
        if says == "nothing":
            asking.until_end()
            (broken,) = [one for one in remarks_of(server) if one.startswith("broken")]
            assert broken == "broken: a time limit of the client's ends it within 0.3 seconds"


@pytest.mark.engine
def test_a_drip_is_an_octet_at_a_time_and_ends_with_what_there_is(client: Any, played: Any) -> None:
    main, _ = played(lambda request, response: stall(response, NOISE, 0.01, seconds=1.0))
    with h2craft.serve(main, tls=False) as server, client(server.url) as asking:
        asking.request("/")
        asking.until_end()
        octets = [reading.record.octets for reading in server.readings("kind:OCTETS_SENT")]
        assert octets == [NOISE[at : at + 1] for at in range(len(NOISE))]
        assert asking.count(UNKNOWN) == 1


@pytest.mark.engine
def test_a_flood_waits_for_a_client_that_takes_its_time(client: Any, played: Any) -> None:
    """What has left unread is never more than a flush ahead of what was answered."""
    flush = FLUSH_OCTETS // len(NOISE)

    def hook(request: Any, response: Any) -> Flooded:
        half(response)
        return flood(response, NOISE, 10 * flush, seconds=0.5)

    main, came = played(hook)
    with h2craft.serve(main, tls=False) as server, client(server.url) as asking:
        asking.request("/")
        done = came.get(timeout=PATIENCE)
        assert (done.ended, done.octets) == ("time", flush * len(NOISE))


@pytest.mark.engine
def test_a_flood_that_is_not_read_ends_when_the_client_takes_no_more(client: Any) -> None:
    came: queue.SimpleQueue[Flooded] = queue.SimpleQueue()

    def main(request: Any, response: Any) -> None:
        half(response)
        came.put(flood_unread(response, frame("PING", b"flooding"), 1 << 24))
        response.writer.write_data("rest", last=True)

    with h2craft.serve(main, tls=False) as server, client(server.url) as asking:
        number = asking.request("/")
        done = came.get(timeout=PATIENCE)
        assert done.ended == "time"
        assert server.readings("dir:received type:PING") == []
        assert asking.finish(number, PATIENCE).body.endswith(b"rest")
