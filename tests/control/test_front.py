"""One front end: what it may say, and that what it does wrong is its own loss alone."""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from typing import Any

import pytest

from h2craft.control.front import LINES_AT_ONCE, Bounds
from h2craft.control.protocol import LONGEST_REQUEST, VERSION, hello, line_of

SLEEP = {"verb": "sleep", "seconds": 3600.0}
PING = b"\0\0\x08\x06\0\0\0\0\0" + bytes(8)


def still_served(running: Any, other: Any) -> None:
    """Another front end is answered, and so is whoever speaks HTTP/2."""
    assert "last" in other.gets("look", within=0)
    running.peer().is_answered()


# The first lines


def test_the_engine_speaks_first(engine) -> None:
    said = engine.visitor().line()
    assert (said["h2craft"], said["version"]) == ("control", VERSION)
    assert said["name"] == engine.name and said["about"]["urls"]


def test_who_has_said_hello_is_named_to_the_next(engine) -> None:
    front = engine.front("tui")
    front.gets("look", within=0)
    assert engine.visitor().line()["fronts"] == ["tui"]


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (b"GET / HTTP/1.1\r\n", "no JSON object"),
        (b"\n", "no JSON object"),
        (b"\x00\xff\n", "no JSON object"),
        (b"[]\n", "no JSON object"),
        (line_of({"id": 1, "do": "look"}), "no h2craft front end"),
        (line_of({**hello("tui"), "version": 2}), "version 2 of the control protocol"),
        (line_of({**hello("tui"), "version": "1"}), "no h2craft front end"),
        (line_of(hello("")), "who is there"),
        (line_of(hello("a b")), "who is there"),
        (line_of({**hello("x"), "front": ["tui"]}), "who is there"),
        (line_of(hello("x" * 17)), "longer than"),
    ],
)
def test_whoever_does_not_say_hello_is_told_why_and_sent_away(engine, said, error) -> None:
    other, visitor = engine.front(), engine.visitor()
    visitor.line()
    visitor.says(said)
    answer = visitor.line()
    assert error in answer["error"] and "id" not in answer
    assert visitor.ended()
    still_served(engine, other)


def test_another_version_has_a_kind_of_its_own(engine) -> None:
    visitor = engine.visitor()
    visitor.line()
    visitor.says(line_of({**hello("tui"), "version": 9}))
    assert visitor.line()["kind"] == "version"


def test_whoever_says_nothing_is_sent_away(start) -> None:
    running = start(bounds=Bounds(hello_seconds=0.02))
    visitor = running.visitor()
    visitor.line()
    assert "no hello" in visitor.line()["error"]
    assert visitor.ended()


def test_whoever_says_half_a_hello_is_sent_away(start) -> None:
    running = start(bounds=Bounds(hello_seconds=0.02))
    visitor = running.visitor()
    visitor.line()
    visitor.says(b'{"h2craft":')
    assert "no hello" in visitor.line()["error"]


# Requests


@pytest.mark.parametrize("identity", [0, -1, 1 << 62, "", "a", "é", '"\\'])
def test_an_id_comes_back_as_it_was(engine, identity) -> None:
    assert "last" in engine.front().gets("look", identity, within=0)


@pytest.mark.parametrize(
    "identity", [None, True, 1.5, [], {}, [[[]]], {"a": 1}, "x" * 100, 10**100, "x" * 1_000_000]
)
def test_an_id_that_is_none_is_refused_and_nobody_is_closed(engine, identity) -> None:
    front = engine.front()
    front.asks("look", identity, within=0)
    answer = front.line()
    assert answer["id"] is None and answer["kind"] == "request" and '"id"' in answer["error"]
    assert "last" in front.gets("look", within=0)


def test_a_request_without_an_id_is_refused(engine) -> None:
    front = engine.front()
    front.says(line_of({"do": "look"}))
    assert front.line()["id"] is None


