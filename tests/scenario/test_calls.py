from __future__ import annotations

import ast

import pytest

from h2craft.actions import Data, Door, Send
from h2craft.language import Context, LanguageError, parse
from h2craft.scenario import Wait
from h2craft.scenario.calls import Place, as_headers, calls_of, method_of, relative_wait, waiting
from h2craft.scenario.pythonlines import call_of, flat

PLACE = Place(own=5, pushed={2: "pushed"})


def written(line: str, place: Place = PLACE) -> list[str]:
    (action,) = parse(line, Context(connection=1, stream_id=5)).actions
    return [flat(call) for call in calls_of(action, place)[0]]


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ('data 5 "hello\\n"', 'writer.write_data("hello\\n")'),
        ("data 5 hex(c3a9) end_stream", 'writer.write_data("é", last=True)'),
        ("data 5 hex(ff)", 'writer.write_data(b"\\xff")'),
        ("data 5 hex(e280ae)", 'writer.write_data(b"\\xe2\\x80\\xae")'),  # turns text around
        ("data 5", 'writer.write_data("")'),
        ('data 5 "x" whole', 'writer.write_data_frame(b"x", False)'),
        ('wire data 5 "x"', 'writer.write_raw_data_frame(b"x")'),
        ("end 5", "writer.end_stream()"),
        ("end 2", "writer.end_stream(stream_id=pushed)"),
        ("end 7", "writer.end_stream(stream_id=7)"),
        ("wire data 0 hex(00)", 'writer.write_raw_data_frame(b"\\x00", stream_id=0)'),
        ("headers 5 :status=204 end_stream", "writer.write_headers([], 204, last=True)"),
        ("goaway last=5", "writer.write_goaway(last_stream_id=request.h2_stream_id)"),
        ("goaway last=7", "writer.write_goaway(last_stream_id=7)"),
        ("goaway last=0", "writer.write_goaway(last_stream_id=0)"),
        ("close reset", 'writer.close("reset")'),
        ("sleep 0.5", "time.sleep(0.5)"),
    ],
)
def test_streams_are_relative_and_text_is_text(line: str, call: str) -> None:
    assert written(line) == [call]


def test_what_is_fired_as_it_is_has_relative_streams_too() -> None:
    (call,) = written("uninformed end 5")
    assert "Data(stream_id=request.h2_stream_id, end_stream=True)" in call


def test_long_octets_take_no_way_by_text() -> None:
    octets = bytes(range(256)) * 4
    ((call,), _) = calls_of(Send(frames=(Data(stream_id=5, data=octets),)), PLACE)
    assert isinstance(call.args[0], ast.Constant) and call.args[0].value == octets


def test_octets_that_are_nowhere_are_refused() -> None:
    with pytest.raises(LanguageError, match="7 octets"):
        calls_of(Send(frames=(Data(stream_id=5, elided=7),)), PLACE)


def test_a_lawful_flush_is_calls_and_one_past_h2_leaves_together() -> None:
    frames = (Data(stream_id=5, data=b"a"), Data(stream_id=5, data=b"b"))
    assert len(calls_of(Send(frames=frames), PLACE)[0]) == 2
    assert not calls_of(Send(frames=frames), PLACE)[1]
    calls, together = calls_of(Send(frames=frames, door=Door.WIRE), PLACE)
    assert together and [method_of(call) for call in calls] == ["write_raw_data_frame"] * 2


def test_what_has_no_call_is_not_torn_apart() -> None:
    frames = (Data(stream_id=5), Data(stream_id=5, whole=True))
    calls, together = calls_of(Send(frames=frames, door=Door.WIRE), PLACE)
    assert [method_of(call) for call in calls] == ["fire"] and not together
    assert [method_of(call) for call in calls_of(Send(frames=()), PLACE)[0]] == ["fire"]


def test_a_response_to_head_that_does_not_end_is_fired_as_it_is() -> None:
    head = Place(own=5, head=True)
    assert written("headers 5 :status=200", head)[0].startswith("writer.fire(")
    assert written("headers 5 :status=200 end_stream", head) == [
        "writer.write_headers([], 200, last=True)"
    ]
    assert written("headers 5 :status=103", head) == ["writer.write_informational(103)"]
    assert written("headers 2 :status=200", head) == ["writer.write_headers([], 200, stream_id=2)"]


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("writer.write_informational(103)", "writer.write_headers([], 103)"),
        (
            "writer.write_informational(103, [('a', 'b')])",
            'writer.write_headers([("a", "b")], 103)',
        ),
    ],
)
def test_wpt_has_write_headers_for_an_interim_response(said: str, plain: str) -> None:
    assert flat(as_headers(call_of(said))) == plain


@pytest.mark.parametrize(
    ("wait", "pattern"),
    [
        (Wait(pattern="type:DATA", stream_id=5), 'f"type:DATA stream:{request.h2_stream_id}"'),
        (Wait(pattern="type:RST_STREAM", stream_id=2), 'f"type:RST_STREAM stream:{pushed}"'),
        (Wait(pattern="type:RST_STREAM", stream_id=7), '"type:RST_STREAM stream:7"'),
        (Wait(pattern="type:GOAWAY"), '"type:GOAWAY"'),
        (Wait(pattern="conn:2 type:DATA  stream:5", stream_id=5, said=True), None),
        (Wait(pattern="type:DATA", stream_id=5, said=True), '"type:DATA"'),
        (Wait(pattern="stream:5 or type:PING", stream_id=5, said=True), '"stream:5 or type:PING"'),
        (Wait(pattern='"stream:5 {x}"', said=True), "'\"stream:5 {x}\"'"),
        (Wait(pattern="stream:55", said=True), '"stream:55"'),
    ],
)
def test_a_wait_is_about_the_same_stream_of_the_next_client(
    wait: Wait, pattern: str | None
) -> None:
    pattern = pattern or 'f"type:DATA stream:{request.h2_stream_id}"'
    assert flat(waiting(wait, PLACE)) == f"writer.wait_for({pattern})"


def test_a_wait_of_a_connection_is_about_the_streams_it_says() -> None:
    """No request is there whose stream it could be."""
    said = Wait(pattern="type:WINDOW_UPDATE stream:0", said=True)
    assert flat(waiting(said, Place(own=0))) == 'writer.wait_for("type:WINDOW_UPDATE stream:0")'


def test_a_wait_that_is_an_act_is_relative_too() -> None:
    call = call_of("writer.wait_for('type:DATA stream:5', timeout=2.0)")
    relative_wait(call, PLACE)
    assert flat(call) == 'writer.wait_for(f"type:DATA stream:{request.h2_stream_id}", timeout=2.0)'


def test_a_wait_that_is_no_text_is_left_as_it_is() -> None:
    call = call_of("writer.wait_for(pattern)")
    relative_wait(call, PLACE)
    assert flat(call) == "writer.wait_for(pattern)"
    call = call_of("writer.wait_for()")
    relative_wait(call, PLACE)
    assert flat(call) == "writer.wait_for()"


def test_what_is_no_method_has_no_name() -> None:
    assert method_of(call_of("print(1)")) == ""
    assert method_of(call_of("writer.close()")) == "close"
