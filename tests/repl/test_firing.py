"""Every verb, as a line and as Python, on a real connection, and what the peer receives of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from hpack import Decoder

from h2craft.actions import Reply
from h2craft.language import VERBS
from h2craft.repl.evaluate import Verdict
from h2craft.session import Target
from h2craft.trace import Kind
from h2craft.wire import FrameType, frame_octets

ZEROS = bytes(8)


class Wire(NamedTuple):
    """One verb that writes a frame: both forms, and what arrives.

    `payload` is the octets, or the fields of a header block that stands from `block` on.
    """

    verb: str
    line: str
    python: str
    type: int
    flags: int
    stream_id: int
    payload: bytes | list[tuple[str, str]]
    block: int = 0


T = FrameType
PUSHED = [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/s")]
WIRE = (
    Wire(
        "headers",
        "headers 1 :status=200 content-type=text/plain",
        'headers(1, status=200, content_type="text/plain")',
        T.HEADERS,
        0x4,
        1,
        [(":status", "200"), ("content-type", "text/plain")],
    ),
    Wire(
        "headers",
        "wire headers 1 :status=204 end_stream",
        'headers(1, [(b":status", b"204")], end_stream=True, door="wire")',
        T.HEADERS,
        0x5,
        1,
        [(":status", "204")],
    ),
    Wire(
        "data",
        'wire data 1 hex("00 ff") end_stream',
        'data(1, b"\\x00\\xff", end_stream=True, door="wire")',
        T.DATA,
        0x1,
        1,
        b"\x00\xff",
    ),
    Wire("end", "wire end 1", 'end(1, door="wire")', T.DATA, 0x1, 1, b""),
    Wire(
        "trailers",
        "wire trailers 1 grpc-status=0",
        'trailers(1, {"grpc-status": "0"}, door="wire")',
        T.HEADERS,
        0x5,
        1,
        [("grpc-status", "0")],
    ),
    Wire(
        "inform",
        "inform 1 103 link=</s>",
        'inform(1, 103, link="</s>")',
        T.HEADERS,
        0x4,
        1,
        [(":status", "103"), ("link", "</s>")],
    ),
    Wire(
        "push",
        "push 1 2 :method=GET :scheme=http :authority=a :path=/s",
        'push(1, 2, method="GET", scheme="http", authority="a", path="/s")',
        T.PUSH_PROMISE,
        0x4,
        1,
        PUSHED,
        4,
    ),
    Wire(
        "continuation",
        "continuation 1 x-more=1",
        'continuation(1, x_more="1")',
        T.CONTINUATION,
        0x4,
        1,
        [("x-more", "1")],
    ),
    Wire(
        "settings",
        "settings MAX_FRAME_SIZE=32768",
        "settings(MAX_FRAME_SIZE=32768)",
        T.SETTINGS,
        0,
        0,
        b"\x00\x05\x00\x00\x80\x00",
    ),
    Wire("ping", 'ping "12345678"', 'ping(b"12345678")', T.PING, 0, 0, b"12345678"),
    Wire(
        "goaway",
        'goaway ENHANCE_YOUR_CALM last=1 "slow"',
        'goaway(code="ENHANCE_YOUR_CALM", last=1, debug=b"slow")',
        T.GOAWAY,
        0,
        0,
        b"\x00\x00\x00\x01\x00\x00\x00\x0bslow",
    ),
    Wire("rst", "rst 1 CANCEL", 'rst(1, "CANCEL")', T.RST_STREAM, 0, 1, b"\x00\x00\x00\x08"),
    Wire("window", "window 1 1000", "window(1, 1000)", T.WINDOW_UPDATE, 0, 1, b"\x00\x00\x03\xe8"),
    Wire(
        "priority",
        "priority 1 depends_on=3 weight=256 exclusive",
        "priority(1, depends_on=3, weight=256, exclusive=True)",
        T.PRIORITY,
        0,
        1,
        b"\x80\x00\x00\x03\xff",
    ),
    Wire(
        "altsvc",
        'altsvc 0 "h2=:1" origin=https://a',
        'altsvc(0, b"h2=:1", origin="https://a")',
        T.ALTSVC,
        0,
        0,
        b"\x00\x09https://ah2=:1",
    ),
    Wire(
        "origin",
        'origin "https://a"',
        'origin("https://a")',
        T.ORIGIN,
        0,
        0,
        b"\x00\x09https://a",
    ),
    Wire(
        "raw",
        "raw 0x42 1 hex(01) flags=0xff",
        'raw(0x42, b"\\x01", stream=1, flags=0xff)',
        0x42,
        0xFF,
        1,
        b"\x01",
    ),
    Wire(
        "octets",
        'octets hex("000001 42 00 00000000 2a")',
        'octets(bytes.fromhex("000001420000000000 2a"))',
        0x42,
        0,
        0,
        b"*",
    ),
    Wire("barrier", "barrier", "barrier()", T.PING, 0, 0, b""),
    Wire(
        "settle",
        "settle MAX_FRAME_SIZE=32768",
        "settle(MAX_FRAME_SIZE=32768)",
        T.SETTINGS,
        0,
        0,
        b"\x00\x05\x00\x00\x80\x00",
    ),
)
OTHERS = {"wait", "sleep", "close", "policy", "note", "hold", "release", "drop", "break"} | {
    "attach",
    "detach",
}


def fields_of(block: bytes) -> list[tuple[str, str]]:
    return [(str(one[0]), str(one[1])) for one in Decoder().decode(block)]


def test_every_verb_is_in_a_table_here() -> None:
    """But what only a client says: `tests/language/test_requestverbs.py`, `tests/cli`."""
    requests = {name for name, verb in VERBS.items() if verb.asks}
    assert requests == {"get", "head", "post", "put", "delete", "request"}
    assert {one.verb for one in WIRE} | OTHERS | requests == set(VERBS)


@pytest.mark.parametrize("form", ["line", "python", "await"])
@pytest.mark.parametrize("case", WIRE, ids=lambda case: case.line)
def test_a_frame_leaves_as_it_was_said(answered: Any, case: Wire, form: str) -> None:
    bench, peer = answered
    bench.run("barrier")
    peer.forgets()  # the greeting
    text = case.line if form == "line" else case.python
    said = bench.run(f"await {text}" if form == "await" else text)
    assert bench.verdict is Verdict.OK, said
    got = peer.wants(case.type)
    assert (got.flags, got.stream_id) == (case.flags, case.stream_id)
    if isinstance(case.payload, list):
        assert fields_of(got.payload[case.block :]) == case.payload
    elif case.payload:
        assert got.payload == case.payload


def test_a_flush_of_several_frames_leaves_together(answered: Any) -> None:
    bench, peer = answered
    bench.run('headers 1 :status=200 + data 1 "x" end_stream')
    assert peer.wants(T.HEADERS).stream_id == 1
    assert peer.wants(T.DATA) == (T.DATA, 0x1, 1, b"x")


def test_a_stream_that_is_left_out_is_the_one_that_waits(answered: Any) -> None:
    bench, peer = answered
    bench.run("headers :status=200")
    bench.run('data(b"x")')
    assert peer.wants(T.HEADERS).stream_id == 1
    assert peer.wants(T.DATA).stream_id == 1


def test_a_head_in_http_1_form_takes_its_fields_from_the_lines_below(answered: Any) -> None:
    bench, peer = answered
    bench.run("headers HTTP/1.1 200 OK\ncontent-type: text/plain\nx-a: b\nping")
    fields = fields_of(peer.wants(T.HEADERS).payload)
    assert fields == [(":status", "200"), ("content-type", "text/plain"), ("x-a", "b")]
    assert peer.wants(T.PING).payload == ZEROS


FORMS = pytest.mark.parametrize("form", ["line", "python"])


def said(form: str, line: str, python: str) -> str:
    return line if form == "line" else python


@FORMS
def test_hold_and_break_set_filters(bench: Any, form: str) -> None:
    bench.run(said(form, "hold path:/x", 'hold("path:/x")'))
    bench.run(said(form, "break type:DATA", 'break_("type:DATA")'))
    desk = bench.client.desk()
    assert (desk.hold, desk.break_on) == ("path:/x", "type:DATA")
    bench.run(said(form, "hold off", 'hold("off")'))
    bench.run(said(form, "break off", 'break_("off")'))
    desk = bench.client.desk()
    assert (desk.hold, desk.break_on) == (None, None)


def teapot(request: Any, response: Any) -> Any:
    return 418, [], b""


@FORMS
def test_release_gives_a_request_to_its_script(bench_of: Callable[..., Any], form: str) -> None:
    bench = bench_of(teapot)
    peer = bench.peer("/")
    printed = bench.run(said(form, "release", "release()"))
    assert "released 1/1" in printed
    assert fields_of(peer.wants(T.HEADERS).payload)[0] == (":status", "418")


@FORMS
def test_policy_holds_replies_and_drop_takes_them_away(answered: Any, form: str) -> None:
    bench, peer = answered
    bench.run(said(form, "policy ping_ack=hold", 'policy(ping_ack="hold")'))
    peer.sends(frame_octets(T.PING, 0, 0, b"original"))
    bench.recorded("kind:frame_held")
    assert "dropped 1 replies" in bench.run(said(form, "drop replies", 'drop("replies")'))
    bench.run("barrier")
    peer.wants(T.PING)
    assert b"original" not in peer.octets


@FORMS
def test_policy_before_anybody_has_connected_is_for_those_to_come(bench: Any, form: str) -> None:
    printed = bench.run(said(form, "policy settings_ack=drop", 'policy(settings_ack="drop")'))
    assert bench.verdict is Verdict.OK, printed
    assert bench.client.desk().policy["settings_ack"] is Reply.DROP


@FORMS
def test_a_note_is_in_the_journal(answered: Any, form: str) -> None:
    bench, _ = answered
    bench.run(said(form, "note here it hung", 'note("here it hung")'))
    assert "here it hung" in str(bench.recorded('"here it hung"').record.detail)


@FORMS
def test_attach_and_detach_bind_a_script(bench: Any, form: str, tmp_path: Any) -> None:
    (tmp_path / "slow.py").write_text("def main(request, response):\n    return 200, [], b''\n")
    bench.run(
        said(form, "attach slow.py path=/x/** once", 'attach("slow.py", path="/x/**", once=True)')
    )
    [binding] = bench.client.desk().bindings
    assert (binding.file.rpartition("/")[2], binding.pattern, binding.once) == (
        "slow.py",
        "/x/**",
        True,
    )
    bench.run(said(form, f"detach {binding.number}", f"detach({binding.number})"))
    assert bench.client.desk().bindings == ()


@FORMS
def test_close_ends_the_connection(answered: Any, form: str) -> None:
    bench, peer = answered
    bench.run(said(form, "close", "close()"))
    assert peer.ends.wait(10)


@FORMS
def test_sleep_needs_no_connection(bench: Any, form: str) -> None:
    bench.run(said(form, "sleep 1ms", "sleep(0.001)"))
    assert bench.verdict is Verdict.OK


# What is refused


def test_a_refusal_gives_the_reason_its_section_and_what_the_wire_would_do(answered: Any) -> None:
    bench, _ = answered
    bench.run("headers :status=200 end_stream")
    printed = bench.run('data "x"')
    assert bench.verdict is Verdict.FAILED
    assert printed.startswith("refused: ") and "(RFC 9113 5.1)" in printed
    assert 'wire data 1 "x"' in printed and "10 octets" in printed


def test_what_the_wire_door_refuses_has_no_other_door(answered: Any) -> None:
    bench, peer = answered
    bench.run("close half")
    printed = bench.run("wire ping")
    assert printed.startswith("refused: ") and "would write" not in printed


def test_where_nobody_is_the_person_is_told_how_to_make_a_client_come(bench: Any) -> None:
    printed = bench.run("ping")
    url = bench.client.about.urls[-1]
    assert "no connection is alive" in printed
    assert f"curl -v --http2-prior-knowledge {url}/" in printed


def test_a_stream_left_out_where_nobody_is_says_the_same(bench: Any) -> None:
    assert "no connection is alive" in bench.run('data "x"')


def test_a_connection_that_is_gone_says_which_are_alive(bench: Any) -> None:
    one, two = bench.peer("/"), bench.peer("/")
    bench.shell.use(Target(1, 1))
    one.leaves()
    bench.recorded("conn:1 kind:connection_closed")
    printed = bench.run("headers 1 :status=200")
    assert printed.startswith("refused: connection 1 is closed (")
    assert f"; alive: 2 ({two.address})" in printed


def test_a_line_that_goes_elsewhere_than_the_prompt_says_tells_where(answered: Any) -> None:
    bench, peer = answered
    bench.shell.sync()
    bench.shell.prompted = bench.shell.target
    assert bench.run("ping") == ""
    bench.shell.prompted = Target(1, 3)
    assert bench.run("headers :status=200") == "headers: to 1/1 GET /\n"


def test_the_stream_that_was_named_is_the_one_at_hand(answered: Any) -> None:
    bench, peer = answered
    peer.asks(3, "/b")
    bench.recorded("stream:3 kind:request_held")
    bench.run('headers 1 :status=200\ndata "x"')
    assert peer.wants(T.DATA).stream_id == 1
    bench.run("headers(3, status=204, end_stream=True)")
    assert bench.shell.target == Target(1, 1)  # 3 has ended, and this one waits


def test_a_stream_where_all_was_refused_is_not_at_hand(answered: Any) -> None:
    bench, _ = answered
    assert "stream 7 is idle" in bench.run('data 7 "x"')
    assert bench.shell.target == Target(1, 1)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("policy settings_ack=hold", "policy settings_ack=hold\n"),
        ("note here it hung", "note here it hung\n"),
        ("policy", "refused: name a reply, as in policy settings_ack=hold; desk says what holds"),
    ],
)
def test_an_act_that_no_frame_tells_of_is_said(answered: Any, line: str, said: str) -> None:
    assert answered[0].run(line).startswith(said)


def test_who_chose_a_connection_that_is_gone_hears_how_to_let_go(answered: Any) -> None:
    bench, peer = answered
    bench.run("use 1/1\nclose")
    assert peer.ends.wait(10)
    bench.recorded("conn:1 kind:connection_closed")
    assert "use auto goes where something waits" in bench.run("ping")


def test_what_was_done_is_recorded_with_its_target(answered: Any) -> None:
    bench, _ = answered
    bench.run("headers :status=200\nping()")
    assert [line.split(" ")[:2] for line in bench.acts()] == [["headers", "1"], ["ping"]]


def test_what_was_refused_at_once_is_not_recorded(bench: Any) -> None:
    bench.run("ping")
    assert bench.acts() == []


def test_what_has_just_been_held_can_be_released_at_once(bench_of: Callable[..., Any]) -> None:
    bench = bench_of(teapot)
    bench.peer("/")
    assert bench.run("release all") == "released 1/1\n"


def test_nothing_held_is_said(answered: Any) -> None:
    bench, _ = answered
    bench.run("release")
    assert "nothing like that is held here" in bench.run("release")


def test_the_engines_line_of_a_refusal_is_known_for_the_prompts_own(answered: Any) -> None:
    bench, _ = answered
    seen: list[tuple[Kind, bool]] = []
    bench.shell.session.reader.listen(
        lambda reading: seen.append((reading.record.kind, bench.shell.is_mine(reading)))
    )
    bench.run('lawful data 7 "x"')
    fired = [mine for kind, mine in seen if kind == Kind.ACTION_FIRED]
    assert fired == [True], "folded before the prompt has told what became of it"
    assert [kind for kind, _ in seen].count(Kind.ACTION_REFUSED) == 1
