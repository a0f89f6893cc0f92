"""A call of a verb is its line: the same command, and errors that point into the call."""

from __future__ import annotations

import contextlib
import re
from collections import UserDict
from http import HTTPStatus
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
    CraftedFrame,
    Data,
    Door,
    Field,
    GoAway,
    Headers,
    Note,
    Ping,
    Policy,
    PushPromise,
    Raw,
    Reply,
    RstStream,
    Send,
    SendOctets,
    Settings,
    Sleep,
)
from h2craft.language import (
    VERBS,
    Asking,
    Command,
    Context,
    LanguageError,
    call,
    callable_name,
    file,
    parse,
    write,
)
from h2craft.wire import ErrorCode, FrameType, Representation, SettingId

FIRST = Context(connection=2, stream_id=1)
OURS = Context(connection=2, stream_id=1, next_stream=3, asking=Asking(authority=b"localhost"))


def said(python: str, context: Context | None = FIRST) -> Command:
    """The command of a call as one types it."""
    names: dict[str, Any] = {
        callable_name(name): (
            lambda *args, _name=name, **kwargs: call(_name, args, kwargs, context)
        )
        for name in VERBS
    }
    names |= {"Field": Field, "file": file, "ErrorCode": ErrorCode, "FrameType": FrameType}
    names |= {"SettingId": SettingId, "HTTPStatus": HTTPStatus, "UserDict": UserDict}
    names |= {"Path": Path, "Headers": Headers, "Data": Data, "RstStream": RstStream, "Raw": Raw}
    names |= {"Send": Send, "Sleep": Sleep, "CloseHow": CloseHow, "Reply": Reply}
    made = eval(python, names)
    assert isinstance(made, Command)
    return made


def error(python: str, context: Context | None = FIRST) -> LanguageError:
    with pytest.raises(LanguageError) as caught:
        said(python, context)
    return caught.value


def uncounted(command: Command) -> tuple[str, Any]:
    """Each barrier has octets of its own."""
    actions = re.sub("h2c[0-9a-f]{5}|683263[0-9a-f]{10}", "", repr(command.actions))
    return actions, command.arguments


# One law: the call and the line are the same


EXAMPLES = [pair for verb in VERBS.values() for pair in zip(verb.examples, verb.calls, strict=True)]


