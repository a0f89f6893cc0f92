"""The recording of a client, from its records to its script."""

from __future__ import annotations

from dataclasses import replace

import pytest

from h2craft.filter import compile as compile_filter
from h2craft.language import Asking, Context, parse
from h2craft.model import Board
from h2craft.scenario import Recorder, rendered
from h2craft.trace import Kind, Origin
from h2craft.wire import END_HEADERS, END_STREAM, PREFACE, FrameType

OK = b"\x88"  # RFC 7541 C.4: :status 200


@pytest.fixture
def play(playing, talk):
    """A conversation in which nobody has connected yet."""
    return playing.Play(talk)


class Ours:
    """A connection of ours; `ask` and `answer` fill its journal."""

    def __init__(
        self,
        play,
        connection: int = 1,
        authority: str | None = "a.example",
        *,
        greets: bool = False,
        upgraded: bool = False,
    ) -> None:
        self.play, self.connection, self.next = play, connection, 1
        detail = {"peer": ["127.0.0.1", 443], "scheme": "https", "role": "client"}
        detail |= {"authority": authority} if authority else {}
        play.talk(Kind.CONNECTION_OPENED, connection=connection, detail=detail)
        if upgraded:
            play.talk(Kind.OCTETS_SENT, b"GET / HTTP/1.1\r\n\r\n", connection=connection)
            play.talk(Kind.UPGRADED, connection=connection, detail={"from": "h2c"})
        if greets:
            play.talk(Kind.PREFACE_SENT, PREFACE, connection=connection)

    def says(self, line: str, **more) -> int:
        context = Context(
            connection=self.connection,
            next_stream=self.next,
            asking=Asking(authority=b"a.example"),
        )
        action = parse(line, context).actions[0]
        for frame in getattr(action, "frames", ()):
            self.next = max(self.next, frame.stream_id + 2) if frame.stream_id % 2 else self.next
        return self.play.fire(action, connection=self.connection, **more)

    def answer(self, stream_id: int, *, end: bool = True) -> int:
        flags = END_HEADERS | (END_STREAM if end else 0)
        return self.hears(FrameType.HEADERS, flags, stream_id, OK)

    def hears(self, frame_type: int, flags: int, stream_id: int, payload: bytes = b"") -> int:
        return self.play.talk.received(
            frame_type, flags, stream_id, payload, connection=self.connection
        )


def function(text: str) -> str:
    """The body of `connect`."""
    return text.partition("(connection):\n")[2].partition("\n\n\n# What the server said")[0]


def script(play, **options) -> list[str]:
    """The lines of `connect`."""
    text = rendered(play.score(**options), play.load)
    compile(text, "script.py", "exec")
    return [line.strip() for line in function(text).splitlines()]


def test_all_acts_of_a_connection_are_one_function_in_their_order(play) -> None:
    ours = Ours(play)
    ours.says("get /a")
    ours.says("ping")
    assert play.score().role == "client"
    assert script(play) == ['connection.request("GET", "/a")', "connection.write_ping()"]


def test_what_the_server_ended_before_an_act_is_waited_for_and_the_rest_at_the_end(play) -> None:
    ours = Ours(play)
    ours.says("get /a + get /b")
    ours.answer(3)
    ours.answer(1)
    ours.says("get /c")
    ours.answer(5)
    assert script(play) == [
        'stream_1 = connection.request("GET", "/a")',
        'stream_3 = connection.request("GET", "/b")',
        "",
        'stream_3.wait_for("flag:END_STREAM")',
        'stream_1.wait_for("flag:END_STREAM")',
        'stream_5 = connection.request("GET", "/c")',
        "",
        'stream_5.wait_for("flag:END_STREAM")',
    ]


def test_a_head_data_and_a_reset_are_waited_for_as_what_they_are(play) -> None:
    ours = Ours(play)
    ours.says("get /a")
    ours.answer(1, end=False)
    ours.says("window 1 5")
    ours.hears(FrameType.DATA, 0, 1, b"x")
    ours.says("window 1 6")
    ours.hears(FrameType.RST_STREAM, 0, 1, bytes(4))
    ours.says("ping")
    ours.hears(FrameType.GOAWAY, 0, 0, bytes(8))
    ours.says("ping")
    waits = [line for line in script(play) if "wait_for" in line]
    assert waits == [
        'stream.wait_for("type:HEADERS")',
        'stream.wait_for("type:DATA")',
        'stream.wait_for("type:RST_STREAM")',
        'connection.wait_for("type:GOAWAY")',
    ]


