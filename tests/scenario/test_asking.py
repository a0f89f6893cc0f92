"""The recording of a client, from its records to its script."""

from __future__ import annotations

import pytest

from h2craft.language import Asking, Context, parse
from h2craft.model import Board
from h2craft.scenario import Recorder, ScenarioError, rendered
from h2craft.trace import Kind
from h2craft.wire import END_HEADERS, END_STREAM, FrameType

OK = b"\x88"  # RFC 7541 C.4: :status 200


@pytest.fixture
def play(playing, talk):
    """A conversation in which nobody has connected yet."""
    return playing.Play(talk)


class Ours:
    """A connection of ours; `ask` and `answer` fill its journal."""

    def __init__(self, play, connection: int = 1, authority: str | None = "a.example") -> None:
        self.play, self.connection, self.next = play, connection, 1
        detail = {"peer": ["127.0.0.1", 443], "scheme": "https", "role": "client"}
        detail |= {"authority": authority} if authority else {}
        play.talk(Kind.CONNECTION_OPENED, connection=connection, detail=detail)

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


def test_a_script_is_of_one_connection_and_the_filter_chooses_it(play) -> None:
    first, second = Ours(play, 1), Ours(play, 2)
    first.says("get /a")
    second.says("get /b")
    with pytest.raises(ScenarioError, match="one connection, and this recording is of 2.*conn:1"):
        rendered(play.score(), play.load)


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
