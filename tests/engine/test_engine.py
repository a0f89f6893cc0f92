from __future__ import annotations

import asyncio
import contextlib
import errno
import random
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from h2craft.actions import Door, Note, Ping, Reply, Send
from h2craft.engine import Engine, EngineError, EngineOptions
from h2craft.engine.keeper import Spill
from h2craft.trace import RECEIVED, SENT, Kind, Origin, TraceReader
from h2craft.wire import PREFACE, FrameType, frame_octets

pytestmark = pytest.mark.engine

SETTINGS = frame_octets(FrameType.SETTINGS, 0, 0, b"")
PING = frame_octets(FrameType.PING, 0, 0, bytes(8))
GET = frame_octets(FrameType.HEADERS, 0x5, 1, b"\x82\x84\x87\x41\x01a")


@pytest.fixture
async def opened(start: Any) -> Any:
    """An engine with one cleartext connection."""
    running = await start()
    listener = await running.http()
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    writer.write(PREFACE + SETTINGS)
    await running.recorded(Kind.PREFACE_RECEIVED)
    yield running, reader, writer
    writer.transport.abort()


async def in_thread(call: Any) -> Any:
    """Run in a thread of its own, which is not waited for by the loop's end."""
    done = asyncio.get_running_loop().create_future()
    loop = asyncio.get_running_loop()

    def run() -> None:
        try:
            result = call()
        except BaseException as error:
            loop.call_soon_threadsafe(done.set_exception, error)
        else:
            loop.call_soon_threadsafe(done.set_result, result)

    threading.Thread(target=run, daemon=True).start()
    return await done


async def somebody_waits(engine: Engine) -> None:
    for _ in range(100_000):
        if engine.watches._followers:
            return
        await asyncio.sleep(0)
    raise AssertionError("nobody waits")


async def test_posts_of_many_threads_are_called_in_order_on_the_loop(start: Any) -> None:
    engine = (await start()).engine
    called: list[tuple[int, int]] = []
    here = threading.get_ident()
    wrong: list[int] = []

    def note(thread: int, number: int) -> None:
        called.append((thread, number))
        if threading.get_ident() != here:
            wrong.append(thread)

    def post_bound(thread: int) -> None:
        for number in range(1000):
            engine.post(lambda number=number: note(thread, number))

    await asyncio.gather(*(in_thread(lambda t=t: post_bound(t)) for t in range(4)))
    done = asyncio.get_running_loop().create_future()
    engine.post(lambda: done.set_result(None))
    await done
    assert not wrong
    for thread in range(4):
        assert [n for t, n in called if t == thread] == list(range(1000))


async def test_a_post_that_raises_is_recorded_and_the_others_go_on(start: Any) -> None:
    troubles: list[str] = []
    running = await start(trouble=troubles.append)
    running.engine.post(lambda: 1 / 0)
    running.engine.post(lambda: running.engine.record(0, Kind.NOTED, {"text": "after"}))
    await running.until(lambda: len(running.records(Kind.NOTED)) == 2)
    assert "ZeroDivisionError" in running.records(Kind.NOTED)[0].detail["text"]
    assert len(troubles) == 1


async def test_another_thread_fires_actions_and_waits_for_them(opened: Any) -> None:
    running, _, _ = opened
    engine = running.engine
    outcome = await in_thread(lambda: engine.submit(1, Send(frames=(Ping(),))).wait(5))
    assert outcome.accepted
    assert running.records(Kind.ACTION_FIRED)[0].origin is Origin.HAND
    gone = await in_thread(lambda: engine.submit(99, Note(text="?")).wait(5))
    assert not gone.accepted


async def test_another_thread_waits_for_a_record(opened: Any) -> None:
    running, _, writer = opened
    engine = running.engine
    waiting = asyncio.ensure_future(in_thread(lambda: engine.await_record(1, "type:PING", 5)))
    await somebody_waits(engine)
    writer.write(PING)
    reading = await waiting
    assert reading.record.octets == PING
    past = await in_thread(lambda: engine.await_record(1, "type:SETTINGS dir:received", 5))
    assert past.record.octets == SETTINGS
    later = await in_thread(lambda: engine.await_record(1, "type:PING", 0.01, engine.journal.last))
    assert later is None
    with pytest.raises(ValueError, match="NONSENSE"):
        await in_thread(lambda: engine.await_record(1, "type:NONSENSE", 5))