@pytest.mark.parametrize(
    "request_",
    [
        {"do": "reboot"},
        {"do": 5},
        {},
        {"do": "read", "after": "1"},
        {"do": "read", "limit": None},
        {"do": "submit", "connection": 1, "actions": {}},
        {"do": "submit", "connection": 1, "actions": [{"verb": "explode"}]},
        {"do": "preview", "connection": "1", "action": SLEEP},
        {"do": "attach", "binding": {"file": 3}},
        {"do": "decide", "held_seq": 1, "verdict": "perhaps"},
        {"do": "set_policy", "changes": {"ping_ack": "later"}},
    ],
)
def test_what_cannot_be_asked_is_refused_and_nobody_is_closed(engine, request_) -> None:
    front = engine.front()
    front.says(line_of({"id": 7, **request_}))
    answer = front.line()
    assert (answer["id"], answer["kind"]) == (7, "request") and answer["error"]
    assert "last" in front.gets("look", within=0)


@pytest.mark.parametrize(
    "said", [b"nonsense\n", b'{"id":1,\n', b"\n", b"[" * 100_000 + b"\n", b"\xff\n"]
)
def test_what_is_no_request_ends_that_front_end_alone(engine, said) -> None:
    front, other = engine.front(), engine.front()
    front.says(said)
    assert "no JSON object" in front.line()["error"]
    assert front.ended()
    still_served(engine, other)


def test_a_line_that_does_not_end_ends_that_front_end_alone(engine) -> None:
    front, other = engine.front(), engine.front()
    part = b"x" * (1 << 20)
    with pytest.raises(OSError):  # the engine does not listen any more
        for _ in range(100):
            front.says(part)
    assert "more than 40 MiB" in front.line()["error"]
    assert front.ended()
    assert engine.control.room == engine.control.bounds.octets
    still_served(engine, other)


def test_a_line_as_long_as_one_may_be_is_read(engine) -> None:
    front = engine.front()
    body = (LONGEST_REQUEST - 200) // 2
    action = {"verb": "note", "text": "x" * body * 2}
    front.asks("preview", connection=1, action=action)
    answer = front.line()
    assert "connection 1" in answer["ok"]["refused"]


def test_half_a_line_and_then_silence_is_not_waited_for_for_ever(start) -> None:
    running = start(bounds=Bounds(line_seconds=0.02))
    front, other = running.front(), running.front()
    front.says(b'{"id":1,"do":"lo')
    assert "half a line" in front.line()["error"]
    assert front.ended()
    still_served(running, other)


def test_a_line_in_pieces_is_a_line(engine) -> None:
    front = engine.front()
    for octet in line_of({"id": 1, "do": "look", "within": 0}):
        front.says(bytes([octet]))
    assert front.line()["id"] == 1


def test_many_lines_at_once_are_all_answered(engine) -> None:
    front, count = engine.front(), 5 * LINES_AT_ONCE + 3
    front.says(
        b"".join(line_of({"id": number, "do": "look", "within": 0}) for number in range(count))
    )
    assert [front.line()["id"] for _ in range(count)] == list(range(count))


def test_an_answer_that_takes_long_does_not_keep_others_waiting(engine) -> None:
    peer, front = engine.peer(), engine.front()
    peer.is_answered()
    sleep = {"verb": "sleep", "seconds": 3600.0}
    front.asks("submit", "slow", connection=1, actions=[sleep])
    assert front.gets("preview", "quick", connection=1, action=sleep)


# What it may cost


