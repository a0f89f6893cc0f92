from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.actions import (
    Await,
    Close,
    CloseHow,
    Continuation,
    Data,
    Door,
    Field,
    GoAway,
    Headers,
    Hpack,
    Note,
    Ping,
    Policy,
    Priority,
    PushPromise,
    Raw,
    Reply,
    RstStream,
    Send,
    SendOctets,
    Settings,
    Sleep,
    WindowUpdate,
)
from h2craft.filter import compile
from h2craft.language import VERBS, Asking, Context, LanguageError, parse

FIRST = Context(connection=2, stream_id=1)
OURS = Context(
    connection=1,
    stream_id=1,
    next_stream=3,
    asking=Asking(authority=b"a.example", path=b"/here", fields=(Field(b"user-agent", b"x"),)),
)
OK = Field(b":status", b"200")


def frame(line: str) -> Any:
    (action,) = parse(line, FIRST).actions
    assert isinstance(action, Send)
    (only,) = action.frames
    return only


def send(line: str) -> Send:
    (action,) = parse(line, FIRST).actions
    assert isinstance(action, Send)
    return action


def error(line: str, context: Context = FIRST) -> LanguageError:
    with pytest.raises(LanguageError) as caught:
        parse(line, context)
    assert caught.value.text == line
    return caught.value


def wrong(line: str, context: Context = FIRST) -> str:
    """The part of the line the error points at."""
    caught = error(line, context)
    return line[caught.position : caught.position + caught.length]


@pytest.mark.parametrize(
    ("line", "made"),
    [
        (
            "headers 3 :status=200 content-type=text/plain end_headers",
            Headers(stream_id=3, fields=(OK, Field(b"content-type", b"text/plain"))),
        ),
        ("headers :status=200 end_stream", Headers(stream_id=1, fields=(OK,), end_stream=True)),
        ("headers 1 end_headers=no", Headers(stream_id=1, end_headers=False)),
        (
            "headers 1 :status=200 padding=0x10 priority=(yes,3,256) hpack=stateless",
            Headers(
                stream_id=1,
                fields=(OK,),
                padding=16,
                priority=(True, 3, 256),
                hpack=Hpack.STATELESS,
            ),
        ),
        (
            "headers 1 block=hex(88 5f)",
            Headers(stream_id=1, hpack=Hpack.OCTETS, block=b"\x88\x5f"),
        ),
        ("headers 1 priority=u=1", Headers(stream_id=1, fields=(Field(b"priority", b"u=1"),))),
        ("data 1 end_stream", Data(stream_id=1, end_stream=True)),
        ('data "a" hex(00) b"b" "c"*2', Data(stream_id=1, data=b"a\0bcc")),
        ('data 0 "x" whole padding=0', Data(stream_id=0, data=b"x", whole=True, padding=0)),
        ("end", Data(stream_id=1, end_stream=True)),
        (
            "trailers 1 grpc-status=0",
            Headers(stream_id=1, fields=(Field(b"grpc-status", b"0"),), end_stream=True),
        ),
        (
            "inform 103 link=</a>",
            Headers(stream_id=1, fields=(Field(b":status", b"103"), Field(b"link", b"</a>"))),
        ),
        (
            "push 1 2 :path=/",
            PushPromise(stream_id=1, promised_stream_id=2, fields=(Field(b":path", b"/"),)),
        ),
        ("push :path=/", PushPromise(stream_id=1, fields=(Field(b":path", b"/"),))),
        (
            "continuation 1 x=1 no_end_headers",
            Continuation(stream_id=1, fields=(Field(b"x", b"1"),), end_headers=False),
        ),
        (
            "settings initial_window_size=0 SETTINGS_ENABLE_PUSH=1 0x99=2^32-1 ack stream=1",
            Settings(pairs=((4, 0), (2, 1), (0x99, 2**32 - 1)), ack=True, stream_id=1),
        ),
        ("settings", Settings()),
        ("ping", Ping()),
        ('ping "short" ack', Ping(opaque_data=b"short", ack=True)),
        ('ping ""', Ping(opaque_data=b"")),
        ("goaway", GoAway()),
        (
            'goaway enhance-your-calm last=2^31-1 "why"',
            GoAway(last_stream_id=2**31 - 1, error_code=11, debug_data=b"why"),
        ),
        ("rst", RstStream(stream_id=1)),
        ("rst 3", RstStream(stream_id=3)),
        ("rst cancel", RstStream(stream_id=1, error_code=8)),
        ("rst 3 0x99", RstStream(stream_id=3, error_code=0x99)),
        ("window 10", WindowUpdate(increment=10, stream_id=1)),
        ("window 0 10", WindowUpdate(increment=10)),
        ("window 3 increment=10", WindowUpdate(increment=10, stream_id=3)),
        (
            "priority 3 depends_on=1 weight=256 exclusive",
            Priority(stream_id=3, depends_on=1, weight=256, exclusive=True),
        ),
        ("raw 0xfa", Raw(type=0xFA, stream_id=1)),
        (
            'raw data 3 "x" flags=end_stream|0x40 length=9 reserved=1',
            Raw(type=0, stream_id=3, payload=b"x", flags=0x41, length=9, reserved=1),
        ),
    ],
)
def test_a_line_is_the_frame_it_says(line: str, made: Any) -> None:
    assert frame(line) == made


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("octets hex(0000)", SendOctets(octets=b"\0\0")),
        ("sleep 500ms", Sleep(seconds=0.5)),
        ("sleep 2", Sleep(seconds=2)),
        ("wait type:PING or x timeout=2", Await(pattern="type:PING or x", timeout_seconds=2)),
        ('wait "two words"', Await(pattern='"two words"')),
        ('wait pattern="" timeout=1', Await(pattern="", timeout_seconds=1)),
        ("close", Close()),
        ("close no-tls-close", Close(how=CloseHow.NO_TLS_CLOSE)),
        (
            "policy settings_ack=hold goaway=DROP release=41,43 drop=0x2a",
            Policy(
                changes={"settings_ack": Reply.HOLD, "goaway": Reply.DROP},
                release=(41, 43),
                drop=(42,),
            ),
        ),
        ("note  it hung + here ", Note(text="it hung + here")),
        ('note text="a\\nb"', Note(text="a\nb")),
    ],
)
def test_a_line_is_the_action_it_says(line: str, made: Any) -> None:
    assert parse(line, FIRST).actions == (made,)