async def test_a_wait_ends_with_the_connection(opened: Any) -> None:
    running, _, writer = opened
    engine = running.engine
    waiting = asyncio.ensure_future(in_thread(lambda: engine.await_record(1, "type:GOAWAY")))
    await somebody_waits(engine)
    writer.close()
    assert await waiting is None


async def test_stopping_says_goodbye_and_keeps_every_record(start: Any, tmp_path: Path) -> None:
    trace = tmp_path / "run.h2trace"
    running = await start(trace=trace, trace_header={"command": "test"})
    listener = await running.http()
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    writer.write(PREFACE + SETTINGS)
    await running.recorded(Kind.PREFACE_RECEIVED)
    began = time.monotonic()
    stopping = asyncio.ensure_future(running.engine.stop())
    said = await reader.read()
    writer.close()
    await stopping
    assert time.monotonic() - began < 2
    assert frame_octets(FrameType.GOAWAY, 0, 0, bytes(8)) in said
    with TraceReader(trace) as reader_:
        assert reader_.header["command"] == "test"
        assert reader_.last == running.engine.journal.last
        assert [record.kind for record in reader_][-1] is Kind.CONNECTION_CLOSED
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", listener.port))


async def test_stopping_does_not_wait_for_a_client_that_takes_nothing(start: Any) -> None:
    running = await start()
    listener = await running.http()
    plugs = [socket.create_connection(("127.0.0.1", listener.port)) for _ in range(3)]
    plugs[0].send(PREFACE)
    await running.recorded(Kind.PREFACE_RECEIVED)
    async with asyncio.timeout(2):
        await running.engine.stop()
    await running.engine.stop()
    assert len(running.records(Kind.CONNECTION_CLOSED)) == 3
    for plug in plugs:
        plug.close()


