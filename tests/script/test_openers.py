"""Who is asked before a connection is open, and what may be said then, over real sockets."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.script import Binding
from h2craft.script.errors import ProtocolError
from h2craft.script.openers import Openers
from h2craft.trace import Kind, Origin

PING, SETTINGS, WINDOW_UPDATE, UNKNOWN = 6, 4, 8, 0x42
HELLO = {"hello": "def main(request, response):\n    return 'hello'\n"}
IN_VAIN = "def handle_opening(connection): pass\ndef main(request, response): pass\n"


class First:
    """Serves every path; `opens` is its hook."""

    def __init__(self, opens: Callable[[Any], object]) -> None:
        self._opens = opens

    def handle_opening(self, connection: Any) -> None:
        self._opens(connection)

    def main(self, request: Any, response: Any) -> str:
        return "served"


def first(opens: Callable[[Any], object]) -> dict[str, Any]:
    served = First(opens)
    return {"handle_opening": served.handle_opening, "main": served.main}


def frames(server: Any, kind: Kind = Kind.FRAME_SENT) -> list[tuple[int, int, bytes]]:
    """Type, flags and payload of each frame, in order."""
    return [(r.octets[3], r.octets[4], r.octets[9:]) for r in server.records(kind)]


def settings(server: Any) -> dict[int, int]:
    """The first SETTINGS that were sent."""
    payload = next(payload for type_, _, payload in frames(server) if type_ == SETTINGS)
    return {
        int.from_bytes(payload[at : at + 2], "big"): int.from_bytes(payload[at + 2 : at + 6], "big")
        for at in range(0, len(payload), 6)
    }


def test_what_the_hook_writes_leaves_first_and_then_the_usual_greeting(live_root: Any) -> None:
    server = live_root(first(lambda connection: connection.write_raw_frame(UNKNOWN, b"first")))
    assert server.peer().get("/x").body == b"served"
    sent = frames(server)
    assert sent[0] == (UNKNOWN, 0, b"first")
    assert [type_ for type_, _, _ in sent[1:3]] == [SETTINGS, WINDOW_UPDATE]
    assert len([1 for type_, flags, _ in sent if type_ == SETTINGS and not flags]) == 1


def test_nothing_of_the_clients_is_read_till_the_hook_has_returned(live_root: Any) -> None:
    go, heard = threading.Event(), []

    def opens(connection: Any) -> None:
        assert go.wait(20)
        heard.extend(server.records(Kind.PREFACE_RECEIVED))
        connection.write_ping(b"a barrier"[:8])

    server = live_root(first(opens))
    peer = server.peer()
    number = peer.request("/x")
    server.wait(Kind.CONNECTION_OPENED)
    go.set()
    assert peer.finish(number).body == b"served"
    assert heard == []
    order = [r.kind for r in server.engine.journal.read(0, 1_000)]
    assert order.index(Kind.FRAME_SENT) < order.index(Kind.PREFACE_RECEIVED)


def test_it_greets_with_other_settings(live_root: Any) -> None:
    given = {"MAX_CONCURRENT_STREAMS": 3, "HEADER_TABLE_SIZE": 0}
    server = live_root(first(lambda connection: connection.greet(given)))
    assert server.peer().get("/x").body == b"served"
    assert settings(server) == {3: 3, 1: 0, 4: 256 << 10, 6: 65_536}
    assert {r.origin for r in server.records(Kind.FRAME_SENT) if r.octets[3] == SETTINGS} == {
        Origin.SCRIPT,
        Origin.AUTOMATIC,
    }


def test_it_greets_with_its_settings_alone(live_root: Any) -> None:
    pairs = [("ENABLE_PUSH", 0), (0x0A0A, 7), ("ENABLE_PUSH", 0)]
    server = live_root(first(lambda connection: connection.greet(pairs, usual=False)))
    assert server.peer().get("/x").body == b"served"
    payload = bytes.fromhex("000200000000 0a0a00000007 000200000000")
    assert frames(server)[0] == (SETTINGS, 0, payload)
    assert WINDOW_UPDATE not in [type_ for type_, _, _ in frames(server)]


def test_the_windows_it_greets_with_are_those_that_are_kept(live_root: Any) -> None:
    """An upload within a small window is credited, and one beyond it is the client's error."""
    server = live_root(
        first(lambda connection: connection.greet({4: 1_000}, connection_window=70_000))
    )
    peer = server.peer()
    peer.barrier()
    assert peer.settings[4] == 1_000 and peer.credit[0] == 70_000
    number = peer.request("/x", "POST", body=bytes(900))
    assert peer.finish(number).body == b"served"
    number, head = peer.head("/x", "POST", end=False)
    peer.send(head, peer.data(number, bytes(1_001), 1))
    peer.until(lambda: peer.answer(number).reset is not None or peer.goaway)
    assert 3 in (peer.answer(number).reset, peer.goaway and peer.goaway.code)


def test_it_greets_with_nothing_at_all(live_root: Any) -> None:
    def opens(connection: Any) -> None:
        connection.policy(settings_ack="drop")
        connection.greet(send=False)

    server = live_root(first(opens))
    assert server.peer().get("/x").body == b"served"
    assert SETTINGS not in [type_ for type_, _, _ in frames(server)]
    (dropped,) = server.records(Kind.FRAME_DROPPED)
    assert dropped.octets[3] == SETTINGS and dropped.octets[4] == 1