@pytest.mark.parametrize(
    ("line", "door"),
    [
        ("headers 1 :status=200", Door.LAWFUL),
        ("wire headers 1 :status=200", Door.WIRE),
        ("headers 1 :status=200 wire", Door.WIRE),
        ("headers 1 :status=200 no_end_headers", Door.WIRE),
        ("lawful headers 1 :status=200 no_end_headers", Door.LAWFUL),
        ("headers 1 block=hex(88)", Door.WIRE),
        ("data 1", Door.LAWFUL),
        ("end 1", Door.LAWFUL),
        ("push 1", Door.LAWFUL),
        ("push 1 no_end_headers", Door.WIRE),
        ("inform 1 100", Door.LAWFUL),
        ("trailers 1 a=b", Door.LAWFUL),
        ("ping", Door.WIRE),
        ("lawful ping", Door.LAWFUL),
        ("raw 0xfa", Door.WIRE),
        ("headers 1 :status=200 + data 1", Door.LAWFUL),
        ("headers 1 :status=200 + ping", Door.WIRE),
        ("uninformed data 1", Door.WIRE),
    ],
)
def test_what_has_no_lawful_form_goes_by_the_wire_and_a_word_decides(line: str, door: Door) -> None:
    assert send(line).door is door


@pytest.mark.parametrize(
    ("line", "same"),
    [
        ("headers 1 a=b End-Stream no-end-headers", "headers 1 a=b end_stream no_end_headers"),
        ("priority 1 depends-on=3", "priority 1 depends_on=3"),
        ("policy Settings-Ack=hold", "policy settings_ack=hold"),
        ("rst 1 refused-stream", "rst 1 REFUSED_STREAM"),
        ("settings settings-max-frame-size=1", "settings MAX_FRAME_SIZE=1"),
        ("raw window-update flags=0x1", "raw WINDOW_UPDATE flags=0x1"),
        ("raw data flags=end-stream", "raw DATA flags=END_STREAM"),
        ("trailers 1 a=b end_stream", "trailers 1 a=b"),
        ("trailers 1 a=b no_end_stream", "headers 1 a=b"),
        ("close no_tls_close", "close no-tls-close"),
    ],
)
def test_names_are_the_same_in_any_case_and_with_a_hyphen(line: str, same: str) -> None:
    assert parse(line).actions == parse(same).actions


