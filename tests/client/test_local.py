from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from h2craft.actions import (
    NEW_STREAM,
    Data,
    Door,
    Headers,
    Note,
    Ping,
    Policy,
    Reply,
    Send,
    SendOctets,
    Sleep,
    fields_of,
)
from h2craft.client import Binding, Client, Preview, Result, Verdict, open_local, open_saved
from h2craft.engine import EngineError, EngineOptions, Target
from h2craft.filter import FilterError
from h2craft.script import RootError
from h2craft.setup import Setup
from h2craft.trace import Kind, Origin, TraceReader
from h2craft.wire import FrameType, frame_octets

pytestmark = pytest.mark.engine

Serve = Callable[..., Any]
WITHIN = 10.0
PING = Send(frames=(Ping(),))


def came(future: Future[Result]) -> Result:
    return future.result(WITHIN)


def engine_threads() -> set[threading.Thread]:
    """Those there are; one may be another test's, which serves for its whole module."""
    return {one for one in threading.enumerate() if one.name == "h2craft-engine"}


class TestAbout:
    def test_where_it_listens_tls_first_and_what_to_trust(self, serve: Serve) -> None:
        about = serve(tls=True).client.about
        assert about.live and about.role == "server"
        assert [url.partition(":")[0] for url in about.urls] == ["https", "http"]
        assert about.ca_path.read_bytes().startswith(b"-----BEGIN CERTIFICATE")
        assert about.started.startswith("20") and about.trace is None

    def test_without_tls_there_is_nothing_to_trust(self, serve: Serve) -> None:
        assert serve().client.about.ca_path is None

    def test_a_script_is_looked_for_where_the_root_is(self, serve: Serve, tmp_path: Path) -> None:
        script = tmp_path / "one.py"
        script.write_text("def main(request, response): pass\n")
        of_folder, of_file = serve(tmp_path).client.about, serve(str(script)).client.about
        assert (of_folder.root, of_folder.folder) == (str(tmp_path), tmp_path)
        assert (of_file.root, of_file.folder) == (str(script), tmp_path)
        assert serve().client.about.root == ""
        assert serve(lambda request, response: None).client.about.root == "<lambda>"

    def test_scripts_below_the_root(self, serve: Serve, tmp_path: Path) -> None:
        (tmp_path / "one.py").write_text("def main(request, response): pass\n")
        assert serve(tmp_path).client.script_files() == ["one.py"]


class TestSubmitting:
    def test_actions_go_one_after_the_other_and_the_result_is_the_last_ones(
        self, serve: Serve
    ) -> None:
        served = serve()
        peer = served.peer()
        served.recorded("kind:PREFACE_RECEIVED")
        result = came(served.client.submit(1, PING, Sleep(seconds=0), Note(text="done")))
        fired = [r for r in served.client.records.read() if r.kind is Kind.ACTION_FIRED]
        assert [type(record.detail) for record in fired] == [Send, Sleep, Note]
        assert {record.origin for record in fired} == {Origin.HAND}
        assert (result.accepted, result.seq) == (True, fired[-1].seq)
        assert peer.until(FrameType.PING)[3] == bytes(8)

    def test_a_refusal_stops_what_follows_and_says_h2s_reason(self, serve: Serve) -> None:
        served = serve()
        served.peer()
        served.recorded("kind:PREFACE_RECEIVED")
        unlawful = Send(frames=(Headers(stream_id=1, fields=fields_of([(":status", 200)])),))
        result = came(served.client.submit(1, unlawful, Note(text="never")))
        assert result == Result(
            accepted=False, reason="stream 1 is idle", section="5.1", seq=result.seq
        )
        assert "never" not in repr(served.client.records.read())

    def test_a_connection_that_is_not_there_is_a_refusal(self, serve: Serve) -> None:
        client = serve().client
        said = "connection 7 is closed, or never was"
        assert came(client.submit(7, PING)).reason == said
        assert client.preview(7, PING).result(WITHIN) == Preview(refused=said)
        assert came(client.set_policy({"reset": Reply.DROP}, 7)).reason == said
        assert came(client.release_replies(7)).reason == said

    def test_what_waits_when_a_connection_goes_is_settled(self, serve: Serve) -> None:
        served = serve()
        peer = served.peer()
        served.recorded("kind:PREFACE_RECEIVED")
        waiting = served.client.submit(1, Sleep(seconds=1_000))
        peer.socket.close()
        assert came(waiting).reason == "the connection is closed"

    def test_nothing_at_all_is_done_at_once(self, serve: Serve) -> None:
        served = serve()
        served.peer()
        served.recorded("kind:PREFACE_RECEIVED")
        assert came(served.client.submit(1)).accepted

    def test_a_fault_of_ours_is_a_refusal_and_a_trouble(self, serve: Serve) -> None:
        served = serve()
        served.peer()
        served.recorded("kind:PREFACE_RECEIVED")
        result = came(served.client.submit(1, Sleep(seconds="soon")))  # type: ignore[arg-type]
        assert not result.accepted and "internal fault" in result.reason
        assert "internal fault" in served.client.troubles.popleft()
        assert came(served.client.submit(1, PING)).accepted