@pytest.mark.parametrize(("line", "python"), EXAMPLES, ids=[line for line, _ in EXAMPLES])
def test_every_example_is_the_same_as_line_and_as_call(
    line: str, python: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "answer.json").write_text("{}")
    (tmp_path / "x.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    assert uncounted(said(python, OURS)) == uncounted(parse(line, OURS))


def test_a_call_opens_the_next_stream_as_its_line_does() -> None:
    assert call("headers", ("new",), {"method": "GET"}, OURS).actions[0].frames[0].stream_id == 3
    assert call("headers", (), {"stream": "new"}, OURS).actions[0].frames[0].stream_id == 3
    posted = call("post", ("/x", b"abc"), {}, OURS).actions[0].frames
    assert [frame.stream_id for frame in posted] == [3, 3] and posted[1].data == b"abc"


def test_the_body_of_a_request_is_said_once() -> None:
    with pytest.raises(LanguageError) as caught:
        call("post", ("/", b"a"), {"body": b"b"}, OURS)
    assert "body was said before" in caught.value.message


def test_what_does_not_begin_as_a_path_is_a_body() -> None:
    (send,) = call("post", ("a=1",), {}, OURS).actions
    assert send.frames[0].fields[3].value == b"/" and send.frames[1].data == b"a=1"


def test_a_client_waits_for_the_response_where_nothing_else_is_said() -> None:
    (wait,) = call("wait", (), {}, OURS).actions
    assert wait.pattern == "dir:received stream:1 (flag:END_STREAM or type:RST_STREAM)"


def octets_of(draw: Any, octets: bytes) -> Any:
    """Octets in one of the forms a person has them in."""
    forms: list[Any] = [octets, bytearray(octets), memoryview(octets)]
    with contextlib.suppress(UnicodeDecodeError):
        forms.append(octets.decode())
    return draw(st.sampled_from(forms))


def fields_of(draw: Any, fields: tuple[Field, ...]) -> Any:
    """Fields as a mapping, as pairs, or as they are."""
    plain = all(one[2:] == (None, None) for one in fields)
    if not plain:
        return list(fields)
    pairs = [(octets_of(draw, one.name), octets_of(draw, one.value)) for one in fields]
    unique = {one.name for one in fields}
    forms: list[Any] = [pairs, tuple(map(list, pairs)) if len(pairs) != 2 else pairs]
    if len(unique) == len(fields):
        named = {one.name: one.value for one in fields}
        forms += [named, UserDict(named)]
    return draw(st.sampled_from(forms))


def block_of(draw: Any, frame: Headers | PushPromise | Continuation) -> dict[str, Any]:
    return {
        "fields": fields_of(draw, frame.fields),
        "hpack": frame.hpack,
        "block": frame.block if frame.block is None else octets_of(draw, frame.block),
        "end_headers": frame.end_headers,
    }


def member(draw: Any, number: int, names: Any) -> Any:
    """A number, the member of its enumeration, or its name in any case."""
    try:
        known = names(number)
    except ValueError:
        return number
    spelled = (known.name, known.name.lower(), known.name.replace("_", "-"))
    return draw(st.sampled_from((number, known, *spelled)))


def pieces(draw: Any, frame: CraftedFrame) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
    """One of the calls that should make this frame."""
    match frame:
        case Data():
            args = (frame.stream_id, octets_of(draw, frame.data))
            told = {"end_stream": frame.end_stream, "padding": frame.padding}
            return "data", args, told | {"whole": frame.whole}
        case Headers():
            told = block_of(draw, frame)
            told |= {"padding": frame.padding, "end_stream": frame.end_stream}
            told["priority"] = frame.priority
            fields = told.pop("fields")
            return "headers", (frame.stream_id, fields), told
        case Continuation():
            return "continuation", (frame.stream_id,), block_of(draw, frame)
        case PushPromise():
            told = block_of(draw, frame) | {"padding": frame.padding}
            return "push", (frame.stream_id, frame.promised_stream_id), told
        case RstStream():
            return "rst", (frame.stream_id, member(draw, frame.error_code, ErrorCode)), {}
        case Settings():
            pairs = [(member(draw, name, SettingId), value) for name, value in frame.pairs]
            return "settings", (pairs,), {"ack": frame.ack, "stream": frame.stream_id}
        case Ping():
            told = {"ack": frame.ack, "stream": frame.stream_id}
            return "ping", (octets_of(draw, frame.opaque_data),), told
        case GoAway():
            told = {"last": frame.last_stream_id, "debug": octets_of(draw, frame.debug_data)}
            told |= {"code": member(draw, frame.error_code, ErrorCode), "stream": frame.stream_id}
            return "goaway", (), told
        case Raw():
            args = (member(draw, frame.type, FrameType), frame.stream_id)
            told = {"flags": frame.flags, "length": frame.length, "reserved": frame.reserved}
            return "raw", (*args, octets_of(draw, frame.payload)), told
        case _:
            return others(draw, frame)


def others(draw: Any, frame: Any) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
    match type(frame).__name__:
        case "WindowUpdate":
            return "window", (frame.stream_id, frame.increment), {}
        case "Priority":
            told = {"depends_on": frame.depends_on, "weight": frame.weight}
            return "priority", (frame.stream_id,), told | {"exclusive": frame.exclusive}
        case "AltSvc":
            told = {"origin": octets_of(draw, frame.origin)}
            return "altsvc", (frame.stream_id, octets_of(draw, frame.field_value)), told
        case _:
            some = [octets_of(draw, one) for one in frame.origins]
            return "origin", (some,), {"stream": frame.stream_id}


@given(data=st.data(), door=st.sampled_from(Door), inform=st.booleans())
def test_a_frame_that_is_called_is_the_frame_of_its_line(
    data: Any, door: Door, inform: bool, any_frame: Any
) -> None:
    frame = data.draw(any_frame)
    verb, args, told = pieces(data.draw, frame)
    made = call(verb, args, {**told, "door": door, "inform": inform}, FIRST)
    action = Send(frames=(frame,), door=door, inform=inform)
    assert made.actions == (action,) == parse(write(action)).actions
    assert made.arguments.keys() == parse(verb_line(verb), FIRST).arguments.keys()


def verb_line(verb: str) -> str:
    return VERBS[verb].examples[0]


@given(data=st.data())
def test_an_action_that_is_called_is_the_action_of_its_line(data: Any, any_action: Any) -> None:
    action = data.draw(any_action)
    match action:
        case SendOctets():
            made = call("octets", (octets_of(data.draw, action.octets),))
        case Sleep():
            made = call("sleep", (action.seconds,))
        case Await():
            made = call("wait", (action.pattern,), {"timeout": action.timeout_seconds})
        case Close():
            made = call("close", (data.draw(st.sampled_from((action.how, str(action.how)))),))
        case Policy():
            seqs = {"release": action.release, "drop": list(action.drop)}
            made = call("policy", (), {**action.changes, **seqs})
        case Note() if not any(0xD800 <= ord(one) <= 0xDFFF for one in action.text):
            made = call("note", (action.text,))
        case _:
            return
    assert made == parse(write(action))


@pytest.mark.parametrize(
    ("python", "line"),
    [
        ("headers(1, status=200)", "headers 1 :status=200"),
        ("headers(status=200)", "headers :status=200"),
        ("headers(1, {':status': 200, 'x-a': 'b'})", "headers 1 :status=200 x-a=b"),
        ("headers(1, UserDict({':status': b'200'}))", "headers 1 :status=200"),
        ("headers(1, {':status': 200}.items())", "headers 1 :status=200"),
        ("headers(1, (one for one in [('a', 'b')]))", "headers 1 a=b"),
        ("headers(1, [(b':status', b'200')], end_stream=True)", "headers 1 :status=200 end_stream"),
        ("headers(1, ('a', 'b'), ('c', 'd'))", "headers 1 a=b c=d"),
        ("headers(1, fields={'a': 'b'})", "headers 1 a=b"),
        ("headers(1, {'x': 1}, status=200)", "headers 1 :status=200 x=1"),
        ("headers(1, content_type='text/plain', status=HTTPStatus.OK)",)
        + ("headers 1 :status=200 content-type=text/plain",),
        ("headers(1, from_='a', X_B='c')", "headers 1 from=a X-B=c"),
        ("headers(1, set_cookie=['a=1', 'b=2'])", "headers 1 set-cookie=a=1 set-cookie=b=2"),
        ("headers(1, {'set-cookie': ('a', b'b')})", "headers 1 set-cookie=a set-cookie=b"),
        ("headers(1, **{'x_y-z': 'a', '!x': 1})", 'headers 1 x_y-z=a "!x"=1'),
        ("headers(1, {'paddng': 3})", "headers 1 paddng=3"),
        ("headers(1, server='a', block='b', age=1)", 'headers 1 server=a age=1 block="b"'),
        ("headers(1, x=None, status=200)", "headers 1 :status=200"),
        ("headers(1, 'HTTP/1.1 404 Not Found\\nX: y')", "headers 1 :status=404 x=y"),
        ("headers(1, b'GET /a HTTP/1.1\\r\\nHost: b')",)
        + ('headers 1 "GET /a HTTP/1.1\\r\\nHost: b"',),
        ("headers(1, priority='u=1')", "headers 1 priority=u=1"),
        ("headers(1, priority=(False, 3, 16))", "headers 1 priority=(no,3,16)"),
        ("headers(1, priority='(no,3,16)')", "headers 1 priority=(no,3,16)"),
        ("headers(1, priority=None)", "headers 1"),
        ("headers(1, end_stream=False, end_headers=True)", "headers 1"),
        ("headers(1, no_end_headers=True)", "headers 1 no_end_headers"),
        ("headers(stream_id=3, status='200')", "headers 3 :status=200"),
        ("headers(1, status=200, door='WIRE')", "wire headers 1 :status=200"),
        ("headers(1, status=200, inform=False)", "uninformed headers 1 :status=200"),
        ("headers(1, status=200, door=None, inform=None)", "headers 1 :status=200"),
        ("headers(1, status=200, inform='no')", "uninformed headers 1 :status=200"),
        ("headers(1, fields='HTTP/1.1 404 Not Found\\nX: y')", "headers 1 :status=404 x=y"),
        ("data(b'x')", 'data "x"'),
        ("data(1, 'é')", 'data 1 "é"'),
        ("data(1, b'a', 'b', [b'c', bytearray(b'd')])", 'data 1 "a" "b" "c" "d"'),
        ("data(1, data=b'x')", 'data 1 "x"'),
        ("data(None, b'x', end_stream=None)", 'data "x"'),
        ("data(1)", "data 1"),
        ("raw(0x42, b'..', stream=0, length=99)", 'raw 0x42 0 ".." length=99'),
        ("raw(FrameType.PING, b'x')", 'raw PING 1 "x"'),
        ("raw('data', 'DATA')", 'raw DATA 1 "DATA"'),
        ("raw(0, 1, 'PING')", 'raw DATA 1 "PING"'),
        ("raw(0, flags=['END_STREAM', 8])", "raw DATA flags=END_STREAM|8"),
        ("raw(0, flags='end_stream|padded')", "raw DATA flags=END_STREAM|PADDED"),
        ("settings({3: 1})", "settings 3=1"),
        ("settings(settings={'ENABLE_PUSH': 0})", "settings ENABLE_PUSH=0"),
        ("settings(pairs=[(3, 1)])", "settings 3=1"),
        ("settings({SettingId.ENABLE_PUSH: False})", "settings ENABLE_PUSH=0"),
        ("settings(max_frame_size=2**14, ENABLE_PUSH='0x1')",)
        + ("settings MAX_FRAME_SIZE=16384 ENABLE_PUSH=1",),
        ("settings((3, 1))", "settings 3=1"),
        ("settings([[3, 1], ('initial-window-size', 2)])", "settings 3=1 INITIAL_WINDOW_SIZE=2"),
        ("settings()", "settings"),
        ("settings({})", "settings"),
        ("settings(0, {3: 1})", "settings 0 3=1"),
        ("goaway(code='ENHANCE_YOUR_CALM')", "goaway code=ENHANCE_YOUR_CALM"),
        ("goaway(0, code=0xb)", "goaway 0 code=0xb"),
        ("goaway(0, 'cancel', 'bye')", 'goaway 0 CANCEL "bye"'),
        ("goaway(ErrorCode.CANCEL, b'bye')", 'goaway CANCEL "bye"'),
        ("goaway('bye', error_code=ErrorCode.CANCEL)", 'goaway CANCEL "bye"'),
        ("goaway(last_stream_id='2^31-1', debug_data=b'')", 'goaway last=2^31-1 ""'),
        ("rst(3, 'CANCEL')", "rst 3 CANCEL"),
        ("rst('refused-stream')", "rst REFUSED_STREAM"),
        ("rst(3, 8)", "rst 3 8"),
        ("window(1000)", "window 1000"),
        ("window(0, '2^31-1')", "window 0 2^31-1"),
        ("window(increment=5, stream=3)", "window 3 5"),
        ("ping(0)", "ping 0"),
        ("inform(103)", "inform 103"),
        ("inform(1, HTTPStatus.EARLY_HINTS, {'a': 'b'})", "inform 1 103 a=b"),
        ("wait('type:PING', 2)", "wait type:PING timeout=2"),
        ("wait(pattern='x', timeout='500ms')", "wait x timeout=0.5"),
        ("wait('')", 'wait pattern=""'),
        ("settle({'MAX_FRAME_SIZE': 1}, 2.5)", "settle MAX_FRAME_SIZE=1 timeout=2.5"),
        ("close(CloseHow.NO_TLS_CLOSE)", "close no-tls-close"),
        ("close('no_tls_close')", "close no-tls-close"),
        ("policy(settings_ack=Reply.HOLD, release=[1, 2])",)
        + ("policy settings_ack=hold release=1,2",),
        ("policy(release='1,2')", "policy release=1,2"),
        ("hold(True)", "hold"),
        ("hold('OFF')", "hold off"),
        ("hold('all')", "hold"),
        ("break_()", "break"),
        ("release(what='replies', seq=())", "release replies"),
        ("attach(Path('a.py'))", "attach a.py"),
        ("attach(file='a.py', connection=1)", "attach a.py connection=1"),
        ("detach('2')", "detach 2"),
        ("note('a  b')", "note a  b"),
        ("octets([b'a', 'b'])", 'octets "a" "b"'),
        ("origin()", "origin"),
    ],
)
def test_what_a_person_would_write_is_understood(python: str, line: str) -> None:
    assert said(python) == parse(line, FIRST)


def test_a_stream_may_be_anything_that_is_on_one() -> None:
    class OnStream:
        stream_id = 5

    line = parse("rst 5 CANCEL")
    assert call("rst", (OnStream(), "CANCEL")) == call("rst", ("CANCEL",), {"stream": OnStream()})
    assert call("rst", (OnStream(), "CANCEL")) == line
    with pytest.raises(LanguageError, match="settings has no place for"):
        call("settings", (OnStream(),))


def test_a_file_is_one_of_the_commands_files(tmp_path: Path) -> None:
    path = tmp_path / "body"
    path.write_bytes(b"\xff12")
    made = call("data", (1, file(path)))
    assert made == parse(f'data 1 file("{path}")')
    assert made.arguments["files"] == ((str(path), 3),)
    with pytest.raises(LanguageError, match="No such file"):
        file(tmp_path / "missing")


@pytest.mark.parametrize(
    ("python", "actions"),
    [
        ("headers(Headers(stream_id=1))", (Send(frames=(Headers(stream_id=1),)),)),
        (
            "headers(Headers(stream_id=1), door='wire')",
            (Send(frames=(Headers(stream_id=1),), door=Door.WIRE),),
        ),
        (
            "raw(Data(stream_id=1), RstStream(stream_id=1))",
            (Send(frames=(Data(stream_id=1), RstStream(stream_id=1)), door=Door.WIRE),),
        ),
        ("data(Send(frames=(Data(stream_id=1),)))", (Send(frames=(Data(stream_id=1),)),)),
        ("sleep(Sleep(seconds=2))", (Sleep(seconds=2),)),
    ],
)
def test_what_is_made_already_is_taken_as_it_is(python: str, actions: Any) -> None:
    assert said(python).actions == actions


# Errors


@pytest.mark.parametrize(
    ("python", "part", "message"),
    [
        ("data(1.5, b'x')", "1.5", "data has no place for 1.5; numbers are whole"),
        ("data(True, b'x')", "True", "a flag is named, as in end_stream=True"),
        ("data(stream=1.5)", "1.5", "stream is a whole number, not 1.5"),
        ("data(stream=True)", "True", "stream is a whole number, not True"),
        ("data(2**31)", "2147483648", "a stream identifier is 0 to 2,147,483,647 (RFC 9113 4.1)"),
        ("data(10**5000)", "0x", "not so large a number"),
        ("data(1, 2)", "2", "no place for the number '2'; write padding="),
        ("data(1, object())", "<object", "data has no place for"),
        ("data(1, {'a': 1})", "{'a': 1}", "data has no place for {'a': 1}"),
        ("data(1, [b'a', 5])", "5", "data is bytes or str, not 5"),
        ("data(1, '\\ud800')", "'\\ud800'", "U+D800 in data is half of a character"),
        ("data(1, b'x', paddng=3)", "paddng", "data has no 'paddng'; did you mean padding?"),
        ("data(1, b'x', padding=256)", "256", "padding is 0 to 255 (RFC 9113 6.1), not 256"),
        ("data(1, b'x', end_stream=2)", "2", "end_stream is True or False, not 2"),
        ("data(1, b'x', end_stream=True, no_end_stream=True)", "True", "otherwise before"),
        ("data(1, stream=1)", "1", "no place for the number '1'; write padding="),
        ("data(1, b'x' * 16777217)", "b'xx", "16,777,217 octets are more than"),
        ("headers(1, status=True)", "True", "a field's value is text, bytes or a number, not True"),
        ("headers(1, x=1.5)", "1.5", "a field's value is text, bytes or a number, not 1.5"),
        ("headers(1, x=object())", "<object", "a field's value is"),
        ("headers(1, paddng=3)", "paddng", "headers has no 'paddng'; did you mean padding?"),
        ("headers(1, end_strem=True)", "end_strem", "did you mean end_stream?"),
        ("headers(1, Status=200)", "Status", "did you mean status?"),
        ("headers(1, wire=True)", "wire", "how a frame leaves is said as door='wire'"),
        ("headers(1, uninformed=True)", "uninformed", "said as inform=False"),
        ("headers(1, {5: 'x'})", "5", "a field's name is bytes or str, not 5"),
        ("headers(1, ['x'])", "'x'", "a field is (name, value), or a Field; not 'x'"),
        ("headers(1, [('a', 'b', 'c')])", "('a', 'b', 'c')", "a field is (name, value)"),
        ("headers(1, 'x')", "'x'", "no field line: 'x'; write name: value"),
        ("headers(1, Field(b'a', b'b', 'size-update'))", "Field(", "representation"),
        ("headers(1, Field(b'a', b'b', None, 3))", "Field(", "huffman"),
        ("headers(1, Field(b'a', 1.5))", "Field(", "a field's value"),
        ("headers(1, priority=(1, 2))", "(1, 2)", "a priority is as in (no, 3, 16)"),
        ("headers(1, door='lawfull')", "lawfull", "did you mean lawful?"),
        ("headers(1, hpack='huff')", "huff", "one of shared, stateless, octets"),
        ("headers(1, hpack=5)", "5", "hpack is a word, not 5"),
        ("goaway('new')", "new", "error code 'new' is not known"),
        ("settings(MAX_FRAME=1)", "MAX_FRAME", "did you mean MAX_FRAME_SIZE?"),
        ("settings(MAX_FRAME_SIZE=2**32)", "4294967296", "0 to 4,294,967,295"),
        ("settings(MAX_FRAME_SIZE='big')", "big", "a setting's value is a number"),
        ("settings({'x': 1})", "x", "setting 'x' is not known"),
        ("settings([3, 1])", "3", "a setting is (name, number), not 3"),
        ("settings(settings=5)", "5", "settings are {name: number} or pairs, not 5"),
        ("settings({ErrorCode.CANCEL: 1})", "ErrorCode.CANCEL", "a name or a number, not Error"),
        ("settings(5)", "5", "no place for the number '5'; write stream="),
        ("settings(b'x')", "b'x'", "settings has no place for b'x'"),
        ("goaway(code='ENHANCE_YOUR_KALM')", "ENHANCE_YOUR_KALM", "mean ENHANCE_YOUR_CALM?"),
        ("goaway('too fast')", "too fast", "debug is b'...' or debug=..."),
        ("goaway(3)", "3", "write code= or last= or stream="),
        ("rst(3, 'CANCELLED')", "CANCELLED", "did you mean CANCEL?"),
        ("rst(3, code=None, cod=3)", "cod", "did you mean code?"),
        ("rst(3, FrameType.PING)", "FrameType.PING", "rst has no place for FrameType.PING"),
        ("rst(3, b'x')", "b'x'", "rst has no place for b'x'; as in rst(1, \"REFUSED_STREAM\")"),
        ("window()", "window", "window needs increment, as in window(1, 65535)"),
        ("window(1, 2, 3)", "3", "window has no place for the number '3'"),
        ("raw()", "raw", "raw needs type, as in raw(0xfa"),
        ("raw('PONG')", "PONG", "frame type 'PONG' is not known; did you mean PING?"),
        ("raw(6, flags='ACK|END')", "END", "PING has no flag 'END' (it has ACK)"),
        ("raw(6, flags=[b'x'])", "b'x'", "flags is a name or a number, not b'x'"),
        ("inform(1, 200)", "200", "an interim status is 100 to 199"),
        ("sleep(float('nan'))", "nan", "a time is as in 2, 0.5 or 500ms"),
        ("sleep(-1)", "-1", "a time is as in"),
        ("sleep()", "sleep", "sleep needs seconds, as in sleep(0.5)"),
        ("sleep(1, 2)", "2", "sleep has no place"),
        ("sleep(seconds=[1])", "[1]", "seconds is a number of seconds, not [1]"),
        ("sleep([1])", "[1]", "sleep has no place for [1]"),
        ("close(5)", "5", "close has no place for the number '5'"),
        ("close('softly')", "softly", "one of clean, half, reset, no-tls-close"),
        ("close(door='wire')", "door", "close has no 'door'"),
        ("policy(ping_ack='maybe')", "maybe", "one of send, hold, drop"),
        ("policy(release='x')", "x", "a record's number"),
        ("policy(release=[1, 'x', None])", "None", "release is a whole number, not None"),
        ("wait()", "wait", "wait needs pattern, as in wait("),
        ("wait(5.5, 'x', 3)", "3", "pattern was said before"),
        ("wait(5.5, 3)", "3", "pattern is text, not 3"),
        ("wait('type:HEADRS')", "HEADRS", "did you mean HEADERS?"),
        ("wait('a', 'b')", "'b'", "pattern was said before"),
        ("note(b'x')", "b'x'", "text is text, not b'x'"),
        ("attach(5)", "5", "attach has no place for the number"),
        ("attach(b'x')", "b'x'", "attach has no place for b'x'"),
        ("detach('two')", "'two'", "detach has no place for 'two'; as in detach(2)"),
        ("release(object())", "<object", "release has no place"),
        ("headers(Data(stream_id=1))", "Data(", "headers makes no Data"),
        ("headers(Send(frames=5))", "Send(", "headers makes no int"),
        ("headers(Headers(stream_id=1), end_stream=True)", "headers", "told nothing more"),
        ("headers(1, Headers(stream_id=1))", "1", "told nothing more"),
        ("sleep(Data(stream_id=1))", "Data(", "sleep makes no Data"),
        ("hold(Data(stream_id=1))", "Data(", "hold makes no Data"),
        ("raw(Raw(type=300))", "Raw(", None),
        ("data(Send(frames=()), door='wire')", "Send(", "stands alone"),
    ],
)
def test_an_error_points_at_the_wrong_argument(python: str, part: str, message: Any) -> None:
    if message is None:
        assert said(python).actions
        return
    caught = error(python)
    assert message in caught.message
    assert caught.text.startswith(python.partition("(")[0])
    pointed = caught.text[caught.position : caught.position + caught.length]
    assert (
        pointed == part
        or (part.endswith(("(", "x")) and pointed.startswith(part))
        or (part.startswith("<") and pointed.startswith(part))
    )


def test_the_text_of_an_error_is_the_call_as_one_would_write_it() -> None:
    assert error("rst(3, code='CANCELED')").text == "rst(3, code='CANCELED')"
    assert error("settings({3: 'x'}, ack=True)").text == "settings({3: 'x'}, ack=True)"
    assert error("break_('typ:DATA')").text == "break_('typ:DATA')"


def test_without_a_selected_stream_one_has_to_be_named() -> None:
    caught = error("data(b'x')", Context())
    assert (
        caught.message == 'no stream is selected: say which, as in data(1, "hello\\n", '
        "end_stream=True)"
    )


def test_a_verb_there_is_none_of_is_an_error_with_the_nearest() -> None:
    with pytest.raises(LanguageError, match="did you mean headers"):
        call("header", (1,))


class Hostile:
    """An object whose every method fails, as somebody's may."""

    def __repr__(self) -> str:
        raise RuntimeError("no repr")

    def __iter__(self) -> Any:
        raise RuntimeError("no iter")

    def __index__(self) -> int:
        raise RuntimeError("no index")

    def __fspath__(self) -> str:
        raise RuntimeError("no path")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no eq")

    def __hash__(self) -> int:
        return 1


def loop() -> list[Any]:
    made: list[Any] = []
    made.append(made)
    return made


def released() -> memoryview:
    view = memoryview(b"x")
    view.release()
    return view


@pytest.mark.parametrize(
    ("verb", "value", "message"),
    [
        ("data", released(), "data is bytes or str, not memoryview"),
        ("attach", Hostile(), "file is a path, not <Hostile>"),
    ],
)
def test_what_says_nothing_of_itself_is_named_by_its_type(
    verb: str, value: Any, message: str
) -> None:
    with pytest.raises(LanguageError) as caught:
        call(verb, (value,), {}, FIRST)
    assert caught.value.message == message


def test_a_path_in_octets_is_none() -> None:
    class Octets:
        def __fspath__(self) -> bytes:
            return b"a.py"

        def __repr__(self) -> str:
            return "Octets()"

    with pytest.raises(LanguageError, match=r"file is a path, not Octets\(\)"):
        call("attach", (), {"file": Octets()}, FIRST)


ODD: Any = Field(*[None, b"", 7, 9])  # type: ignore[arg-type]
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(0, 9),
    st.floats(),
    st.text(st.characters(), max_size=6),
    st.binary(max_size=6),
    st.sampled_from((*ErrorCode, *FrameType, *SettingId, *Door, *CloseHow, *HTTPStatus)),
    st.sampled_from(("CANCEL", "DATA", "\ud800", "\x1b[2J", "type:", "((", "HTTP/1.1 200 OK\n")),
    st.sampled_from((float("inf"), object, print, 1j, ..., range(3))),
    st.sampled_from((1, -1)).map(lambda sign: sign * 10**5000),
    st.builds(Hostile),
    st.builds(loop),
    st.builds(released),
    st.sampled_from((Field(b"a", b"b"), Field("a", 5), ODD)),
    st.sampled_from((Data(stream_id=1), Send(frames=()), Send(frames=(ODD,)), Sleep(seconds=1))),
    st.sampled_from((Headers, Path("x"), Path("\ud800"))),
)
THINGS = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(
            st.one_of(st.text(max_size=3), st.binary(max_size=2), st.integers()), inner
        )
    ),
    max_leaves=5,
)
KEYWORDS = st.sampled_from(
    (
        *sorted({one.name for verb in VERBS.values() for one in verb.parameters}),
        *("door", "inform", "status", "x_y", "x-y", "", "\n", "é", "wire", "MAX_FRAME_SIZE"),
        *("no_end_stream", "stream_id", "self", "args", "verb"),
    )
)


