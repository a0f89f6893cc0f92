"""A client over the control socket is a client: the same tests as of one in the same process."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from h2craft.actions import (
    Await,
    Close,
    Data,
    Door,
    Headers,
    Note,
    Ping,
    Raw,
    Reply,
    Send,
    SendOctets,
    Sleep,
    fields_of,
)
from h2craft.client import About, Binding, Client, Preview, Result, Verdict, open_local
from h2craft.control import open_attached
from h2craft.control.exchange import THREAD
from h2craft.control.server import open_control
from h2craft.control.socketclient import SocketClient
from h2craft.engine import EngineOptions, Target
from h2craft.filter import FilterError
from h2craft.session import Session
from h2craft.setup import Setup
from h2craft.trace import Kind, Origin
from h2craft.wire import FrameType, frame_octets

pytestmark = pytest.mark.engine

WITHIN = 10.0
PING = Send(frames=(Ping(),))
SCRIPT = """
def main(request, response):
    response.headers = [(b"x-of", b"script")]
    return b"from the script"
"""


def came(future: Future[Any]) -> Any:
    return future.result(WITHIN)


class House:
    """An engine, clients of it, and the peers of its connections."""

    def __init__(self, peer: Any, setup: Setup) -> None:
        self.local = open_local(setup)
        self.control = open_control(self.local)
        self.attached: list[Client] = []
        self.peers: list[Any] = []
        self._peer = peer

    def attach(self, **more: Any) -> Any:
        self.attached.append(open_attached(self.control.name, front="repl", **more))
        return self.attached[-1]

    def connect(self) -> Any:
        """A peer that has greeted; its connection's number is how many there were."""
        made = self._peer.Peer(self.local.about.urls[-1])
        made.odd, take = [], made.take

        def keep(one: Any) -> None:
            if one.type == 0x42:
                made.odd.append(one.payload)
            take(one)

        made.take = keep
        self.peers.append(made)
        self.recorded("kind:PREFACE_RECEIVED", len(self.peers))
        return made

    def recorded(self, pattern: str, connection: int = 0, after: int = 0) -> Any:
        found = self.local.host.engine.await_record(connection, pattern, WITHIN, after)
        assert found is not None, f"nothing matched {pattern}"
        return found

    def settle(self, client: Client) -> None:
        """All that has happened by now is known to the client."""
        self.local.desk()
        self.local.host.call(_turn())
        came(client.detach(0))

    def end(self) -> None:
        for client in self.attached:
            client.close()
        for peer in self.peers:
            peer.close()
        self.control.close()
        self.local.close()


async def _turn() -> None:
    """One turn of the engine's loop."""


@pytest.fixture
def make_house(
    peer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., House]]:
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("H2CRAFT_RUNTIME", str(runtime))
    made: list[House] = []

    def make(root: Any = None, **options: Any) -> House:
        setup = Setup(root=root, port=None, options=EngineOptions(**options))
        made.append(House(peer, setup))
        return made[-1]

    yield make
    for one in made:
        one.end()
    assert THREAD not in {thread.name for thread in threading.enumerate()}


@pytest.fixture
def house(make_house: Callable[..., House]) -> House:
    return make_house()


@pytest.fixture(params=["in this process", "attached"])
def client(request: pytest.FixtureRequest, house: House) -> Client:
    return house.local if request.param == "in this process" else house.attach()


