"""Connections over real loopback sockets: what a client sees, and what the journal says."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import struct
from pathlib import Path
from typing import Any

import pytest

from h2craft.actions import (
    Await,
    Close,
    CloseHow,
    Data,
    Headers,
    Note,
    Ping,
    Send,
    SendOctets,
    Sleep,
    fields_of,
)
from h2craft.endpoint import events
from h2craft.engine import Target, Ticket
from h2craft.trace import KEPT_TLS, RECEIVED, SENT, Kind, Origin
from h2craft.wire import ACK, PREFACE, FrameType, frame_octets

pytestmark = pytest.mark.engine

SETTINGS = frame_octets(FrameType.SETTINGS, 0, 0, b"")
SETTINGS_ACK = frame_octets(FrameType.SETTINGS, ACK, 0, b"")
GET = frame_octets(FrameType.HEADERS, 0x5, 1, b"\x82\x84\x87\x41\x01a")
CLOSES = [CloseHow.CLEAN, CloseHow.HALF, CloseHow.RESET, CloseHow.NO_TLS_CLOSE]


class CountingTransport:
    def __init__(self, transport: Any) -> None:
        self._transport = transport
        self.writes = 0

    def write(self, octets: bytes) -> None:
        self.writes += 1
        self._transport.write(octets)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


async def test_a_request_is_answered(start: Any, connect: Any) -> None:
    running = await start()
    client = await connect(await running.https(), running.trusting("h2"))
    client.send(GET)
    assert (await client.until(FrameType.HEADERS, 1))[3] == b"\x88"
    assert (await client.until(FrameType.DATA, 1))[3] == b"hello"
    established = running.records(Kind.TLS_ESTABLISHED)[0].detail
    assert established["alpn"] == "h2"
    assert established["server_name"] == "localhost"
    assert established["offered"] == ["h2"]
    assert "TLSv1.3" in established["versions"]
    assert 0x1301 in established["ciphers"]
    info = running.application.links[0].info
    assert (info.scheme, info.alpn, info.tls_version) == ("https", "h2", "TLSv1.3")
    assert info.peer[1] == client.writer.get_extra_info("sockname")[1]


async def test_every_octet_is_in_the_journal_once_and_in_order(opened: Any) -> None:
    running, client, link = opened
    client.send(GET, b"\x00\x00\x08\x06\x00\x00\x00\x00\x00" + bytes(8), b"\x00\x00")
    await client.until(FrameType.PING)
    client.writer.write_eof() if client.writer.can_write_eof() else client.writer.close()
    await running.recorded(Kind.END_RECEIVED)
    received = b"".join(r.octets for r in running.records() if r.kind in RECEIVED)
    assert received == PREFACE + SETTINGS + GET + bytes.fromhex("000008060000000000") + bytes(10)
    assert link.pipe.octets_received == len(received)
    sent = b"".join(r.octets for r in running.records() if r.kind in SENT)
    assert link.pipe.octets_sent == len(sent)


async def test_what_one_batch_says_leaves_in_one_write(opened: Any) -> None:
    running, client, link = opened
    transport = link.pipe.transport = CountingTransport(link.pipe.transport)
    for _ in range(3):
        link.submit(Send(frames=(Ping(),)))
    await client.until(FrameType.PING)
    assert transport.writes == 1


async def test_nothing_is_read_while_somebody_holds(opened: Any) -> None:
    _, client, link = opened
    ping = bytes.fromhex("000008060000000000") + bytes(8)
    release = link.hold_reading(60, lambda: None)
    again = link.hold_reading(60, lambda: None)
    client.send(ping)
    again()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(client.until(FrameType.PING), 0.1)
    release()
    release()
    await client.until(FrameType.PING)


async def test_reading_goes_on_when_whoever_holds_is_too_late(opened: Any) -> None:
    _, client, link = opened
    late = asyncio.Event()
    link.hold_reading(0.01, late.set)
    client.send(bytes.fromhex("000008060000000000") + bytes(8))
    await client.until(FrameType.PING)
    assert late.is_set()


async def test_a_ticket_is_settled_with_the_outcome(opened: Any) -> None:
    running, _, link = opened
    done = asyncio.get_running_loop().create_future()
    link.submit(Send(frames=(Ping(),))).add_done_callback(done.set_result)
    assert (await done).outcome.accepted
    refused = asyncio.get_running_loop().create_future()
    headers = Headers(stream_id=7, fields=fields_of([(":status", "200")]))
    link.submit(Send(frames=(headers,))).add_done_callback(refused.set_result)
    assert not (await refused).outcome.accepted


async def test_an_attempt_says_at_once_what_is_known(opened: Any) -> None:
    _, client, link = opened
    ticket, refused = Ticket(), Ticket()
    headers = Headers(stream_id=7, fields=fields_of([(":status", "200")]))
    assert not link.attempt(Send(frames=(headers,)), Origin.HAND, 0, refused).accepted
    done = asyncio.get_running_loop().create_future()
    ticket.add_done_callback(done.set_result)
    assert link.attempt(Send(frames=(Ping(),)), Origin.HAND, 0, ticket).accepted
    assert (await done).outcome.accepted
    assert not refused.done  # whoever asked may try something else
    slept = asyncio.get_running_loop().create_future()
    refused.add_done_callback(slept.set_result)
    assert link.attempt(Sleep(seconds=0.0), Origin.HAND, 0, refused).accepted
    assert (await slept).outcome.accepted
    await client.until(FrameType.PING)


async def test_whoever_waits_for_a_frame_sees_them_leave_one_by_one(opened: Any) -> None:
    _, client, link = opened
    seen: list[bytes] = []
    link.wrote = seen.extend
    for octets in (b"12345678", b"87654321"):
        link.submit(Send(frames=(Ping(opaque_data=octets),)))
    await client.until(FrameType.PING)
    await client.until(FrameType.PING)
    assert [one[9:] for one in seen if one[3] == FrameType.PING] == [b"12345678", b"87654321"]


async def test_data_that_waits_for_a_window_settles_its_ticket_when_it_has_left(
    start: Any, connect: Any, greeter: Any
) -> None:
    running = await start(greeter(bytes(100_000)))
    client = await connect(await running.http())
    client.send(GET)
    await running.until(lambda: running.application.tickets)
    got = 0
    while got < 65_535:
        got += len((await client.until(FrameType.DATA, 1))[3])
    ticket = running.application.tickets[0]
    assert not ticket.done
    for stream_id in (0, 1):
        client.send(frame_octets(FrameType.WINDOW_UPDATE, 0, stream_id, struct.pack(">L", 65_535)))
    while got < 100_000:
        got += len((await client.until(FrameType.DATA, 1))[3])
    await running.recorded(Kind.ACTION_DONE)
    await running.until(lambda: ticket.done or client.send(SETTINGS_ACK))
    assert ticket.outcome.accepted


async def test_tickets_fail_when_the_connection_goes(
    start: Any, connect: Any, greeter: Any
) -> None:
    running = await start(greeter(bytes(100_000)))
    client = await connect(await running.http())
    client.send(GET)
    await running.until(lambda: running.application.tickets)
    link = running.application.links[0]
    sleeping = link.submit(Sleep(seconds=1000))
    waiting = link.submit(Await(pattern="type:GOAWAY"))
    client.writer.transport.abort()
    await running.until(lambda: running.application.closed or None)
    for ticket in (running.application.tickets[0], sleeping, waiting):
        assert ticket.done and not ticket.outcome.accepted
    assert not link.fire(Send(frames=(Ping(),))).accepted


# How a connection ends


@pytest.mark.parametrize("how", CLOSES)
async def test_each_way_to_close_is_seen_by_the_client(opened: Any, how: CloseHow) -> None:
    running, client, link = opened
    link.submit(Send(frames=(Ping(opaque_data=b"lastword"),)))
    link.submit(Close(how=how))
    if how is CloseHow.RESET:
        with pytest.raises(ConnectionResetError):
            await client.rest()
    elif how is CloseHow.NO_TLS_CLOSE and link.info.scheme == "https":
        # asyncio's client takes a FIN without close_notify for an end as well
        assert b"lastword" in await client.rest()
    else:
        assert b"lastword" in await client.rest()
    if how is CloseHow.HALF:
        client.writer.transport.abort()
    closed = await running.recorded(Kind.CONNECTION_CLOSED)
    assert closed.detail["how"] == how.value
    assert closed.detail["by"] == "us"
    assert closed.detail["octets_sent"] == link.pipe.octets_sent > 0


def raw_tls(listener: Any, context: ssl.SSLContext) -> ssl.SSLSocket:
    plug = socket.create_connection(("127.0.0.1", listener.port), 10)
    return context.wrap_socket(plug, server_hostname="localhost", suppress_ragged_eofs=False)


@pytest.mark.parametrize("how", [CloseHow.CLEAN, CloseHow.NO_TLS_CLOSE])
async def test_close_notify_is_sent_or_left_out(start: Any, how: CloseHow) -> None:
    running = await start()
    listener = await running.https()

    def client() -> str:
        with raw_tls(listener, running.trusting("h2")) as tls:
            tls.sendall(PREFACE + SETTINGS)
            try:
                while tls.recv(1000):
                    pass
            except ssl.SSLEOFError:
                return "cut off"
        return "close_notify"

    seen = asyncio.get_running_loop().run_in_executor(None, client)
    await running.recorded(Kind.PREFACE_RECEIVED)
    running.application.links[0].submit(Close(how=how))
    assert await seen == ("cut off" if how is CloseHow.NO_TLS_CLOSE else "close_notify")


async def test_after_a_half_close_we_go_on_reading_and_send_nothing(
    start: Any, greeter: Any
) -> None:
    running = await start(greeter(answering=False))
    listener = await running.http()
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    writer.write(PREFACE + SETTINGS)
    await running.recorded(Kind.PREFACE_RECEIVED)
    link = running.application.links[0]
    link.submit(Close(how=CloseHow.HALF))
    await reader.read()
    sent = link.pipe.octets_sent
    writer.write(frame_octets(FrameType.PING, 0, 0, bytes(8)) + GET)
    await running.until(
        lambda: [e for e in running.application.events if isinstance(e, events.RequestReceived)]
    )
    assert running.records(Kind.FRAME_DROPPED), "the ping's answer had nowhere to go"
    assert not link.fire(Send(frames=(Ping(),))).accepted
    assert link.fire(Note(text="still open")).accepted
    assert link.pipe.octets_sent == sent
    link.submit(Close(how=CloseHow.CLEAN))
    writer.close()
    assert (await running.recorded(Kind.CONNECTION_CLOSED)).detail["how"] == "clean"


async def test_a_clean_close_does_not_wait_for_the_client(start: Any, connect: Any) -> None:
    running = await start(closing_seconds=0.01)
    client = await connect(await running.https(), running.trusting("h2"))
    await running.recorded(Kind.PREFACE_RECEIVED)
    client.writer.transport.pause_reading()
    running.application.links[0].submit(Close(how=CloseHow.CLEAN))
    assert (await running.recorded(Kind.CONNECTION_CLOSED)).detail["how"] == "clean"


async def test_what_comes_after_our_close_is_recorded_and_not_served(
    start: Any, connect: Any
) -> None:
    running = await start()
    client = await connect(await running.http())
    await running.recorded(Kind.PREFACE_RECEIVED)
    running.application.links[0].submit(Close(how=CloseHow.CLEAN))
    await client.rest()
    client.send(GET)
    await running.until(lambda: [r for r in running.records() if r.octets == GET])
    client.writer.close()
    await running.recorded(Kind.CONNECTION_CLOSED)
    assert not [e for e in running.application.events if isinstance(e, events.RequestReceived)]


async def test_a_client_that_ends_its_direction_still_gets_its_answer(
    start: Any, connect: Any, greeter: Any
) -> None:
    running = await start(greeter(answering=False))
    client = await connect(await running.http())
    client.send(GET)
    client.writer.write_eof()
    await running.recorded(Kind.END_RECEIVED)
    link = running.application.links[0]
    head = Headers(stream_id=1, fields=fields_of([(":status", "200")]))
    link.submit(Send(frames=(head, Data(stream_id=1, data=b"late", end_stream=True))))
    assert b"late" in await client.rest()
    closed = await running.recorded(Kind.CONNECTION_CLOSED)
    assert closed.detail["by"] == "peer"


async def test_an_answer_that_never_comes_does_not_keep_a_half_closed_connection(
    start: Any, connect: Any, greeter: Any
) -> None:
    running = await start(greeter(answering=False), lingering_seconds=0.01)
    client = await connect(await running.http())
    client.send(GET)
    client.writer.write_eof()
    await client.rest()
    await running.recorded(Kind.CONNECTION_CLOSED)


async def test_the_ways_a_client_ends_are_told_apart(start: Any, connect: Any) -> None:
    running = await start()
    listener = await running.https()

    def ends(connection: int) -> list[Any]:
        return [r.detail for r in running.records(Kind.END_RECEIVED, connection)]

    def close(plug: socket.socket, linger: bool = False) -> None:
        if linger:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        plug.close()

    def tls_socket() -> ssl.SSLSocket:
        tls = raw_tls(listener, running.trusting("h2"))
        tls.sendall(PREFACE + SETTINGS)
        return tls

    def polite() -> None:
        tls = tls_socket()
        try:
            close(tls.unwrap())
        except ssl.SSLError:
            close(tls)

    run = asyncio.get_running_loop().run_in_executor
    await run(None, polite)
    await running.until(lambda: running.records(Kind.CONNECTION_CLOSED, 1))
    assert ends(1)[0] == {"how": "close-notify"}
    await run(None, lambda: close(tls_socket()))
    await running.until(lambda: running.records(Kind.CONNECTION_CLOSED, 2))
    assert ends(2)[0]["how"] in {"fin", "reset"}
    await run(None, lambda: close(tls_socket(), linger=True))
    await running.until(lambda: running.records(Kind.CONNECTION_CLOSED, 3))
    assert ends(3)[-1]["how"] == "reset"
    assert running.records(Kind.CONNECTION_CLOSED, 3)[0].detail["by"] == "peer"


# TLS that fails


async def test_a_client_that_does_not_trust_us_is_a_record(start: Any) -> None:
    running = await start()
    listener = await running.https()
    untrusting = ssl.create_default_context()
    with (
        pytest.raises(ssl.SSLError),
        socket.create_connection(("127.0.0.1", listener.port)) as plug,
    ):
        plug.setblocking(True)
        run = asyncio.get_running_loop().run_in_executor
        await run(None, lambda: untrusting.wrap_socket(plug, server_hostname="localhost"))
    failed = (await running.recorded(Kind.TLS_FAILED)).detail
    assert "does not trust our certificate" in failed["reason"]
    assert failed["server_name"] == "localhost"
    await running.recorded(Kind.CONNECTION_CLOSED)
    assert not running.application.links


async def test_a_client_of_old_tls_is_a_record_with_what_it_offers(start: Any) -> None:
    running = await start()
    listener = await running.https()
    _, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    hello = bytes.fromhex("16030100330100002f0301") + bytes(32) + bytes.fromhex("000002002f0100")
    hello += bytes.fromhex("0004000f000101")[:5]
    writer.write(hello[:5] + hello[5 : 5 + 0x33].ljust(0x33, b"\x00"))
    failed = await running.recorded(Kind.TLS_FAILED)
    assert failed.octets.startswith(b"\x16\x03\x01"), "the first flight is kept"
    writer.close()


async def test_a_client_that_leaves_during_the_handshake_is_a_record(start: Any) -> None:
    running = await start()
    listener = await running.https()
    _, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    writer.close()
    failed = await running.recorded(Kind.TLS_FAILED)
    assert "closed the connection during the handshake" in failed.detail["reason"]
    await running.recorded(Kind.CONNECTION_CLOSED)


async def test_a_handshake_that_takes_too_long_is_cut_off(start: Any) -> None:
    running = await start(opening_seconds=0.02)
    listener = await running.https()
    _, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    failed = await running.recorded(Kind.TLS_FAILED)
    assert "no complete handshake within 0.02 s" in failed.detail["reason"]
    await running.recorded(Kind.CONNECTION_CLOSED)
    writer.close()


async def test_a_broken_record_is_a_tls_failure(start: Any, connect: Any) -> None:
    running = await start()
    client = await connect(await running.https(), running.trusting("h2"))
    await running.recorded(Kind.PREFACE_RECEIVED)
    plug = client.writer.get_extra_info("socket")
    os.write(plug.fileno(), b"\x17\x03\x03\x00\x20" + bytes(32))
    failed = await running.recorded(Kind.TLS_FAILED)
    assert "cannot be decrypted" in failed.detail["reason"]
    await running.recorded(Kind.CONNECTION_CLOSED)


async def test_the_key_log_has_the_secrets(
    start: Any, connect: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys.log"))
    running = await start()
    listener = await running.https()
    trusting = running.trusting("h2")
    monkeypatch.delenv("SSLKEYLOGFILE")
    await connect(listener, trusting)
    await running.recorded(Kind.PREFACE_RECEIVED)
    assert "SERVER_TRAFFIC_SECRET_0" in (tmp_path / "keys.log").read_text()


# Load and limits


async def test_a_client_that_never_reads_costs_bounded_memory(start: Any, greeter: Any) -> None:
    running = await start(greeter(answering=False), write_octets=65_536, hold_octets=131_072)
    listener = await running.http()
    plug = socket.create_connection(("127.0.0.1", listener.port))
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plug.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(plug, PREFACE + SETTINGS)
    await running.recorded(Kind.PREFACE_RECEIVED)
    link = running.application.links[0]
    ours = link.pipe.transport.get_extra_info("socket")
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    pings = frame_octets(FrameType.PING, 0, 0, bytes(8)) * 1_000_000
    flood = asyncio.create_task(loop.sock_sendall(plug, pings))
    await running.until(lambda: not link.pipe.transport.is_reading())
    flood.cancel()
    assert link.pipe.unsent < 131_072 + 2 * 256 * 1024
    ticket = link.submit(SendOctets(octets=b"more"))
    link.flush()
    assert not ticket.done, "whoever waits for it is held back"
    done = loop.create_future()
    ticket.add_done_callback(done.set_result)
    plug.close()
    await done


async def test_too_much_unsent_resets_the_connection(start: Any, connect: Any) -> None:
    running = await start(unsent_octets=1 << 20)
    client = await connect(await running.http())
    await running.recorded(Kind.PREFACE_RECEIVED)
    client.writer.transport.pause_reading()
    link = running.application.links[0]
    link.submit(SendOctets(octets=frame_octets(0x42, 0, 0, bytes(15 << 20))))
    limit = await running.recorded(Kind.LIMIT_REACHED)
    assert limit.detail["limit"] == "unsent_octets"
    assert (await running.recorded(Kind.CONNECTION_CLOSED)).detail["how"] == "reset"


async def test_one_connection_too_many_is_recorded_and_closed(start: Any, connect: Any) -> None:
    running = await start(max_connections=2)
    listener = await running.http()
    for _ in range(2):
        await connect(listener)
    await running.until(lambda: len(running.records(Kind.PREFACE_RECEIVED)) == 2)
    third = await connect(listener, greet=False)
    assert await third.rest() == b""
    limit = running.records(Kind.LIMIT_REACHED)[0]
    assert (limit.connection, limit.detail["limit"]) == (3, "max_connections")
    assert len(running.engine.links) == 2


async def test_many_connections_at_once_are_all_served(start: Any, connect: Any) -> None:
    running = await start()
    listener = await running.https()
    context = running.trusting("h2")

    async def one() -> bytes:
        client = await connect(listener, context)
        client.send(GET)
        return bytes((await client.until(FrameType.DATA, 1))[3])

    assert await asyncio.gather(*(one() for _ in range(60))) == [b"hello"] * 60
    assert len(running.engine.links) == 60


async def test_an_exception_of_the_application_is_recorded_and_costs_nothing(
    start: Any, connect: Any
) -> None:
    class Broken:
        def opening_seconds(self, link: Any) -> float:
            raise RuntimeError("opening")

        def connection_opened(self, link: Any) -> None:
            raise RuntimeError("opened")

        def event(self, link: Any, event: Any) -> None:
            raise RuntimeError("event")

        def connection_closed(self, link: Any) -> None:
            raise RuntimeError("closed")

    troubles: list[str] = []
    running = await start(Broken(), troubles.append, lingering_seconds=0.01)
    client = await connect(await running.http())
    client.send(GET, frame_octets(FrameType.PING, 0, 0, bytes(8)))
    await client.until(FrameType.PING)
    client.writer.close()
    await running.until(lambda: any("closed" in trouble for trouble in troubles))
    noted = [record.detail["text"] for record in running.records(Kind.NOTED)]
    for what in ("opening", "opened", "event", "closed"):
        assert any(what in text for text in noted)
    assert noted == troubles


async def test_what_is_poured_leaves_and_settles_its_ticket(opened: Any) -> None:
    running, client, link = opened
    ticket = Ticket()
    octets = frame_octets(FrameType.PING, 0, 0, bytes(8)) * 20_000
    link.pour(octets, ticket, Origin.SCRIPT, 0)
    for _ in range(20_000):
        await client.until(FrameType.PING)
    assert ticket.outcome is not None and ticket.outcome.accepted
    assert [r.octets for r in running.records(Kind.OCTETS_SENT)] == [octets]


async def test_what_is_poured_too_late_is_refused(opened: Any) -> None:
    running, client, link = opened
    for how, reason in ((CloseHow.HALF, "direction"), (CloseHow.RESET, "closed")):
        link.submit(Close(how=how))
        link.flush()
        ticket = Ticket()
        link.pour(b"octets", ticket, Origin.SCRIPT, 0)
        assert ticket.outcome is not None and not ticket.outcome.accepted
        assert reason in ticket.outcome.reason
    assert not running.records(Kind.OCTETS_SENT)


async def test_the_last_word_of_a_peer_is_its_goaway_and_then_its_end(opened: Any) -> None:
    running, client, link = opened
    assert link.peer_leaves == ""
    goaway, ping = frame_octets(FrameType.GOAWAY, 0, 0, bytes(8)), bytes(8)
    client.send(GET, goaway, frame_octets(FrameType.PING, 0, 0, ping))
    await client.until(FrameType.PING)
    assert link.peer_leaves == "GOAWAY"
    client.writer.transport.abort()
    end = await running.recorded(Kind.END_RECEIVED)
    assert link.peer_leaves == end.detail["how"]


async def test_origins_are_kept(opened: Any) -> None:
    running, client, link = opened
    link.submit(Send(frames=(Ping(),)), Origin.HAND)
    await client.until(FrameType.PING)
    fired = running.records(Kind.ACTION_FIRED)[-1]
    assert fired.origin is Origin.HAND


async def test_a_preview_says_what_a_deed_would_be_refused_for(opened: Any) -> None:
    running, client, link = opened
    ping = Send(frames=(Ping(),))
    assert link.preview(ping).frames
    link.submit(Close(how=CloseHow.HALF))
    await client.rest()
    assert link.preview(ping).refused == "our direction of the connection has ended"
    assert not link.preview(Note(text="?")).refused
    link.submit(Close(how=CloseHow.RESET))
    await running.recorded(Kind.CONNECTION_CLOSED)
    assert link.preview(ping).refused == "the connection is closed"


@pytest.mark.parametrize("offers", [True, False])
async def test_a_certificate_is_asked_for_after_the_handshake_where_the_client_offers_it(
    start: Any, connect: Any, greeter: Any, *, offers: bool
) -> None:
    running = await start(greeter(answering=False))
    context = running.trusting("h2")
    context.post_handshake_auth = offers
    client = await connect(await running.https(asks_later=True), context)
    await running.recorded(Kind.PREFACE_RECEIVED)
    link = running.application.links[0]
    assert bool(link.pipe.request_certificate()) is not offers
    client.send(frame_octets(FrameType.PING, 0, 0, bytes(8)))  # and with it an empty certificate
    await client.until(FrameType.PING)


async def test_no_certificate_can_be_asked_for_in_cleartext(start: Any, connect: Any) -> None:
    running = await start()
    await connect(await running.http())
    await running.recorded(Kind.PREFACE_RECEIVED)
    assert running.application.links[0].pipe.request_certificate() == "there is no TLS"
    assert running.application.links[0].pipe.insert_handshake(bytes(4)) == "there is no TLS"


@pytest.mark.parametrize("asks_later", [True, False])
async def test_a_handshake_message_is_put_in_where_the_listener_is_made_for_it(
    start: Any, connect: Any, greeter: Any, *, asks_later: bool
) -> None:
    running = await start(greeter(answering=False))
    client = await connect(await running.https(asks_later=asks_later), running.trusting("h2"))
    await running.recorded(Kind.PREFACE_RECEIVED)
    link = running.application.links[0]
    unoffered = bytes.fromhex("0d 00000d 02 6869 0008 000d 0004 0002 0804")
    assert bool(link.pipe.insert_handshake(unoffered)) is not asks_later
    client.send(frame_octets(FrameType.PING, 0, 0, bytes(8)))
    if asks_later:
        await running.recorded(Kind.CONNECTION_CLOSED)  # by the client: it was not prepared
    else:
        await client.until(FrameType.PING)


@pytest.mark.parametrize("version", ["1.2", "1.3"])
async def test_tls_that_is_kept_stands_before_what_it_holds_and_after_what_it_was_made_of(
    start: Any, connect: Any, version: str
) -> None:
    running = await start(keep_tls=True)
    client = await connect(await running.https(version=version), running.trusting("h2"))
    client.send(GET)
    await client.until(FrameType.DATA, 1)
    client.writer.close()
    await running.recorded(Kind.CONNECTION_CLOSED)
    kinds = [record.kind for record in running.records(connection=1)]
    first = {kind: kinds.index(kind) for kind in kinds}
    last = {kind: at for at, kind in enumerate(kinds)}
    assert first[Kind.TLS_SECRETS] < first[Kind.TLS_ESTABLISHED] < first[Kind.FRAME_SENT]
    assert first[Kind.TLS_RECEIVED] < first[Kind.PREFACE_RECEIVED]
    assert last[Kind.TLS_RECEIVED] < last[Kind.END_RECEIVED]
    assert last[Kind.FRAME_SENT] < last[Kind.TLS_SENT]
    for record in running.records(Kind.TLS_RECEIVED) + running.records(Kind.TLS_SENT):
        assert record.octets[0] in {20, 21, 22, 23} and record.octets[1] == 3
    lines = [record.octets.split() for record in running.records(Kind.TLS_SECRETS)]
    assert len({tuple(line[:2]) for line in lines}) == len(lines) == (1 if version == "1.2" else 5)


async def test_of_several_connections_each_has_its_own_secrets(start: Any, connect: Any) -> None:
    running = await start(keep_tls=True)
    listener, other = await running.https(), await running.https("localhost")
    for at in (listener, other, listener):
        client = await connect(at, running.trusting("h2"))
        client.send(GET)
        await client.until(FrameType.DATA, 1)
    randoms = [
        {record.octets.split()[1] for record in running.records(Kind.TLS_SECRETS, number)}
        for number in (1, 2, 3)
    ]
    assert [len(found) for found in randoms] == [1, 1, 1]
    assert len(set.union(*randoms)) == 3


async def test_a_handshake_that_fails_is_kept_too(start: Any) -> None:
    running = await start(keep_tls=True)
    listener = await running.https()
    with pytest.raises(ssl.SSLError):
        await asyncio.open_connection(
            "127.0.0.1", listener.port, ssl=ssl.create_default_context(), server_hostname="a.test"
        )
    await running.recorded(Kind.CONNECTION_CLOSED)
    kinds = [record.kind for record in running.records(connection=1)]
    assert (
        kinds.index(Kind.TLS_RECEIVED) < kinds.index(Kind.TLS_SENT) < kinds.index(Kind.TLS_FAILED)
    )


async def test_tls_is_not_kept_unasked(start: Any, connect: Any) -> None:
    running = await start()
    client = await connect(await running.https(), running.trusting("h2"))
    client.send(GET)
    await client.until(FrameType.DATA, 1)
    assert not [record for record in running.records() if record.kind in KEPT_TLS]


async def test_what_a_client_of_ours_speaks_is_kept_at_both_ends(start: Any) -> None:
    running = await start(keep_tls=True)
    listener = await running.https()
    target = Target.of(listener.url, ca_folder=running.ca_folder)
    link = await running.engine.connect(target)
    ours, theirs = link.connection, 3 - link.connection
    await running.until(lambda: running.records(Kind.PREFACE_RECEIVED, theirs))

    def said(kind: Kind, connection: int) -> bytes:
        return b"".join(record.octets for record in running.records(kind, connection))

    assert said(Kind.TLS_RECEIVED, theirs)
    assert said(Kind.TLS_SENT, ours).startswith(said(Kind.TLS_RECEIVED, theirs))
    assert said(Kind.TLS_SENT, theirs).startswith(said(Kind.TLS_RECEIVED, ours))
    secrets = [
        sorted(record.octets for record in running.records(Kind.TLS_SECRETS, number))
        for number in (ours, theirs)
    ]
    assert secrets[0] == secrets[1] and len(secrets[0]) == 5
    kinds = [record.kind for record in running.records(connection=ours)]
    assert kinds[:2] == [Kind.CONNECTION_OPENED, Kind.TLS_SENT]
    assert kinds.index(Kind.TLS_SECRETS) < kinds.index(Kind.TLS_RECEIVED)