@given(
    verb=st.sampled_from(tuple(VERBS)),
    args=st.lists(THINGS, max_size=4),
    kwargs=st.dictionaries(KEYWORDS, THINGS, max_size=3),
)
def test_whatever_the_values_only_its_own_error_is_raised(
    verb: str, args: list[Any], kwargs: dict[str, Any]
) -> None:
    try:
        call(verb, tuple(args), kwargs, FIRST)
    except LanguageError as caught:
        assert 0 <= caught.position <= len(caught.text)
        assert caught.message.isprintable()
        assert caught.text.isprintable()


@pytest.mark.parametrize("value", [b"x" * (1 << 25), "x" * (1 << 25), ["x"] * 200_000])
def test_what_is_far_too_large_is_refused_soon(value: Any) -> None:
    for verb in ("data", "headers", "note", "wait", "goaway", "attach", "settings"):
        with pytest.raises(LanguageError) as caught:
            call(verb, (value,), {}, FIRST)
        assert len(caught.value.text) < 2_000


def test_an_endless_iterator_is_refused() -> None:
    with pytest.raises(LanguageError):
        call("data", (1, iter(lambda: b"x", b"")))


def test_a_representation_may_be_its_name() -> None:
    (action,) = said('headers(1, Field("a", "b", "never"))').actions
    assert isinstance(action, Send)
    (frame,) = action.frames
    assert isinstance(frame, Headers)
    assert frame.fields == (Field(b"a", b"b", Representation.NEVER),)