class TestPreviewing:
    def test_exactly_what_would_leave_and_nothing_does(self, serve: Serve) -> None:
        served = serve()
        peer = served.peer()
        served.recorded("kind:PREFACE_RECEIVED")
        before = served.client.records.last
        raw = Send(frames=(Ping(opaque_data=b"12345678"),), door=Door.WIRE)
        shown = served.client.preview(1, raw).result(WITHIN)
        [frame] = shown.frames
        assert frame.octets == frame_octets(FrameType.PING, 0, 0, b"12345678")
        assert frame.told == "nothing: h2 keeps no state of it" and not frame.step
        assert served.client.records.last == before
        assert came(served.client.submit(1, raw)).accepted
        assert peer.until(FrameType.PING)[3] == b"12345678"

    def test_refusals_and_octets(self, serve: Serve) -> None:
        served = serve()
        served.peer()
        served.recorded("kind:PREFACE_RECEIVED")
        data = Send(frames=(Data(stream_id=5),))
        shown = served.client.preview(1, data).result(WITHIN)
        assert (shown.refused, shown.section) == ("stream 5 is idle", "5.1")
        octets = served.client.preview(1, SendOctets(octets=b"abc")).result(WITHIN)
        assert octets.octets == b"abc"

    def test_before_http2_has_begun_there_is_nothing_to_send_on(self, serve: Serve) -> None:
        served = serve()
        served.peer(greets=False)
        served.recorded("kind:CONNECTION_OPENED")
        assert served.client.preview(1, PING).result(WITHIN).refused == "the connection is closed"