def test_an_acknowledgement_is_waited_for_where_an_act_asked_for_it(play) -> None:
    ours = Ours(play)
    ours.says("ping")
    ours.hears(FrameType.PING, 1, 0, bytes(8))
    ours.says("get /")
    assert 'connection.wait_for("type:PING flag:ACK")' in script(play)


def test_an_authority_that_is_not_the_urls_is_said(play) -> None:
    ours = Ours(play, authority="b.example")
    ours.says("get /")
    assert script(play) == ['connection.request("GET", "/", authority="a.example")']


def test_a_url_nobody_has_told_of_leaves_nothing_out(play) -> None:
    ours = Ours(play, authority=None)
    ours.says("get /")
    [line] = script(play)
    assert 'scheme="https"' in line and 'authority="a.example"' in line


def test_the_docstring_says_what_was_asked_and_how_it_is_replayed(play) -> None:
    ours = Ours(play)
    for path in "abcde":
        ours.says(f"get /{path}")
    text = rendered(play.recorder().score(program="h2craft 0"), play.load)
    assert text.startswith('"""Asks for GET /a, GET /b, GET /c and 2 more.\n')
    assert "Recorded by h2craft 0: 5 acts of a client." in text
    assert "Runs with: h2craft connect URL --replay" in text
    assert rendered(play.score(), play.load, title="Mine").startswith('"""Mine\n')


def test_a_recording_without_requests_says_how_much_was_said(play) -> None:
    ours = Ours(play)
    ours.says("ping")
    ours.says("octets hex(00)")
    assert rendered(play.score(), play.load).startswith('"""Says 2 things to a server.\n')


def test_pauses_and_actions_are_imported_where_they_are_used(play) -> None:
    ours = Ours(play)
    ours.says("get /")
    play.later(3.0)
    ours.says("uninformed ping")
    text = rendered(play.score(), play.load)
    assert '"""\n\nimport time\n\nfrom h2craft.actions import ' in text
    assert "time.sleep(3" in text and "connection.fire(Send(" in text
    compile(text, "script.py", "exec")


def test_further_connections_are_opened_where_they_were(play) -> None:
    first = Ours(play, 1)
    first.says("get /a")
    first.answer(1)
    first.hears(FrameType.GOAWAY, 0, 0, bytes(8))
    second = Ours(play, 2)
    second.says("get /b + get /c")
    second.answer(3)
    first.hears(FrameType.PING, 0, 0, bytes(8))
    first.says("ping")
    second.says("get /d")
    assert script(play) == [
        'stream = connection.request("GET", "/a")',
        "",
        'stream.wait_for("flag:END_STREAM")',
        'connection.wait_for("type:GOAWAY")',
        "connection_2 = connection.reconnect()",
        'connection_2.request("GET", "/b")',
        'stream_3_on_2 = connection_2.request("GET", "/c")',
        "",
        'stream_3_on_2.wait_for("flag:END_STREAM")',
        "connection.write_ping()",
        'connection_2.request("GET", "/d")',
    ]
    text = rendered(play.score(), play.load)
    assert "4 acts of a client on 2 connections." in text
    chosen = script(play, wanted=compile_filter("conn:2"))
    assert chosen[0] == 'connection.request("GET", "/b")'


def test_a_connection_that_was_only_opened_is_opened_again(play) -> None:
    for number in (1, 2, 3):
        Ours(play, number, greets=True)
    Ours(play, 4, greets=True).says("get /")
    assert script(play) == [
        "connection_2 = connection.reconnect()",
        "connection_3 = connection.reconnect()",
        "connection_4 = connection.reconnect()",
        'connection_4.request("GET", "/")',
    ]


def test_time_that_passed_before_a_connection_was_opened_passes_again(play) -> None:
    Ours(play, 1, greets=True).says("get /")
    play.later(5.0)
    Ours(play, 2, greets=True).says("get /")
    assert script(play)[1:4] == ["", "time.sleep(5)", "connection_2 = connection.reconnect()"]