class TestTheDoor:
    def test_what_is_served(self, house: House, client: Client) -> None:
        assert client.about == house.local.about
        assert client.about.name == house.control.name
        assert client.about.pid == os.getpid()
        assert client.ended == ""
        assert client.standing() is None

    def test_lawful_and_wire_actions_leave_in_order(self, house: House, client: Client) -> None:
        peer = house.connect()
        first = Send(frames=(Ping(opaque_data=b"1" * 8),))
        second = Send(frames=(Raw(type=0x42, payload=b"odd", stream_id=0),), door=Door.WIRE)
        result = came(client.submit(1, first, Sleep(seconds=0), second))
        assert result.accepted
        assert client.records.last >= result.seq
        assert client.records.get(result.seq).detail == second
        found = [one for one in client.records.read() if one.kind is Kind.ACTION_FIRED]
        assert [type(one.detail) for one in found] == [Send, Sleep, Send]
        assert {one.origin for one in found} == {Origin.HAND}
        peer.until(lambda: peer.odd)
        assert peer.odd == [b"odd"]

    def test_a_refusal_says_why_and_stops_what_follows(self, house: House, client: Client) -> None:
        house.connect()
        unlawful = Send(frames=(Headers(stream_id=1, fields=fields_of([(":status", "200")])),))
        result = came(client.submit(1, unlawful, Note(text="never")))
        assert result == Result(
            accepted=False, reason="stream 1 is idle", section="5.1", seq=result.seq
        )
        assert "never" not in repr(client.records.read())
        missing = came(client.submit(7, PING))
        assert missing.reason == "connection 7 is closed, or never was"

    def test_a_wait_ends_when_it_is_met_or_in_vain(self, house: House, client: Client) -> None:
        peer = house.connect()
        waiting = client.submit(1, Await(pattern="type:PING", timeout_seconds=WITHIN))
        house.recorded("kind:ACTION_FIRED")
        peer.send(frame_octets(FrameType.PING, 0, 0, b"is it me"))
        assert came(waiting).accepted
        in_vain = client.submit(1, Await(pattern="type:PRIORITY", timeout_seconds=0.01), PING)
        assert not came(in_vain).accepted

    def test_a_wait_for_a_connection_that_goes_is_settled(
        self, house: House, client: Client
    ) -> None:
        peer = house.connect()
        waiting = client.submit(1, Sleep(seconds=1_000))
        house.recorded("kind:ACTION_FIRED")
        peer.close()
        assert came(waiting).reason == "the connection is closed"

    def test_closing_and_octets(self, house: House, client: Client) -> None:
        peer = house.connect()
        assert came(client.submit(1, SendOctets(octets=b"\x00\x00"), Close())).accepted
        house.recorded("kind:CONNECTION_CLOSED")
        peer.until_end()
        assert peer.ended

    def test_previews(self, house: House, client: Client) -> None:
        house.connect()
        before = house.local.records.last
        raw = Send(frames=(Ping(opaque_data=b"12345678"),), door=Door.WIRE)
        [frame] = came(client.preview(1, raw)).frames
        assert frame.octets == frame_octets(FrameType.PING, 0, 0, b"12345678")
        assert frame.told == "nothing: h2 keeps no state of it"
        data = came(client.preview(1, Send(frames=(Data(stream_id=5),))))
        assert (data.refused, data.section) == ("stream 5 is idle", "5.1")
        assert came(client.preview(1, SendOctets(octets=b"abc"))).octets == b"abc"
        gone = "connection 7 is closed, or never was"
        assert came(client.preview(7, PING)) == Preview(refused=gone)
        assert house.local.records.last == before

    def test_a_held_request_is_on_the_desk_until_it_is_released(
        self, house: House, client: Client
    ) -> None:
        assert came(client.set_hold("method:GET")).accepted
        assert client.desk().hold == "method:GET"
        peer = house.connect()
        peer.request("/")
        house.recorded("kind:REQUEST_HELD")
        house.settle(client)
        [held] = client.desk().requests
        assert (held.connection, held.stream_id) == (1, 1)
        assert came(client.release_request(1, 1)).accepted
        assert client.desk().requests == ()
        assert not came(client.release_request(1, 1)).accepted
        assert came(client.set_hold(None)).accepted
        assert client.desk().hold is None

    def test_a_held_request_is_answered_by_hand(self, house: House, client: Client) -> None:
        came(client.set_hold(""))
        peer = house.connect()
        peer.request("/")
        house.recorded("kind:REQUEST_HELD")
        head = Headers(stream_id=1, fields=fields_of([(":status", "299")]))
        body = Data(stream_id=1, data=b"by hand", end_stream=True)
        assert came(client.submit(1, Send(frames=(head, body)))).accepted
        answer = peer.finish(1)
        assert (answer.status, bytes(answer.body)) == (299, b"by hand")

    def test_a_bad_pattern_is_told_at_once(self, client: Client) -> None:
        with pytest.raises(FilterError):
            client.set_hold("type:NONSENSE")
        with pytest.raises(FilterError):
            client.set_break("(")

    def test_replies_in_the_tray(self, house: House, client: Client) -> None:
        assert came(client.set_policy({"ping_ack": Reply.HOLD})).accepted
        assert client.desk().policy["ping_ack"] is Reply.HOLD
        peer = house.connect()
        seqs = [0]
        for _ in range(3):
            peer.send(frame_octets(FrameType.PING, 0, 0, b"01234567"))
            seqs.append(house.recorded("kind:FRAME_HELD", 1, seqs[-1]).record.seq)
        house.settle(client)
        held = client.desk().replies
        assert [one.seq for one in held] == seqs[1:]
        assert {one.name for one in held} == {"ping_ack"}
        assert client.records.get(held[0].seq).octets == held[0].octets
        assert came(client.release_replies(1, held[0].seq)).accepted
        assert [one.seq for one in client.desk().replies] == [one.seq for one in held[1:]]
        assert came(client.drop_replies(1)).accepted
        assert client.desk().replies == ()
        assert not came(client.release_replies(1, 1)).accepted
        peer.until(lambda: peer.pongs)
        assert peer.pongs == [b"01234567"]

    def test_the_policy_of_one_connection(self, house: House, client: Client) -> None:
        house.connect()
        house.connect()
        assert came(client.set_policy({"reset": Reply.DROP}, 2)).accepted
        desk = client.desk()
        assert desk.policies.get(2, desk.policy)["reset"] is Reply.DROP
        assert desk.policies.get(1, desk.policy)["reset"] is Reply.SEND
        assert "acks" in came(client.set_policy({"acks": Reply.DROP})).reason

    def test_the_desk_is_the_same_object_while_nothing_has_changed(
        self, house: House, client: Client
    ) -> None:
        came(client.set_hold("path:/x"))
        first = client.desk()
        house.connect()
        house.settle(client)
        assert client.desk() is first
        came(client.set_hold("path:/y"))
        assert client.desk().version != first.version

    def test_comments_are_records(self, client: Client) -> None:
        result = came(client.comment(1, "why?"))
        record = client.records.get(result.seq)
        assert (record.kind, record.cause, record.connection) == (Kind.COMMENTED, 1, 0)
        assert record.detail == {"text": "why?", "marked": True}
        assert came(client.comment(1, "", marked=False)).accepted
        assert came(client.comment(999, "?")).reason == "there is no record 999"
        assert client.comments() == {}

    def test_records_are_those_of_the_engine(self, house: House, client: Client) -> None:
        house.connect().request("/")
        house.recorded("kind:HANDLER_ENDED")
        house.settle(client)
        journal = house.local.records
        assert (client.records.first, client.records.lost) == (1, 0)
        assert client.records.last == journal.last
        assert client.records.read() == journal.read()
        assert client.records.read(3, 2) == journal.read(3, 2)
        assert client.records.get(4) == journal.get(4)
        assert client.records.get(999) is None

    def test_a_fault_of_the_engine_is_a_refusal_and_a_trouble(
        self, house: House, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(*_: Any) -> None:
            raise RuntimeError("our own")

        monkeypatch.setattr(house.local.application.hands, "detach", fails)
        assert "internal fault" in came(client.detach(1)).reason
        assert "our own" in client.troubles.popleft()
        assert came(client.submit(1)).reason == "connection 1 is closed, or never was"

    def test_it_may_be_used_from_any_thread(self, house: House, client: Client) -> None:
        house.connect()
        with ThreadPoolExecutor(8) as pool:
            notes = [Note(text=str(number)) for number in range(100)]
            results = list(pool.map(lambda note: came(client.submit(1, note)), notes))
        assert all(result.accepted for result in results)
        assert client.records.last >= max(result.seq for result in results)
        told = {client.records.get(result.seq).detail.text for result in results}
        assert told == {str(number) for number in range(100)}

    def test_nothing_can_be_asked_after_it_was_closed(self, house: House, client: Client) -> None:
        house.connect()
        waiting = client.submit(1, Sleep(seconds=1_000))
        client.close()
        client.close()
        assert not came(waiting).accepted
        assert client.ended
        assert came(client.submit(1, PING)).reason == client.ended
        assert came(client.preview(1, PING)).refused == client.ended
        assert not came(client.set_policy({"reset": Reply.HOLD})).accepted
        client.refresh()
        assert client.desk().version


class TestScripts:
    @pytest.fixture(params=["in this process", "attached"])
    def served(
        self, request: pytest.FixtureRequest, make_house: Callable[..., House], tmp_path: Path
    ) -> tuple[House, Client]:
        root = tmp_path / "root"
        root.mkdir()
        (root / "one.py").write_text(SCRIPT)
        house = make_house(root)
        return house, house.local if request.param == "in this process" else house.attach()

    def test_they_are_found_attached_and_taken_away(self, served: tuple[House, Client]) -> None:
        _, client = served
        assert client.script_files() == ["one.py"]
        result = came(client.attach(Binding(file="one.py", pattern="/x")))
        assert result.accepted, result.reason
        assert client.records.get(result.seq).kind is Kind.SCRIPT_ATTACHED
        [binding] = client.desk().bindings
        assert (type(binding), binding.pattern) == (Binding, "/x")
        assert came(client.detach(binding.number)).accepted
        assert client.desk().bindings == ()

    @pytest.mark.parametrize(
        ("verdict", "more", "body"),
        [
            (Verdict.RELEASE, {}, b"from the script"),
            (
                Verdict.EDIT,
                {
                    "action": Send(
                        frames=(
                            Headers(stream_id=1, fields=fields_of([(":status", "200")])),
                            Data(stream_id=1, data=b"edited", end_stream=True),
                        )
                    )
                },
                b"edited",
            ),
            (Verdict.DELAY, {"seconds": 0.001}, b"from the script"),
        ],
    )
    def test_what_they_send_is_stopped_and_decided(
        self, served: tuple[House, Client], verdict: Verdict, more: Any, body: bytes
    ) -> None:
        house, client = served
        came(client.attach(Binding(file="one.py")))
        assert came(client.set_break("type:HEADERS")).accepted
        peer = house.connect()
        peer.request("/")
        house.recorded("kind:ACTION_HELD")
        house.settle(client)
        [held] = client.desk().actions
        assert isinstance(held.action, Send)
        assert held.action.frames[0].fields[-1] == (b"x-of", b"script", None, None)
        assert came(client.decide(held.seq, verdict, **more)).accepted
        assert bytes(peer.finish(1).body) == body
        assert not came(client.decide(held.seq, Verdict.DROP)).accepted


class TestAttached:
    def test_two_front_ends_see_the_same(self, house: House) -> None:
        one, other = house.attach(), house.attach()
        house.connect()
        came(one.set_hold("path:/one"))
        came(other.submit(1, Note(text="from the other")))
        house.settle(one)
        house.settle(other)
        assert one.desk() == other.desk()
        assert one.records.read() == other.records.read() == house.local.records.read()
        one.close()
        assert came(other.submit(1, PING)).accepted

    def test_what_happens_comes_by_itself(self, house: House) -> None:
        client = house.attach()
        seen = threading.Event()
        grown = client.records.grown

        def told(first: int, last: int, lost: int) -> None:
            grown(first, last, lost)
            if last > 1:
                seen.set()

        client.records.grown = told
        house.connect()
        assert seen.wait(WITHIN)

    def test_so_does_a_desk_another_has_changed(self, house: House) -> None:
        one, other = house.attach(), house.attach()
        came(one.set_hold("path:/one"))
        house.settle(other)
        assert other.desk().hold == "path:/one"

    def test_a_trouble_is_told_to_everybody(self, house: House) -> None:
        one, other = house.attach(), house.attach()
        house.local.trouble("the disk is full")
        house.settle(one)
        house.settle(other)
        assert list(one.troubles) == list(other.troubles) == ["the disk is full"]

    def test_leaving_leaves_the_engine_alone(self, house: House) -> None:
        house.connect()
        client = house.attach()
        assert came(client.submit(1, PING)).accepted
        client.close()
        assert house.local.ended == ""
        assert came(house.local.submit(1, PING)).accepted
        assert not client.troubles

    def test_an_engine_that_stops_is_told_once(self, house: House) -> None:
        client = house.attach()
        house.connect()
        waiting = client.submit(1, Sleep(seconds=1_000))
        house.control.close()
        assert "the engine has stopped" in came(waiting).reason
        assert len(client.troubles) == 1
        assert client.ended == client.troubles[0]

    def test_a_session_over_it_knows_what_one_in_the_same_process_knows(self, house: House) -> None:
        client = house.attach()
        peer = house.connect()
        peer.request("/")
        house.recorded("kind:HANDLER_ENDED")
        house.settle(client)
        here, there = Session(house.local), Session(client)
        for session in (here, there):
            while session.advance(1.0):
                pass
        assert there.behind == 0
        assert there.reader.trouble == ""
        assert _rows(there) == _rows(here)
        stream = there.reader.board.connections[1].stream(1)
        assert (stream.method, stream.path) == (b"GET", b"/")


def stop(engine: subprocess.Popen[Any]) -> None:
    """SIGSTOP, and wait until every thread stands: one on a processor still runs for a moment."""
    engine.send_signal(signal.SIGSTOP)
    tasks = Path(f"/proc/{engine.pid}/task")
    until = time.monotonic() + WITHIN
    while any(one.read_text().rpartition(")")[2].split()[0] != "T" for one in tasks.glob("*/stat")):
        assert time.monotonic() < until
        time.sleep(0.001)


def _rows(session: Session) -> list[str]:
    return [repr(row) for row in session.reader.rows(range(1, session.reader.last + 1))]


ENGINE = """
import sys
from h2craft.client import open_local
from h2craft.control.server import open_control
from h2craft.setup import Setup

client = open_local(Setup(port=None))
control = open_control(client, "other")
print(client.about.urls[0], flush=True)
sys.stdin.read()
control.close()
client.close()
"""


class TestAnotherProcess:
    @pytest.fixture
    def engine(self, make_house: Any) -> Iterator[Any]:
        """An engine called "other", in a process of its own."""
        process = subprocess.Popen(
            [sys.executable, "-c", ENGINE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None and process.stdin is not None
        try:
            process.url = process.stdout.readline().strip()  # type: ignore[attr-defined]
            yield process
        finally:
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait(WITHIN)
            process.stdin.close()
            process.stdout.close()

    def test_when_it_dies_whatever_is_asked_is_refused_and_nothing_hangs(
        self, engine: Any, peer: Any
    ) -> None:
        client = open_attached("other", front="repl")
        caller = peer.Peer(engine.url)
        with contextlib.closing(caller), contextlib.closing(client):
            assert came(client.submit(7, PING)).reason.startswith("connection 7")
            while not came(client.preview(1, PING)).frames:
                pass
            waiting = client.submit(1, Sleep(seconds=1_000))
            previewing = client.preview(1, PING)
            engine.kill()
            assert came(waiting).reason == client.ended == "the engine other is gone"
            came(previewing)
            assert list(client.troubles) == ["the engine other is gone"]
            assert came(client.submit(1, PING)).reason == client.ended
            assert client.records.read(client.records.last) == []

    def test_when_it_stops_answering_it_is_given_up(
        self, engine: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("h2craft.control.opening.PATIENCE_SECONDS", 0.3)
        client = open_attached("other", front="repl")
        with contextlib.closing(client):
            stop(engine)
            answers = [client.submit(1, PING), client.set_hold("path:/x"), client.detach(3)]
            said = {came(answer).reason for answer in answers}
            assert said == {"the engine other has said nothing for 0.3 s"}
            assert list(client.troubles) == [client.ended]


class Scripted:
    """A client whose engine is in the test's hands: it says what it is told to."""

    def __init__(self, **more: Any) -> None:
        ours, self.other = socket.socketpair()
        self.other.settimeout(WITHIN)
        self._lines = self.other.makefile("rb")
        self.client = SocketClient(ours, About(live=True, name="odd"), **more)
        self.ready = self.client.begin(standing=False)

    def asked(self, do: str) -> Any:
        """The next request of that name."""
        while True:
            request = json.loads(self._lines.readline())
            if request["do"] == do:
                return request

    def answers(self, request: Any, value: Any) -> None:
        self.other.sendall(json.dumps({"id": request["id"], "ok": value}).encode() + b"\n")

    def looks(self, **more: Any) -> None:
        said = {"first": 1, "last": 0, "lost": 0, "desk": None, "troubles": [], **more}
        self.answers(self.asked("look"), said)

    def end(self) -> None:
        self.client.close()
        self._lines.close()
        self.other.close()


class TestAnEngineThatIsOdd:
    @pytest.fixture
    def odd(self) -> Iterator[Scripted]:
        made = Scripted()
        yield made
        made.end()

    def test_a_result_that_cannot_be_understood_is_a_refusal(self, odd: Scripted) -> None:
        odd.looks()
        assert came(odd.ready) == ""
        asked = odd.client.submit(1, PING)
        odd.answers(odd.asked("submit"), {"accepted": "yes"})
        odd.looks()
        assert "cannot be understood: Result: accepted" in came(asked).reason
        shown = odd.client.preview(1, PING)
        odd.answers(odd.asked("preview"), None)
        assert "cannot be understood" in came(shown).refused

    @pytest.mark.parametrize(
        "said",
        [{"last": "many"}, {"desk": []}, {"desk": {"hold": 3}}, {"troubles": [None]}],
    )
    def test_news_that_cannot_be_understood_are_one_trouble_each(
        self, odd: Scripted, said: Any
    ) -> None:
        odd.looks(**said)
        came(odd.ready)
        assert "cannot be understood" in odd.client.troubles[0]
        assert odd.client.ended == ""

    def test_a_change_is_settled_when_what_it_changed_is_known(self, odd: Scripted) -> None:
        odd.looks()
        came(odd.ready)
        asked = odd.client.set_hold("path:/x")
        odd.answers(odd.asked("set_hold"), {"accepted": True})
        quick = odd.asked("look")
        while quick["within"]:
            quick = odd.asked("look")
        assert not asked.done()
        odd.answers(
            quick,
            {
                "first": 1,
                "last": 7,
                "lost": 0,
                "desk": {"version": 2, "hold": "path:/x"},
                "troubles": ["one"],
            },
        )
        assert came(asked).accepted
        assert odd.client.desk().hold == "path:/x"
        assert odd.client.records.last == 7
        assert list(odd.client.troubles) == ["one"]

    def test_one_that_dies_between_a_change_and_its_news(self, odd: Scripted) -> None:
        odd.looks()
        came(odd.ready)
        asked = odd.client.set_hold("path:/x")
        odd.answers(odd.asked("set_hold"), {"accepted": True})
        odd.other.shutdown(socket.SHUT_RDWR)
        assert came(asked).accepted
        assert odd.client.ended == "the engine odd is gone"


class TestAScreen:
    async def test_over_it_shows_what_happens_and_that_the_engine_is_gone(
        self, house: House
    ) -> None:
        from h2craft.tui.app import Workbench

        peer = house.connect()
        peer.request("/over-the-socket")
        house.recorded("kind:HANDLER_ENDED")
        app = Workbench(house.attach())
        async with app.run_test(size=(120, 40)) as pilot:

            async def shows(text: str) -> None:
                for _ in range(400):
                    await pilot.pause(0.01)
                    if text in "\n".join(_lines(app)):
                        return
                raise AssertionError("\n".join(_lines(app)))

            await shows("/over-the-socket")
            came(house.local.comment(1, "seen by all"))
            came(app.session.client.set_hold("path:/held"))
            assert house.local.desk().hold == "path:/held"
            house.control.close()
            await shows("the engine has stopped")


def _lines(app: Any) -> list[str]:
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in strips]


class TestAsAClient:
    """The engine is connected to a server; who attaches may have it connect again."""

    def test_another_connection_is_made_and_told(self, house: House, tmp_path: Path) -> None:
        local = open_local(Setup(connect=Target.of(house.local.about.urls[-1])))
        control = open_control(local)
        client = open_attached(control.name, front="repl")
        try:
            assert client.about.role == "client"
            result = came(client.reconnect())
            assert (result.accepted, result.connection) == (True, 2)
            assert came(client.submit(2, PING)).accepted
        finally:
            client.close()
            control.close()
            local.close()

    def test_a_server_refuses(self, client: Client) -> None:
        result = came(client.reconnect())
        assert (result.accepted, result.reason) == (False, "this is a server: its clients connect")