class TestReplies:
    def test_the_very_first_acknowledgement_can_be_held_and_sent(self, serve: Serve) -> None:
        served = serve()
        client = served.client
        assert came(client.set_policy({"settings_ack": Reply.HOLD})).accepted
        assert client.desk().policy["settings_ack"] is Reply.HOLD
        peer = served.peer()
        held = served.recorded("kind:FRAME_HELD").record
        [reply] = served.desk().replies
        assert (reply.seq, reply.connection, reply.name) == (held.seq, 1, "settings_ack")
        assert (reply.octets, reply.cause, reply.at) == (held.octets, held.cause, held.at)
        assert came(client.release_replies(1, reply.seq)).accepted
        assert not client.desk().replies
        assert peer.until(FrameType.SETTINGS)[1] == 0
        assert peer.until(FrameType.SETTINGS)[1] == 1

    def test_all_of_a_connection_where_none_is_named(self, serve: Serve) -> None:
        served = serve()
        client = served.client
        came(client.set_policy({"ping_ack": Reply.HOLD}))
        ping = frame_octets(FrameType.PING, 0, 0, bytes(8))
        served.peer().sends(ping, ping)
        served.recorded("kind:FRAME_HELD")
        came(client.drop_replies(1))
        kinds = [record.kind for record in client.records.read()]
        assert Kind.FRAME_DROPPED in kinds and not served.desk().replies

    def test_a_reply_that_is_not_held_is_refused(self, serve: Serve) -> None:
        served = serve()
        served.peer()
        served.recorded("kind:PREFACE_RECEIVED")
        result = came(served.client.release_replies(1, 1))
        assert result.reason == "record 1 is no reply that is held here"

    def test_a_policy_of_one_connection_and_of_all(self, serve: Serve) -> None:
        served = serve()
        client = served.client
        for _ in range(2):
            served.peer()
        served.recorded("kind:PREFACE_RECEIVED", 1)
        served.recorded("kind:PREFACE_RECEIVED", 2)
        came(client.set_policy({"reset": Reply.HOLD}, 1))
        desk = client.desk()
        assert desk.policy["reset"] is Reply.SEND
        assert [desk.policies[number]["reset"] for number in (1, 2)] == [Reply.HOLD, Reply.SEND]
        came(client.set_policy({"reset": Reply.DROP}))
        desk = client.desk()
        assert {policy["reset"] for policy in desk.policies.values()} == {Reply.DROP}
        assert desk.policy["reset"] is Reply.DROP

    def test_a_name_no_reply_has(self, serve: Serve) -> None:
        result = came(serve().client.set_policy({"acks": Reply.DROP}))
        assert "no automatic reply is called 'acks'" in result.reason

    def test_the_tray_goes_with_its_connection(self, serve: Serve) -> None:
        served = serve()
        came(served.client.set_policy({"settings_ack": Reply.HOLD}))
        peer = served.peer()
        served.recorded("kind:FRAME_HELD")
        assert served.desk().replies
        peer.socket.close()
        served.recorded("kind:CONNECTION_CLOSED")
        desk = served.desk()
        assert not desk.replies and not desk.policies


class TestDesk:
    def test_it_is_the_same_object_while_nothing_has_changed(self, serve: Serve) -> None:
        served = serve()
        first = served.desk()
        served.peer()
        served.recorded("kind:PREFACE_RECEIVED")
        assert served.desk() is first
        came(served.client.submit(1, Policy(changes={"reset": Reply.HOLD})))
        assert served.desk().version > first.version

    def test_the_hands_are_those_of_the_application(self, serve: Serve) -> None:
        served = serve()
        client = served.client
        assert came(client.set_hold("path:/x")).accepted
        assert client.desk().hold == "path:/x"
        assert came(client.set_break("type:HEADERS")).accepted
        assert client.desk().break_on == "type:HEADERS"
        assert not came(client.release_request(1, 1)).accepted
        assert not came(client.decide(1, Verdict.DROP)).accepted
        assert not came(client.detach(9)).accepted

    def test_a_bad_pattern_is_told_at_once(self, serve: Serve) -> None:
        client = serve().client
        with pytest.raises(FilterError):
            client.set_hold("type:NONSENSE")
        with pytest.raises(FilterError):
            client.set_break("(")

    def test_a_script_is_attached_and_taken_away(self, serve: Serve, tmp_path: Path) -> None:
        script = tmp_path / "one.py"
        script.write_text("def main(request, response): pass\n")
        client = serve().client
        result = came(client.attach(Binding(file=str(script), pattern="/x")))
        assert result.accepted
        assert client.records.get(result.seq).kind is Kind.SCRIPT_ATTACHED
        [binding] = client.desk().bindings
        assert (type(binding), binding.pattern) == (Binding, "/x")
        assert came(client.detach(binding.number)).accepted
        assert not client.desk().bindings


class TestComments:
    def test_a_comment_is_a_record(self, serve: Serve) -> None:
        client = serve().client
        result = came(client.comment(1, "why?"))
        record = client.records.get(result.seq)
        assert (record.kind, record.cause, record.connection) == (Kind.COMMENTED, 1, 0)
        assert record.detail == {"text": "why?", "marked": True}
        assert record.origin is Origin.HAND
        assert client.comments() == {}

    def test_there_is_nothing_to_say_about_what_is_not_there(self, serve: Serve) -> None:
        assert came(serve().client.comment(999, "?")).reason == "there is no record 999"