def test_uninformed_leaves_h2_ignorant() -> None:
    assert not send("uninformed data 1").inform
    assert send("data 1").inform


def test_frames_joined_by_plus_are_one_flush() -> None:
    action = send('headers 1 :status=200 + data 1 "x" end_stream')
    assert [type(one) for one in action.frames] == [Headers, Data]


def test_a_barrier_waits_for_the_ack_of_a_ping_nobody_else_sent() -> None:
    ping, wait = parse("barrier timeout=2").actions
    again, _ = parse("barrier").actions
    assert isinstance(ping, Send) and isinstance(again, Send) and isinstance(wait, Await)
    (frame,) = ping.frames
    assert isinstance(frame, Ping) and len(frame.opaque_data) == 8
    assert ping != again
    assert frame.opaque_data.hex() in wait.pattern and wait.timeout_seconds == 2
    compile(wait.pattern)


def test_settle_waits_for_the_ack_of_settings() -> None:
    sent, wait = parse("settle MAX_FRAME_SIZE=32768").actions
    assert sent == Send(frames=(Settings(pairs=((5, 32768),)),), door=Door.WIRE)
    assert wait == Await(pattern="dir:received type:SETTINGS flag:ACK", timeout_seconds=10)


@pytest.mark.parametrize(
    ("line", "arguments"),
    [
        ("hold path:/x", {"pattern": "path:/x", "connection": 2}),
        ("hold", {"pattern": ""}),
        ("hold off", {"pattern": None}),
        ("hold all", {"pattern": ""}),
        ("break None", {"pattern": None}),
        ("break type:DATA", {"pattern": "type:DATA"}),
        ("release", {"stream": 1, "what": None, "seq": (), "connection": 2}),
        ("release 3", {"stream": 3}),
        ("release all", {"what": "all"}),
        ("drop seq=41,43", {"seq": (41, 43)}),
        (
            "attach scripts/a.py path=/x/** connection=1 stream=3 once",
            {
                "file": "scripts/a.py",
                "path": "/x/**",
                "connection": 1,
                "stream": 3,
                "once": True,
            },
        ),
        ('attach "my script.py"', {"file": "my script.py", "path": "", "once": False}),
        ("detach 2", {"number": 2}),
    ],
)
def test_verbs_of_a_front_end_have_arguments_only(line: str, arguments: dict[str, Any]) -> None:
    command = parse(line, FIRST)
    assert command.actions == ()
    assert {name: command.arguments[name] for name in arguments} == arguments


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_every_example_of_every_verb_is_understood(verb: Any, tmp_path: Path) -> None:
    for name in ("answer.json", "x.json"):
        (tmp_path / name).write_text("{}")
    context = OURS if verb.asks else None
    for example in verb.examples:
        line = re.sub(r'"(answer|x)\.json"', lambda name: f'"{tmp_path / name[0][1:]}', example)
        command = parse(line, context)
        assert command.verb == verb.name or line.startswith("wire ")
        assert bool(command.actions) == (verb.frame is not None or verb.act is not None)