def fill(running: Any, octets: int) -> None:
    """So much in the journal."""
    peer = running.peer()
    part = b"\0\x3f\xf8" + b"\x7f\0" + bytes(4) + bytes(0x3FF8)  # an unknown type
    for _ in range(octets // len(part) + 1):
        peer.sends(part)
    peer.is_answered()


def test_who_does_not_take_his_answers_is_not_read_from(engine) -> None:
    fill(engine, 4 << 20)
    front, other = engine.front(), engine.front()
    line = line_of({"id": 1, "do": "read"})
    front.socket.setblocking(False)
    sent = 0
    with pytest.raises(BlockingIOError):
        while True:
            sent += front.socket.send(line * 100)
    still_served(engine, other)
    (greedy,) = [one for one in engine.control._visitors if one._slow]
    assert greedy._transport.get_write_buffer_size() < 4 << 20
    assert len(greedy._slow) <= engine.control.bounds.pending
    assert len(greedy._unread) <= 1 << 20
    front.socket.setblocking(True)
    front.close()
    still_served(engine, other)


def test_who_takes_his_answers_at_last_gets_them_all(engine) -> None:
    fill(engine, 2 << 20)
    front = engine.front()
    count = 40
    for number in range(count):
        front.asks("read", number)
    answers = [front.line() for _ in range(count)]
    assert [one["id"] for one in answers] == list(range(count))
    assert {len(one["ok"]["records"]) for one in answers} == {len(answers[0]["ok"]["records"])}


def test_a_short_request_does_not_wait_behind_long_ones(engine) -> None:
    fill(engine, 2 << 20)
    front = engine.front()
    front.says(
        b"".join(line_of({"id": number, "do": "read"}) for number in range(20)),
        line_of({"id": "short", "do": "look", "within": 0}),
    )
    answers = [front.line()["id"] for _ in range(21)]
    assert answers.index("short") < 3
    assert [one for one in answers if one != "short"] == list(range(20))


def test_more_requests_than_may_wait_are_refused(start) -> None:
    running = start(bounds=Bounds(pending=3))
    running.peer().is_answered()
    front = running.front()
    for number in range(4):
        front.asks("submit", number, connection=1, actions=[SLEEP])
    answer = front.line()
    assert answer["id"] == 3 and "3 requests wait" in answer["error"]
    still_served(running, running.front())


def test_requests_that_are_too_long_together_are_refused(start) -> None:
    running = start(bounds=Bounds(octets=1 << 20))
    running.peer().is_answered()
    front = running.front()
    note = {"verb": "note", "text": "x" * 600_000}
    front.asks("submit", 1, connection=1, actions=[SLEEP, note])
    front.asks("submit", 2, connection=1, actions=[note])
    answer = front.line()
    assert "too long" in answer["error"]


def test_lines_that_are_too_long_together_end_who_sends_the_last(start) -> None:
    running = start(bounds=Bounds(octets=1 << 20))
    one, other = running.front(), running.front()
    one.says(b" " * 700_000)
    while running.control.room > 400_000:
        still_served(running, other)
    with suppress(OSError):  # not all of it may be read
        other.says(b" " * 700_000)
    assert "too long" in other.line()["error"]
    assert other.ended()
    one.says(line_of({"id": 1, "do": "look", "within": 0}))
    assert one.line()["id"] == 1


# Leaving


def test_who_leaves_in_the_middle_of_a_look_is_forgotten(engine) -> None:
    front, other = engine.front(), engine.front()
    front.gets("look", within=0)
    front.asks("look", after=1 << 40, within=30)
    front.close()
    engine.peer().is_answered()
    still_served(engine, other)
    while len(engine.control._visitors) > 1:
        other.gets("look", within=0)
    assert not engine.control._news._waiting


def test_what_was_fired_goes_on_without_who_fired_it(engine) -> None:
    peer = engine.peer()
    peer.is_answered()
    front, other = engine.front(), engine.front()
    ping = {"verb": "send", "frames": [{"frame": "PING", "opaque_data": "12345678"}]}
    wait = {"verb": "await", "pattern": "type:PING dir:received"}
    front.asks("submit", connection=1, actions=[wait, ping])
    engine.recorded("kind:action_fired")
    front.close()
    still_served(engine, other)
    peer.sends(PING)
    while peer.until(6)[3] != b"12345678":
        pass
    still_served(engine, other)
    while engine.control.room != engine.control.bounds.octets:
        other.gets("look", within=0)


def test_one_half_of_a_connection_closed_is_the_end_of_it(engine) -> None:
    front = engine.front()
    front.gets("look", within=0)
    front.socket.shutdown(socket.SHUT_WR)
    assert front.ended()


def test_an_answer_is_one_line_of_json_whatever_is_in_it(engine) -> None:
    peer = engine.peer()
    peer.sends(b"\0\0\x04\x7f\0\0\0\0\0\n\r\xff\x00")
    peer.is_answered()
    front = engine.front()
    front.asks("read")
    line = front._lines.readline()
    assert line.isascii() and json.loads(line)["ok"]["records"]