class TestLife:
    def test_closing_ends_the_engine_and_settles_what_is_asked(self, serve: Serve) -> None:
        others = engine_threads()
        served = serve()
        client: Client = served.client
        served.peer()
        served.recorded("kind:PREFACE_RECEIVED")
        waiting = client.submit(1, Sleep(seconds=1_000))
        client.close()
        client.close()
        assert not came(waiting).accepted
        assert came(client.submit(1, PING)).reason == "the engine has stopped"
        assert client.preview(1, PING).result(WITHIN).refused == "the engine has stopped"
        assert not came(client.set_policy({"reset": Reply.HOLD})).accepted
        client.refresh()
        assert client.desk().version and client.records.last
        assert engine_threads() <= others

    def test_a_trace_is_complete_once_it_is_closed(self, serve: Serve, tmp_path: Path) -> None:
        served = serve(trace=tmp_path / "run.h2trace")
        came(served.client.comment(1, "the last word"))
        served.client.close()
        with TraceReader(served.client.about.trace) as reader:
            assert reader.damage is None
            assert [record.kind for record in reader][-1] is Kind.COMMENTED

    def test_what_cannot_be_served_is_raised(self, tmp_path: Path, ca_folder: Path) -> None:
        others = engine_threads()
        with pytest.raises(RootError):
            open_local(Setup(root=tmp_path / "none"))
        with pytest.raises(EngineError):
            open_local(Setup(ca_folder=ca_folder, hosts=("203.0.113.1",)))
        assert engine_threads() <= others


class TestAsAClient:
    def test_the_door_opens_with_the_connection(self, serve: Serve) -> None:
        server = serve().client
        door = open_local(Setup(connect=Target.of(server.about.urls[0])))
        try:
            assert (door.about.role, door.about.urls) == ("client", server.about.urls)
            assert (door.about.live, door.about.ca_path) == (True, None)
            asked = came(door.submit(1, Send(frames=(request(),))))
            assert (asked.accepted, asked.stream_id) == (True, 1)
            whole = "stream:1 dir:received flag:END_STREAM"
            ended = door.host.engine.await_record(1, whole, WITHIN)
            assert ended is not None
            shown = door.preview(1, Send(frames=(request(),))).result(WITHIN)
            assert [one.octets[5:9] for one in shown.frames] == [b"\0\0\0\3"]
        finally:
            door.close()

    def test_more_connections_are_made_in_the_same_journal(self, serve: Serve) -> None:
        server = serve().client
        door = open_local(Setup(connect=Target.of(server.about.urls[0])))
        try:
            again = came(door.reconnect())
            assert (again.accepted, again.connection) == (True, 2)
            assert came(door.submit(2, PING)).accepted and came(door.submit(1, PING)).accepted
            server.close()
            refused = came(door.reconnect())
            assert not refused.accepted and "connection refused" in refused.reason
        finally:
            door.close()
        assert not came(door.reconnect()).accepted

    def test_a_server_waits_for_its_clients(self, serve: Serve) -> None:
        refused = came(serve().client.reconnect())
        assert (refused.accepted, refused.reason) == (
            False,
            "this is a server: its clients connect",
        )

    def test_where_nobody_listens_there_is_no_door_and_no_thread(self, serve: Serve) -> None:
        served = serve()
        url = served.client.about.urls[0]
        served.client.close()
        before = engine_threads()
        with pytest.raises(EngineError, match="connection refused"):
            open_local(Setup(connect=Target.of(url)))
        assert engine_threads() <= before

    def test_the_trace_says_that_we_are_the_client(self, serve: Serve, tmp_path: Path) -> None:
        options = EngineOptions(trace=tmp_path / "run.h2trace")
        url = serve().client.about.urls[0]
        open_local(Setup(connect=Target.of(url), options=options)).close()
        saved = open_saved(tmp_path / "run.h2trace")
        assert saved.about.role == "client"
        assert not came(saved.reconnect()).accepted
        saved.close()


def request() -> Headers:
    fields = [(":method", "GET"), (":scheme", "http"), (":authority", "x"), (":path", "/")]
    return Headers(stream_id=NEW_STREAM, fields=fields_of(fields), end_stream=True)