def test_that_a_server_went_away_in_order_is_no_end_to_wait_for_and_an_error_is(play) -> None:
    ours = Ours(play)
    ours.says("get /")
    ours.hears(FrameType.GOAWAY, 0, 0, bytes(8))
    play.talk(Kind.END_RECEIVED, connection=1, detail={"how": "fin"})
    assert script(play) == ['connection.request("GET", "/")']
    ours.hears(FrameType.GOAWAY, 0, 0, bytes(7) + b"\x01")
    assert script(play)[1:] == ["", 'connection.wait_for("type:GOAWAY")']


def test_a_server_that_hung_up_is_waited_for_before_the_next_connection(play) -> None:
    ours = Ours(play, greets=True)
    ours.says("get /")
    play.talk(Kind.END_RECEIVED, connection=1, detail={"how": "fin"})
    Ours(play, 2, greets=True)
    assert script(play)[2:] == [
        'connection.wait_for("kind:END_RECEIVED")',
        "connection_2 = connection.reconnect()",
    ]


def test_automatic_replies_are_acts_where_they_are_wanted(play) -> None:
    ours = Ours(play, greets=True)
    ours.says("get /")
    ping = ours.hears(FrameType.PING, 0, 0, b"12345678")
    play.talk.sent(6, 1, 0, b"12345678", cause=ping, origin=Origin.AUTOMATIC)
    assert script(play) == ['connection.request("GET", "/")']
    lines = script(play, replies=True)
    assert lines[0].startswith("connection.policy(") and 'ping_ack="drop"' in " ".join(lines)
    assert 'connection.wait_for("type:PING -flag:ACK")' in lines
    assert "PING" in lines[-1] or "ping" in lines[-1]


def test_an_upgraded_request_is_no_turn_of_its_own(play) -> None:
    Ours(play, greets=True, upgraded=True).says("ping")
    assert script(play) == ["connection.write_ping()"]


def test_what_was_not_recorded_is_not_waited_for(play) -> None:
    ours = Ours(play)
    recorder = Recorder()
    recorder.on = False
    ours.says("get /a")
    ours.answer(1)
    board = Board()
    for record in play.records():
        recorder.take(board.fold(record))
    assert len(recorder) == 0 and recorder.score().role == "client"


def test_a_connection_of_ours_that_was_opened_before_is_no_turn_until_something_is_said(
    play,
) -> None:
    recorder, board = Recorder(), Board()
    recorder.on = False
    ours = Ours(play, greets=True)
    for record in play.records():
        recorder.take(board.fold(record))
    recorder.on = True
    assert recorder.score().turns == ()
    seq = ours.says("ping")
    for record in play.records()[-2:]:
        recorder.take(board.fold(record))
    assert [act.seq for turn in recorder.score().turns for act in turn.acts] == [seq]


def test_who_has_only_connected_does_nothing(play) -> None:
    Ours(play, greets=True)
    text = rendered(play.score(), play.load)
    assert text.startswith('"""Says nothing.\n')
    assert function(text).split() == ["pass"]


def test_a_client_nothing_is_recorded_of_does_nothing(play) -> None:
    ours = Ours(play)
    play.refuse(ours.says("ping", leaves=False))
    score = replace(play.score(), turns=())
    assert score.role == "client"
    assert function(rendered(score, play.load)).split() == ["pass"]


def test_an_upload_that_is_refused_is_no_act(play) -> None:
    ours = Ours(play)
    play.refuse(ours.says("get /a", leaves=False))
    ours.says("ping")
    assert script(play) == ["connection.write_ping()"]


def test_a_response_that_ends_makes_the_recording_another_one(play) -> None:
    ours = Ours(play)
    ours.says("get /a")
    board, recorder = Board(), Recorder()
    for record in play.records():
        recorder.take(board.fold(record))
    changes = recorder.changes
    assert recorder.score().turns[0].answers == ()
    seq = ours.answer(1)
    recorder.take(board.fold(play.records()[-1]))
    assert recorder.changes > changes
    assert [one.seq for one in recorder.score().turns[0].answers] == [seq]