@pytest.mark.parametrize(
    ("line", "part", "message"),
    [
        ("", "", "a verb is missing"),
        ("headerz 1", "headerz", "no verb is called 'headerz'; did you mean headers?"),
        ("wire", "", "a verb is missing"),
        ("wire lawful data 1", "lawful", "not both"),
        ("wire sleep 1", "wire", "sleep is no frame"),
        ("wire wait x", "wire", "wait is no frame"),
        ("data 1 end_strem", "end_strem", "did you mean end_stream?"),
        ("data 1 hello", "hello", 'in quotation marks: "hello"'),
        ("data 1 paddings=3", "paddings", "did you mean padding?"),
        ('data 1 "a', '"', "not closed"),
        ('data 1 "\\q"', "\\q", "no escape is called"),
        ("data 1 hex(0g)", "hex(0g)", "no hexadecimal digit"),
        ("data 1 hex(0)", "hex(0)", "half an octet"),
        ("data 1 hex(00", "hex(00", "not closed"),
        ("data 1 padding=256", "256", "padding is 0 to 255 (RFC 9113 6.1), not 256"),
        ("data 1 padding=-1", "-1", "not -1"),
        ("data 1 padding=1 padding=2", "2", "padding was said before"),
        ("data 1 2", "2", "no place for the number '2'; write padding="),
        ("data 2147483648", "2147483648", "0 to 2,147,483,647 (RFC 9113 4.1)"),
        ("headers 1 x", "x", "a name is followed by ="),
        ("headers 1 =x", "=", "a name is missing"),
        ("headers 1 {sometimes}x=1", "{sometimes}x", "HPACK knows no 'sometimes'"),
        ("headers 1 end_stream no_end_stream", "no_end_stream", "otherwise before"),
        ("headers 1 priority=(1,2)", "(1,2)", "(no, 3, 16)"),
        ("headers 1 priority=(1,2", "(", "not closed"),
        ("settings INITIAL_WINDOW=1", "INITIAL_WINDOW", "did you mean INITIAL_WINDOW_SIZE?"),
        ("settings MAX_FRAME_SIZE=2^32", "2^32", "0 to 4,294,967,295"),
        ("settings 0x10000=1", "0x10000", "0 to 65,535"),
        ("rst 1 CANCELLED", "CANCELLED", "did you mean CANCEL?"),
        ("rst 1 8 9", "9", "no place"),
        ("rst 1 code=", "code", "a value is missing behind code="),
        ("headers 1 200", "200", "write :status=200 or padding="),
        ("headers 1 x: 1", "x:", "on a line it is x=value"),
        ("data 1 'x'", "'x'", 'in quotation marks: "x"'),
        ("headers(1)", "headers(1)", "a line has no brackets, as in headers 1 :status=200"),
        ("goaway 3", "3", "write code= or last="),
        ("window", "window", "window needs increment, as in window 1 65535"),
        ("raw", "raw", "raw needs TYPE"),
        ('raw PING "x" flags=ACK|END', "END", "PING has no flag 'END' (it has ACK)"),
        ("inform 1 200", "200", "100 to 199"),
        ("headers 1 :status=200 + sleep 1", "sleep", "cannot be in one flush"),
        ("sleep 1 + data 1", "data", "nothing can be joined"),
        ("+ data 1", "+", "missing before"),
        ("data 1 +", "+", "missing behind"),
        ("sleep forever", "forever", "sleep does not know 'forever'"),
        ("sleep 1x", "1x", "2, 0.5 or 500ms"),
        ("close softly", "softly", "one of clean, half, reset, no-tls-close"),
        ("policy ping_ack=maybe", "maybe", "one of send, hold, drop"),
        ("wait", "wait", "wait needs pattern"),
        ("wait type:HEADRS", "HEADRS", "did you mean HEADERS?"),
        ("hold   stream:1 typ:DATA", "typ", "did you mean type?"),
        ('wait pattern="a" b', "b", "nothing can follow"),
        ("note", "note", "note needs text"),
        ("octets", "octets", "octets needs"),
    ],
)
def test_an_error_points_at_the_wrong_part(line: str, part: str, message: str) -> None:
    caught = error(line)
    assert message in caught.message
    assert line[caught.position : caught.position + caught.length].strip() == part
    assert caught.caret().splitlines()[1].strip() == "^" * max(1, len(part))


def test_suggestions_are_the_nearest_first() -> None:
    assert error("headerz 1").suggestions[0] == "headers"
    assert error("rst 1 CANCELLED").suggestions[0] == "CANCEL"
    assert error("data 1 end_strem").suggestions[0] == "end_stream"