def test_a_second_greeting_and_a_late_one_are_refused(live_root: Any) -> None:
    refused: list[str] = []

    def greets(connection: Any) -> None:
        try:
            connection.greet()
        except ProtocolError as error:
            refused.append(str(error))

    def opens(connection: Any) -> None:
        connection.greet({4: 5})
        greets(connection)

    hooks = {**first(opens), "handle_connection": greets}
    server = live_root(hooks)
    assert server.peer().get("/x").body == b"served"
    assert len(refused) == 2 and "the greeting has left" in refused[0]
    assert settings(server)[4] == 5


def test_settings_without_a_name_are_refused_and_nothing_has_left(live_root: Any) -> None:
    def opens(connection: Any) -> None:
        with pytest.raises(ValueError, match="NO_SUCH"):
            connection.greet({"NO_SUCH": 1})

    server = live_root(first(opens))
    assert server.peer().get("/x").body == b"served"
    assert server.records(Kind.HANDLER_RAISED) == []
    assert settings(server)[3] == 256


def test_a_hook_that_raises_is_told_and_the_usual_greeting_leaves(live_root: Any) -> None:
    server = live_root(first(lambda connection: 1 / 0))
    assert server.peer().get("/x").body == b"served"
    (raised,) = server.records(Kind.HANDLER_RAISED)
    assert raised.detail["hook"] == "handle_opening"
    assert "ZeroDivisionError" in raised.detail["error"]
    assert settings(server)[3] == 256


def test_one_that_never_returns_keeps_the_client_waiting_for_so_long(live_root: Any) -> None:
    go = threading.Event()
    server = live_root(first(lambda connection: go.wait(20)))
    server.host.opening_limit = 0.01
    peer = server.peer()
    peer.until(lambda: len(peer.settings) > 1)
    (limit,) = server.records(Kind.LIMIT_REACHED)
    assert limit.detail["limit"] == "opening_hook_seconds"
    assert settings(server)[3] == 256
    go.set()
    assert peer.get("/x").body == b"served"
    assert len([1 for type_, flags, _ in frames(server) if type_ == SETTINGS and not flags]) == 1


def test_it_may_end_the_connection(live_root: Any) -> None:
    server = live_root(first(lambda connection: connection.close()))
    peer = server.peer()
    peer.until_end()
    assert frames(server) == []
    assert server.wait(Kind.CONNECTION_CLOSED)[0].detail["how"] == "clean"


def test_a_client_that_leaves_meanwhile_is_recorded_in_order(live_root: Any) -> None:
    go = threading.Event()
    server = live_root(first(lambda connection: go.wait(20)))
    peer = server.peer()
    server.wait(Kind.CONNECTION_OPENED)
    peer.socket.shutdown(socket.SHUT_WR)
    go.set()
    server.wait(Kind.CONNECTION_CLOSED)
    order = [r.kind for r in server.engine.journal.read(0, 1_000) if r.connection]
    here = order.index(Kind.PREFACE_RECEIVED)
    assert order.index(Kind.END_RECEIVED) > here > order.index(Kind.FRAME_SENT)


def test_the_hooks_of_a_connection_count_it_alike(live_root: Any) -> None:
    said: list[Any] = []
    hooks = {
        **first(lambda connection: said.append(("opening", connection.ordinal))),
        "handle_connection": lambda connection: said.append(("ready", connection.ordinal)),
    }
    server = live_root(hooks)
    for _ in range(2):
        server.peer().get("/x")
    assert said == [("opening", 1), ("ready", 1), ("opening", 2), ("ready", 2)]


def test_a_script_below_a_folder_is_not_asked_and_that_is_said_once(
    live: Callable[..., Any], tmp_path: Path
) -> None:
    server = live({**HELLO, "vain": IN_VAIN.replace("pass", "1 / 0")})
    assert server.peer().get("/hello").body == b"hello"
    server.on_loop(server.host.set_wants)
    (noted,) = server.records(Kind.NOTED)
    assert str(tmp_path / "root" / "vain.py") in noted.detail["text"]
    assert "only a script that serves every path opens connections" in noted.detail["text"]
    assert server.records(Kind.HANDLER_RAISED) == []


def test_many_that_are_not_asked_are_counted(live: Callable[..., Any]) -> None:
    server = live({f"vain{number}": IN_VAIN for number in range(5)})
    (noted,) = server.wait(Kind.NOTED)
    assert noted.detail["text"].count(".py") == 3
    assert "and 2 more" in noted.detail["text"]


def test_one_that_is_attached_to_everything_is_asked(
    live: Callable[..., Any], tmp_path: Path
) -> None:
    opens = tmp_path / "opens.py"
    opens.write_text("def handle_opening(connection): connection.greet({4: 9})\n")
    server = live(HELLO)
    for narrow in ({"pattern": "/x"}, {"connection": 1}, {"stream_id": 1}):
        server.hands("attach", Binding(file=str(opens), **narrow))
    server.wait_until(lambda: server.host.inventory.having("handle_opening"))
    peer = server.peer()
    peer.barrier()
    assert peer.settings[4] == 256 << 10
    server.hands("attach", Binding(file=str(opens)))
    peer = server.peer()
    peer.barrier()
    assert peer.settings[4] == 9


def test_what_serves_everything_without_the_hook_leaves_the_root_unasked(
    live_root: Any, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.py"
    plain.write_text("def main(request, response): return 'plain'\n")
    server = live_root(first(lambda connection: connection.greet({4: 9})))
    server.hands("attach", Binding(file=str(plain)))
    peer = server.peer()
    assert peer.get("/x").body == b"plain"
    assert peer.settings[4] != 9


def test_nobody_is_asked_where_nobody_has_the_hook(live: Callable[..., Any]) -> None:
    host = live(HELLO).host
    said: list[str] = []
    openers = Openers(host.router, host.hands.bindings, host.inventory, said.append)
    openers.tell()
    assert openers.source is None and said == []
