"""What a client said, as the lines of its script."""

from __future__ import annotations

import pytest

from h2craft.actions import Data, Door, Note, Policy, Send, Sleep
from h2craft.language import Asking, Context, parse
from h2craft.scenario import Act, ScenarioError, Turn, Wait
from h2craft.scenario.asking import said_lines
from h2craft.scenario.speaking import Speaking

HERE = Asking(authority=b"a")


def spoken(*said, answers=(), **named) -> list[str]:
    """The lines of acts: each a line of the language, an action, or (it, what the act has)."""
    actions, acts, following = {}, [], 1
    for seq, one in enumerate(said, 1):
        what, more = one if isinstance(one, tuple) else (one, {})
        if isinstance(what, str):
            what = parse(what, Context(next_stream=following, asking=HERE)).actions[0]
            frames = getattr(what, "frames", ())
            following = max([following, *(f.stream_id + 2 for f in frames if f.stream_id % 2)])
        actions[seq] = what
        acts.append(Act(seq=seq, at=float(seq), **more))
    turn = Turn(connection=1, acts=tuple(acts), answers=answers, scheme="https", authority="a")
    made = Speaking(turn, actions.__getitem__, named.pop("pause", 1.0), **named)
    return [line.removeprefix("    ") for line in said_lines([turn], [made])]


def test_a_request_is_one_call_that_says_what_the_url_does_not() -> None:
    assert spoken("get /x") == ['stream_1 = connection.request("GET", "/x")']
    assert spoken("get /x authority=b scheme=http") == [
        'stream_1 = connection.request("GET", "/x", scheme="http", authority="b")'
    ]
    assert spoken('post /x "a=1" b=c') == [
        'stream_1 = connection.request("POST", "/x", headers=[("b", "c")], body="a=1")'
    ]
    assert spoken("request CONNECT authority=h:1 no_end_stream") == [
        'stream_1 = connection.request("CONNECT", authority="h:1", end_stream=False)'
    ]


def test_octets_that_are_no_text_stay_octets() -> None:
    assert spoken('put /x hex("00ff")') == [
        'stream_1 = connection.request("PUT", "/x", body=b"\\x00\\xff")'
    ]


def test_the_only_stream_has_no_number_and_one_that_is_not_spoken_of_no_name() -> None:
    assert spoken("get /", alone=True, used=set()) == ['connection.request("GET", "/")']
    assert spoken("get /", "rst 1 CANCEL", alone=True, used={1}) == [
        'stream = connection.request("GET", "/")',
        'stream.writer.write_rst_stream("CANCEL")',
    ]


def test_requests_of_one_lawful_flush_are_a_call_each() -> None:
    assert spoken("get /a + get /b") == [
        'stream_1 = connection.request("GET", "/a")',
        'stream_3 = connection.request("GET", "/b")',
    ]


def test_what_no_call_makes_is_written_frame_by_frame() -> None:
    assert spoken("headers new :method=GET", "data 1 'x'".replace("'", '"'), "end 1") == [
        "stream_1 = connection.stream()",
        'stream_1.writer.write_headers([(":method", "GET")])',
        'stream_1.writer.write_data("x")',
        "stream_1.writer.end_stream()",
    ]


def test_a_stream_that_was_not_the_next_is_opened_by_its_number() -> None:
    assert spoken("wire headers 7 :method=GET")[0] == "stream_7 = connection.stream(7)"
    assert spoken("rst 2 CANCEL")[0] == "stream_2 = connection.stream(2)"
    assert spoken("wire headers 7 :method=GET", "get /")[-1].startswith(
        'stream_9 = connection.request("GET"'
    )


def test_what_left_in_one_write_leaves_in_one_write() -> None:
    assert spoken("wire get / + rst CANCEL")[1:] == [
        "with connection.together():",
        "    connection.write_raw_header_frame(",
        '        [(":method", "GET"), (":scheme", "https"), (":authority", "a"), (":path", "/")],',
        "        stream_id=stream_1.stream_id,",
        "        end_stream=True,",
        "        end_headers=True,",
        "    )",
        '    connection.write_rst_stream("CANCEL", stream_id=stream_1.stream_id)',
    ]