def test_without_a_selected_stream_one_has_to_be_named() -> None:
    assert "no stream is selected" in error("data end_stream", Context()).message
    assert parse("data 0").actions  # which is unlawful, and can be said


def test_a_file_is_read_when_its_line_is_and_its_size_is_known(tmp_path: Path) -> None:
    path = tmp_path / "body"
    path.write_bytes(b"12345")
    command = parse(f'data 1 file("{path}")')
    (action,) = command.actions
    assert isinstance(action, Send)
    assert action.frames == (Data(stream_id=1, data=b"12345"),)
    assert command.arguments["files"] == ((str(path), 5),)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    line = f'data 1 file("{missing}") end_stream'
    assert "missing: No such file or directory" in error(line).message.replace("'", "")
    assert wrong(line) == f'file("{missing}")'
    assert "no regular file" in error(f"data 1 file({tmp_path})").message


def test_a_line_stands_for_no_more_octets_than_it_should() -> None:
    assert "16,777,217 octets" in error('data 1 "x"*16777217').message
    assert "than a line may" in error("data 1" + ' "x"*16777215' * 5).message


PIECES = st.sampled_from(
    (
        *VERBS,
        *("lawful", "wire", "uninformed", "+", " + ", "=", '"', "\\", "\\x", "(", ")", "*", "*3"),
        *("hex(", "file(", 'b"', "1", "0x", "2^31", "-1", "99999999999999999999", "end_stream"),
        *(":status=200", "!a=b", "{never}", "x=", "HTTP/1.1 200 OK\n", "a: b\n", "GET / HTTP/1.1"),
        *("padding=", "block=", "priority=(", "hpack=", "flags=", "timeout=", 'pattern="', "off"),
        *("\ud800", "\x00", "\u202e", "NO_ERROR", "INITIAL_WINDOW_SIZE", "type:", "((", "\n"),
    )
)
GARBAGE = st.lists(PIECES | st.sampled_from((" ", " ")) | st.text(max_size=5), max_size=12)


@given(pieces=GARBAGE, space=st.sampled_from(("", " ")))
def test_whatever_the_text_only_its_own_error_is_raised(pieces: list[str], space: str) -> None:
    text = space.join(pieces)
    try:
        parse(text, FIRST)
    except LanguageError as caught:
        assert caught.text == text
        assert 0 <= caught.position <= len(text)
        assert caught.message.isprintable()
        assert str(caught).replace("\n", "").isprintable()


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000,
        "headers 1 " + "x=1 " * 30_000,
        "headers 1 " + "(" * 300_000,
        "data 1 " + '"' * 300_001,
        "data 1 " + "hex(" * 50_000,
        "data 1 " + "\\" * 300_000,
        'data 1 "' + "\\x41" * 60_000 + '"',
        "wait " + "(" * 5_000,
        "wait " + "not " * 50_000 + "x",
        "wait " + " timeout=" * 30_000,
        "note " + " " * 300_000 + "x",
        "rst 1 " + "9" * 300_000,
        "ping + " * 20_000 + "ping",
        "raw 0 flags=" + "|" * 100_000,
        "lawful " * 40_000 + "ping",
        "headers 1 " + "A " * 100_000,
        "GET" * 100_000,
        "headers 1 HTTP/1.1 200 OK\\n" + "a: b\\n" * 30_000,
    ],
    ids=lambda text: text[:20],
)
def test_a_very_long_line_is_read_or_refused(text: str) -> None:
    try:
        parse(text, FIRST)
    except LanguageError as caught:
        assert len(caught.message) < 500


# What only a client says


def requests(line: str, context: Context = OURS) -> list[Any]:
    """The frames of one flush."""
    (action,) = parse(line, context).actions
    assert isinstance(action, Send)
    return list(action.frames)


def listed(frame: Any) -> list[tuple[bytes, bytes]]:
    return [(one.name, one.value) for one in frame.fields]