async def test_a_stopped_engine_refuses(start: Any) -> None:
    engine = (await start()).engine
    await engine.stop()
    ticket = engine.submit(1, Note(text="late"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not ticket.outcome.accepted
    assert await in_thread(lambda: engine.await_record(0, "")) is None


async def test_an_engine_that_never_began_may_be_stopped() -> None:
    await Engine().stop()


async def test_a_trace_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    for path, why in ((tmp_path / "no" / "such", "cannot write"), (tmp_path / "there", "exists")):
        (tmp_path / "there").touch()
        with pytest.raises(EngineError, match=why) as caught:
            await Engine(options=EngineOptions(trace=path)).start()
        assert str(path) in str(caught.value)
    overwriting = Engine(options=EngineOptions(trace=tmp_path / "there", trace_overwrite=True))
    await overwriting.start()
    await overwriting.stop()


async def test_without_a_journal_nothing_is_kept_and_everything_is_served(start: Any) -> None:
    running = await start(journal=False)
    listener = await running.http()
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    writer.write(PREFACE + SETTINGS + GET)
    said = b""
    while b"hello" not in said:
        said += await reader.read(1000)
    assert running.engine.journal.read() == []
    writer.close()


async def test_memory_is_bounded_and_nothing_is_lost(start: Any) -> None:
    running = await start(memory_records=2000)
    listener = await running.http()
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    writer.write(PREFACE + SETTINGS)
    journal = running.engine.journal
    for _ in range(40):
        writer.write(PING * 500)
        await writer.drain()
        await reader.readexactly(500 * 17)
        assert journal.records_in_memory < 2 * 2000
    kinds = [record.octets for record in running.records(Kind.FRAME_RECEIVED)]
    assert kinds.count(PING) == 20_000
    assert journal.lost == 0
    writer.close()


async def test_reading_stops_while_the_journal_has_no_room(start: Any) -> None:
    running = await start(memory_records=64)
    listener = await running.http()
    held = 0
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    writer.write(PREFACE + SETTINGS)
    for _ in range(20):
        writer.write(PING * 500)
        await reader.readexactly(500 * 17)
        held += running.engine.holding
    assert held, "500 records at once are more than 64"
    assert running.engine.journal.lost == 0
    writer.close()


async def test_a_full_disk_is_said_once_and_serving_goes_on(
    start: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(Spill):
        def write(self, records: Any) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("h2craft.engine.engine.Spill", Full)
    troubles: list[str] = []
    running = await start(trouble=troubles.append, memory_records=2000)
    listener = await running.http()
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    writer.write(PREFACE + SETTINGS)
    journal = running.engine.journal
    for _ in range(20):
        writer.write(PING * 500)
        await reader.readexactly(500 * 17)
    while journal.archiving:
        writer.write(PING)
        await reader.readexactly(17)
    for _ in range(20):
        writer.write(PING * 500)
        await reader.readexactly(500 * 17)
        assert journal.records_in_memory <= 2 * 2000
    running.engine._keeper.nudge()
    await running.recorded(Kind.RECORDS_LOST)
    assert "no space left on device" in troubles[0]
    assert len(troubles) == 2
    writer.close()


@pytest.mark.parametrize("seed", range(3))
async def test_noise_costs_nothing_but_the_connection_and_every_octet_is_kept(
    start: Any, seed: int
) -> None:
    troubles: list[str] = []
    running = await start(
        trouble=troubles.append, closing_seconds=0.02, lingering_seconds=0.05, opening_seconds=0.05
    )
    ports = [(await running.https()).port, (await running.http()).port]
    chance = random.Random(seed)
    starts = [
        b"",
        PREFACE,
        PREFACE + SETTINGS,
        PREFACE + SETTINGS + GET,
        b"\x16\x03\x01\x00\x40\x01",
    ]
    starts += [b"GET / HTTP/1.1\r\n", b"PUT / HTTP/1.1\r\nUpgrade: h2c\r\n"]

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", chance.choice(ports))
        writer.write(chance.choice(starts) + chance.randbytes(chance.randrange(200)))
        chance.choice([writer.transport.abort, writer.write_eof, writer.close])()
        with contextlib.suppress(ConnectionError):
            await reader.read()
        writer.close()

    await asyncio.gather(*(one() for _ in range(40)))
    await running.until(lambda: len(running.records(Kind.CONNECTION_CLOSED)) == 40)
    assert not troubles and not running.engine.links
    for closed in running.records(Kind.CONNECTION_CLOSED):
        records, said = running.records(connection=closed.connection), closed.detail
        received = sum(len(r.octets) for r in records if r.kind in RECEIVED)
        sent = sum(len(r.octets) for r in records if r.kind in SENT)
        assert received == said["octets_received"]
        assert sent == said["octets_sent"] + said.get("octets_lost", 0)


async def test_without_trace_and_spill_old_records_are_dropped_and_counted(greeter: Any) -> None:
    engine = Engine(greeter(), EngineOptions(spill=False, memory_records=100))
    await engine.start()
    for number in range(10_000):
        engine.record(0, Kind.NOTED, {"text": str(number)})
    await engine.stop()
    assert engine.journal.lost > 5_000
    assert engine.journal.read(0, 20_000)[-1].detail == {"text": "9999"}


async def test_a_preview_from_another_thread_changes_nothing(opened: Any) -> None:
    running, _, _ = opened
    engine = running.engine
    before = engine.journal.last
    future = engine.preview(1, Send(frames=(Ping(),), door=Door.WIRE))
    [frame] = (await asyncio.wrap_future(future)).frames
    assert frame.octets == PING
    assert (await asyncio.wrap_future(engine.preview(7, Note(text="?")))).refused
    assert engine.journal.last == before
    await engine.stop()
    assert engine.preview(1, Note(text="?")).done() or not engine.links


async def test_connections_to_come_begin_with_the_engines_policy(start: Any) -> None:
    running = await start()
    engine = running.engine
    changed: list[int] = []
    engine.after_tray = lambda: changed.append(1)
    assert engine.set_policy({"settings_ack": Reply.HOLD}).accepted
    listener = await running.http()
    reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
    writer.write(PREFACE + SETTINGS)
    held = await running.recorded(Kind.FRAME_HELD)
    assert changed and list(engine.trays) == [held.connection]
    assert engine.set_policy({"settings_ack": Reply.SEND}).accepted
    sent = await running.until(lambda: [r for r in running.records() if r.cause == held.seq])
    assert sent[0].kind is Kind.FRAME_SENT
    writer.close()
    await running.recorded(Kind.CONNECTION_CLOSED)
    await running.until(lambda: not engine.trays or running.records(Kind.NOTED))
    assert not engine.trays


async def test_a_policy_that_names_no_reply_is_refused_and_recorded(start: Any) -> None:
    running = await start()
    outcome = running.engine.set_policy({"nonsense": Reply.DROP})
    assert not outcome.accepted
    [refused] = running.records(Kind.ACTION_REFUSED)
    assert (refused.cause, refused.connection) == (outcome.seq, 0)
    assert "nonsense" not in running.engine.policy