def test_what_left_in_one_write_and_has_no_call_is_fired_as_it_was() -> None:
    frames = (Data(stream_id=1, data=b"a"), Data(stream_id=1, data=b"b", whole=True))
    lines = spoken(Send(frames=frames, door=Door.WIRE))
    assert lines[0] == "stream_1 = connection.stream()"
    assert lines[1] == "connection.fire("
    assert not [line for line in lines if "together" in line]


def test_a_request_that_is_more_than_one_call_says_is_written_as_it_was() -> None:
    fields = ":method=GET :scheme=https :authority=a :path=/"
    assert spoken(f"headers 1 {fields} end_stream") == ['stream_1 = connection.request("GET", "/")']
    assert spoken(f"headers 7 {fields} end_stream")[0] == "stream_7 = connection.stream(7)"
    padded = spoken(f"headers 1 {fields} end_stream padding=5")
    assert padded[0] == "stream_1 = connection.stream()" and "padding=5" in " ".join(padded)


def test_a_client_that_sends_a_response_says_its_status() -> None:
    assert spoken("get /", "headers 1 :status=200")[1] == "stream_1.writer.write_headers([], 200)"


def test_what_is_the_connections_is_written_on_it() -> None:
    assert spoken("ping", "settings ENABLE_PUSH=0", "close reset", 'octets "x"') == [
        "connection.write_ping()",
        'connection.write_settings({"ENABLE_PUSH": 0})',
        'connection.close("reset")',
        'connection.write_raw(b"x")',
    ]
    assert spoken(Policy(changes={})) == []
    assert spoken("policy ping_ack=drop") == ['connection.policy(ping_ack="drop")']


def test_what_came_before_an_act_is_waited_for_on_its_stream() -> None:
    end = Wait(pattern="flag:END_STREAM", stream_id=1)
    pong = Wait(pattern="type:PING flag:ACK")
    lines = spoken("get /", ("ping", {"wait": pong, "also": (end,)}), answers=(end,))
    assert lines[1:] == [
        "",
        'stream_1.wait_for("flag:END_STREAM")',
        'connection.wait_for("type:PING flag:ACK")',
        "connection.write_ping()",
        "",
        'stream_1.wait_for("flag:END_STREAM")',
    ]


def test_what_somebody_said_they_waited_for_is_kept() -> None:
    said = Wait(pattern="stream:1 (flag:END_STREAM or type:RST_STREAM)", said=True, stream_id=1)
    other = Wait(pattern="status:200 -stream:3", said=True, stream_id=1)
    lines = spoken("get /", ("ping", {"wait": said}), ("ping", {"wait": other}))
    assert 'stream_1.wait_for("flag:END_STREAM or type:RST_STREAM")' in lines
    assert 'connection.wait_for("status:200 -stream:3")' in lines


def test_what_came_on_a_stream_without_a_name_is_waited_for_by_its_number() -> None:
    pushed = Wait(pattern="type:HEADERS", stream_id=2)
    assert spoken(("ping", {"wait": pushed}))[0] == 'connection.stream(2).wait_for("type:HEADERS")'


def test_what_came_on_a_stream_we_had_not_opened_is_waited_for_without_opening_it() -> None:
    early = Wait(pattern="type:HEADERS or type:DATA", stream_id=5)
    assert spoken(("ping", {"wait": early}))[0] == (
        'connection.wait_for("stream:5 (type:HEADERS or type:DATA)")'
    )


def test_pauses_are_slept_from_the_threshold_on_and_not_twice() -> None:
    assert spoken("ping", ("ping", {"pause": 2.0}))[2] == "time.sleep(2)"
    assert "time.sleep" not in str(spoken("ping", ("ping", {"pause": 2.0}), pause=None))
    assert spoken("ping", ("ping", {"slept": 0.2}))[2] == "time.sleep(0.2)"
    assert spoken(Sleep(seconds=2), ("ping", {"pause": 2.0})) == [
        "time.sleep(2)",
        "connection.write_ping()",
    ]


def test_a_remark_is_a_comment() -> None:
    assert spoken(Note(text="here\nit hung")) == ["# here", "# it hung"]


def test_what_cannot_be_written_says_of_which_record() -> None:
    with pytest.raises(ScenarioError, match="record 1 cannot be written"):
        spoken(Send(frames=(Data(stream_id=1, elided=5),)))