def test_a_request_is_a_head_on_the_next_stream() -> None:
    (head,) = requests("get /x accept=text/html")
    assert head.stream_id == 3 and head.end_stream
    assert listed(head) == [
        (b":method", b"GET"),
        (b":scheme", b"https"),
        (b":authority", b"a.example"),
        (b":path", b"/x"),
        (b"user-agent", b"x"),
        (b"accept", b"text/html"),
    ]


def test_a_request_goes_lawfully_and_by_the_wire_where_that_is_said() -> None:
    assert parse("get /", OURS).actions[0].door is Door.LAWFUL
    assert parse("wire get /", OURS).actions[0].door is Door.WIRE


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("get", b"/here"),
        ("get /", b"/"),
        ("get /a?b=c", b"/a?b=c"),
        ("get /a?b=c&d=e x=y", b"/a?b=c&d=e"),
        ('get "/with space"', b"/with space"),
        ('get path="no slash"', b"no slash"),
        ("request OPTIONS *", b"*"),
    ],
)
def test_the_path_is_a_word_a_query_and_all(line: str, path: bytes) -> None:
    assert dict(listed(requests(line)[0]))[b":path"] == path


def test_content_follows_the_head_in_one_flush() -> None:
    head, data = requests('post /x "a=1"')
    assert not head.end_stream and data.end_stream
    assert (data.stream_id, data.data) == (3, b"a=1")
    head, data = requests('post body="a" no_end_stream')
    assert not head.end_stream and not data.end_stream


def test_an_empty_body_is_a_frame_of_its_own() -> None:
    head, data = requests('post / ""')
    assert not head.end_stream and data.data == b"" and data.end_stream


def test_what_is_said_stands_in_the_place_of_what_is_usual() -> None:
    (head,) = requests("get / :path=/other user-agent=me authority=b.example scheme=http")
    assert listed(head) == [
        (b":method", b"GET"),
        (b":scheme", b"http"),
        (b":authority", b"b.example"),
        (b":path", b"/other"),
        (b"user-agent", b"me"),
    ]


def test_connect_has_neither_scheme_nor_path_but_where_it_is_extended() -> None:
    (head,) = requests("request CONNECT authority=h:22 no_end_stream")
    assert listed(head)[:2] == [(b":method", b"CONNECT"), (b":authority", b"h:22")]
    assert b":path" not in dict(listed(head)) and not head.end_stream
    names = dict(listed(requests("request CONNECT /chat :protocol=websocket")[0]))
    assert names[b":protocol"] == b"websocket" and names[b":path"] == b"/chat"


def test_each_request_of_a_flush_has_a_stream_of_its_own() -> None:
    assert [one.stream_id for one in requests('get /a + post /b "x" + get /c')] == [3, 5, 5, 7]


def test_behind_a_new_stream_the_flush_is_about_it() -> None:
    frames = requests('headers new :method=POST + data "x" + end + window new 1')
    assert [one.stream_id for one in frames] == [3, 3, 3, 5]


@pytest.mark.parametrize("line", ["get /", "headers new :method=GET", "data stream=new"])
def test_a_server_makes_no_requests(line: str) -> None:
    assert "requests are a client's to make (RFC 9113 5.1.1)" in error(line).message


def test_what_is_no_path_and_no_field_is_pointed_at() -> None:
    caught = error("get foo", OURS)
    assert (caught.position, caught.length) == (4, 3)
    assert "a path begins with /" in caught.message


def test_wait_alone_waits_for_the_end_of_the_response() -> None:
    (wait,) = parse("wait", OURS).actions
    assert wait.pattern == "dir:received stream:1 (flag:END_STREAM or type:RST_STREAM)"
    (wait,) = parse("wait timeout=2", OURS).actions
    assert wait.timeout_seconds == 2.0
    assert "needs pattern" in error("wait", replace(OURS, stream_id=0)).message
    assert "needs pattern" in error("wait").message


@pytest.mark.parametrize("line", ["data 1 + uninformed", "data 1 + wire uninformed"])
def test_doors_behind_a_plus_want_a_verb(line: str) -> None:
    with pytest.raises(LanguageError, match="a verb is missing behind this"):
        parse(line, Context(connection=2, stream_id=1))
