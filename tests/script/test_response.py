from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wptserve.response import H2Response
from wptserve.utils import HTTPException as WptHTTPException

from h2craft.actions import Data, Field, Headers
from h2craft.script.errors import HTTPException
from h2craft.script.response import Response, answer_error, apply_return_value, finish

Make = Callable[..., Response]
OK = Field(b":status", b"200")


def wpt_response() -> Any:
    config = SimpleNamespace(logging={"suppress_handler_traceback": False})
    request = SimpleNamespace(
        url="https://localhost:8443/", server=SimpleNamespace(config=config), method="GET"
    )
    return H2Response(SimpleNamespace(request=None, conn=None), request)


class Recorder:
    """Enough of a channel for what writes nothing."""

    stream_id = 1


def our_response() -> Response:
    request: Any = SimpleNamespace(url="https://localhost:8443/", method="GET", seq=1)
    channel: Any = Recorder()
    return Response(request, channel)


STATUSES = [200, "404", "21", (201, "Made"), (201, b"Made"), [404, None], (1, 2, 3), "x", None, b""]


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_is_set_as_in_wptserve(status: Any) -> None:
    ours, theirs = our_response(), wpt_response()
    try:
        theirs.status = status
    except (ValueError, TypeError) as error:
        with pytest.raises(type(error)):
            ours.status = status
    else:
        ours.status = status
        assert ours.status == theirs.status


COOKIES = st.fixed_dictionaries(
    {"name": st.sampled_from(["a", b"b"]), "value": st.sampled_from(["1", b"\xe9", "a b", None])},
    optional={
        "path": st.sampled_from([None, "/", "/deep"]),
        "domain": st.sampled_from([None, "example.test"]),
        "max_age": st.sampled_from([None, 0, 60, timedelta(hours=1), timedelta(0)]),
        "expires": st.sampled_from(
            [None, datetime(2031, 3, 9, 1, 2, 3), datetime(2001, 12, 31, tzinfo=UTC)]
        ),
        "samesite": st.sampled_from([None, "Lax", ""]),
        "secure": st.booleans(),
        "httponly": st.booleans(),
        "comment": st.sampled_from([None, "why not"]),
    },
)


def without_time(fields: list[tuple[bytes, bytes]]) -> list[Any]:
    """Two clocks may differ by a second."""
    return [(name, [p for p in value.split(b"; ") if b" GMT" not in p]) for name, value in fields]


@settings(deadline=None)
@given(COOKIES)
def test_a_cookie_is_set_as_in_wptserve(arguments: dict[str, Any]) -> None:
    ours, theirs = our_response(), wpt_response()
    ours.set_cookie(**arguments)
    theirs.set_cookie(**arguments)
    if arguments["value"] is None:
        assert without_time(ours.headers.items()) == without_time(theirs.headers.items())
        assert b"expires=" in ours.headers["Set-Cookie"][0]
    else:
        assert ours.headers.items() == theirs.headers.items()


def test_a_cookie_is_deleted_as_in_wptserve() -> None:
    ours, theirs = our_response(), wpt_response()
    for response in (ours, theirs):
        response.delete_cookie("a", path="/x", domain="example.test")
    assert without_time(ours.headers.items()) == without_time(theirs.headers.items())


def test_a_cookie_expires_so_long_from_now() -> None:
    response = our_response()
    response.set_cookie("a", "1", expires=timedelta(days=400))
    year = (datetime.now(UTC) + timedelta(days=400)).strftime(" %Y ").encode()
    assert year in response.headers["Set-Cookie"][0]


def test_a_cookie_can_be_taken_back() -> None:
    response = our_response()
    response.set_cookie("a", "1")
    response.set_cookie(b"b", "2", path="/b")
    response.unset_cookie("a")
    assert response.headers["Set-Cookie"] == ["b=2; Path=/b"]
    response.unset_cookie(b"missing")
    response.unset_cookie("b")
    assert response.headers.get("Set-Cookie") == []


@pytest.mark.parametrize(
    ("code", "message"),
    [(404, None), (404, "not here \xe4"), (400, ValueError("why")), (503, None), (500, "text")],
)
def test_an_error_is_set_as_in_wptserve(code: int, message: Any) -> None:
    ours, theirs = our_response(), wpt_response()
    for response in (ours, theirs):
        response.headers.set("X-Before", "gone")
        response.set_error(code, message)
    assert ours.status == theirs.status
    assert ours.content == theirs.content
    assert [(name.decode(), value.decode()) for name, value in ours.headers] == [
        (name, str(value)) for name, value in theirs.headers
    ]


def test_an_exception_is_reported_with_its_traceback() -> None:
    response = our_response()
    try:
        raise RuntimeError("on purpose")
    except RuntimeError as error:
        response.set_error(500, error)
    message = json.loads(response.content)["error"]["message"]
    assert message.startswith("Internal server error loading https://localhost:8443/:\n")
    assert "test_response.py" in message and "RuntimeError: on purpose" in message


@pytest.mark.parametrize("kind", [HTTPException, WptHTTPException])
def test_an_http_exception_is_answered_with_its_code(kind: Any) -> None:
    response = our_response()
    answer_error(response, kind(403, "why"))
    assert response.status == (403, None)
    assert json.loads(response.content)["error"]["message"] == "(403, 'why')"


def test_an_http_exception_of_the_server_tells_its_cause() -> None:
    response = our_response()
    try:
        try:
            raise ValueError("the cause")
        except ValueError as cause:
            raise HTTPException(502) from cause
    except HTTPException as error:
        answer_error(response, error)
    assert response.status == (502, None) and "ValueError: the cause" in response.content


def test_any_other_exception_is_a_500() -> None:
    response = our_response()
    answer_error(response, KeyError("x"))
    assert response.status == (500, None) and "KeyError: 'x'" in response.content


class TestReturnValues:
    @pytest.mark.parametrize(
        ("value", "status", "headers", "content"),
        [
            (None, (200, None), [], []),
            ("text", (200, None), [], "text"),
            (b"", (200, None), [], b""),
            (["a", "b"], (200, None), [], ["a", "b"]),
            (([("A", 1)], "x"), (200, None), [(b"A", b"1")], "x"),
            ((201, [], "x"), (201, None), [], "x"),
            (((201, "Made"), [("A", "b")], b"x"), (201, "Made"), [(b"A", b"b")], b"x"),
        ],
    )
    def test_each_form(self, value: Any, status: Any, headers: Any, content: Any) -> None:
        response = our_response()
        apply_return_value(response, value)
        assert (response.status, response.headers.items()) == (status, headers)
        assert response.content == content

    @pytest.mark.parametrize("value", [(), ("x",), (200, [], "x", "y")])
    def test_a_tuple_of_another_length_is_an_error(self, value: Any) -> None:
        with pytest.raises(HTTPException) as raised:
            apply_return_value(our_response(), value)
        assert raised.value.code == 500

    def test_a_status_that_is_none_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="a status is a code"):
            apply_return_value(our_response(), ("no status", [], "x"))

    def test_headers_are_added_to_those_set_before(self) -> None:
        response = our_response()
        response.headers.set("a", "1")
        apply_return_value(response, ([("A", "2")], ""))
        assert response.headers["a"] == ["1", "2"]


class TestWriting:
    def test_headers_and_content_step_by_step(self, make_response: Make, channel: Any) -> None:
        response = make_response()
        response.status = 206, "Partial"
        response.headers.set("A", "b")
        response.content = "text"
        response.write_status_headers()
        response.write_content()
        status = Field(b":status", b"206")
        assert channel.frames == [
            Headers(stream_id=1, fields=(status, Field(b"a", b"b"))),
            Data(stream_id=1, data=b"text", end_stream=True),
        ]

    @pytest.mark.parametrize(
        ("content", "pieces"),
        [
            ("", []),
            (b"", []),
            ([], []),
            ("\xe9", [b"\xc3\xa9"]),
            (["a", b"b", "", None], [b"a", b"b"]),
            (["a", lambda: "called", lambda: None], [b"a", b"called"]),
            (iter("ab"), [b"a", b"b"]),
        ],
    )
    def test_the_last_piece_ends_the_stream(
        self, make_response: Make, channel: Any, content: Any, pieces: list[bytes]
    ) -> None:
        response = make_response()
        response.content = content
        response.write_content()
        assert [frame.data for frame in channel.frames] == pieces
        ends = [frame.end_stream for frame in channel.frames]
        assert ends == [False] * (len(pieces) - 1) + [True] * bool(pieces)

    def test_a_file_is_read_and_closed(self, make_response: Make, channel: Any) -> None:
        response = make_response()
        response.content = file = io.BytesIO(b"content")
        response.write_content()
        assert channel.frame == Data(stream_id=1, data=b"content", end_stream=True)
        assert file.closed

    def test_head_has_no_content_unless_wanted(self, make_response: Make, channel: Any) -> None:
        response = make_response("HEAD")
        response.content = "text"
        response.write()
        assert channel.frame == Headers(stream_id=1, fields=(OK,), end_stream=True)
        response.send_body_for_head_request = True
        response.write_content()
        assert channel.frames[-1] == Data(stream_id=1, data=b"text", end_stream=True)


class TestFinishing:
    def finished(self, response: Response) -> None:
        finish(response.request, response)

    @pytest.mark.parametrize(
        ("content", "pieces"),
        [
            ([], [b""]),
            ("", [b""]),
            (b"x", [b"x"]),
            ("\xe9", [b"\xc3\xa9"]),
            (["a", "", b"b"], [b"a", b"b"]),
            (("a",), [b"a"]),
        ],
    )
    def test_a_ready_response_is_one_flush_nobody_waits_for(
        self, make_response: Make, channel: Any, content: Any, pieces: list[bytes]
    ) -> None:
        response = make_response()
        response.content = content
        self.finished(response)
        assert len(channel.actions) == 1 and channel.waited == [False]
        head, *data = channel.frames
        assert head == Headers(stream_id=1, fields=(OK,))
        assert [frame.data for frame in data] == pieces
        assert [frame.end_stream for frame in data] == [False] * (len(data) - 1) + [True]
        assert response.writer.stream_ended

    def test_head_is_answered_by_headers_alone(self, make_response: Make, channel: Any) -> None:
        response = make_response("HEAD")
        response.content = "text"
        self.finished(response)
        assert channel.frame == Headers(stream_id=1, fields=(OK,), end_stream=True)

    def test_a_file_nobody_gets_is_closed(self, make_response: Make, channel: Any) -> None:
        response = make_response("HEAD")
        response.content = file = io.BytesIO(b"content")
        self.finished(response)
        assert channel.frame == Headers(stream_id=1, fields=(OK,), end_stream=True)
        assert file.closed

    def test_content_that_has_to_be_fetched_is_written_piece_by_piece(
        self, make_response: Make, channel: Any
    ) -> None:
        response = make_response()
        response.content = (part for part in ("a", "b"))
        self.finished(response)
        assert [frame for frame in channel.frames if isinstance(frame, Data)] == [
            Data(stream_id=1, data=b"a"),
            Data(stream_id=1, data=b"b", end_stream=True),
        ]

    def test_a_list_with_a_file_is_written_piece_by_piece(
        self, make_response: Make, channel: Any
    ) -> None:
        response = make_response()
        response.content = ["a", io.BytesIO(b"file")]
        self.finished(response)
        data = [frame.data for frame in channel.frames if isinstance(frame, Data)]
        assert data == [b"a", b"file"]

    def test_content_that_comes_to_nothing_is_ended(
        self, make_response: Make, channel: Any
    ) -> None:
        response = make_response()
        response.content = iter(())
        self.finished(response)
        assert channel.frames[-1] == Data(stream_id=1, end_stream=True)
        assert channel.waited == [True, False]

    def test_what_a_script_began_is_only_ended(self, make_response: Make, channel: Any) -> None:
        response = make_response()
        response.write_status_headers()
        self.finished(response)
        assert channel.frames[1:] == [Data(stream_id=1, end_stream=True)]

    def test_what_a_script_ended_is_left_alone(self, make_response: Make, channel: Any) -> None:
        response = make_response()
        response.writer.write_headers([], 200, last=True)
        self.finished(response)
        assert len(channel.actions) == 1

    def test_a_push_and_an_interim_response_are_no_response(
        self, make_response: Make, channel: Any
    ) -> None:
        response = make_response()
        promise = [(":method", "GET"), (":path", "/"), (":scheme", "https"), (":authority", "a")]
        response.writer.write_push(promise, status=200, response_headers=[], response_data="p")
        response.writer.write_informational(103)
        response.content = "own"
        self.finished(response)
        assert channel.frames[-1] == Data(stream_id=1, data=b"own", end_stream=True)

    def test_an_exception_of_the_content_passes(self, make_response: Make, channel: Any) -> None:
        def broken() -> Any:
            yield "a"
            raise RuntimeError("on purpose")

        response = make_response()
        response.content = broken()
        with pytest.raises(RuntimeError, match="on purpose"):
            self.finished(response)
        assert not response.writer.stream_ended


def test_a_response_is_handed_over_by_its_writer(make_response: Any, channel: Any) -> None:
    response = make_response()
    channel.by_hand = (True, True)
    response.hold("look", timeout=3)
    assert channel.held == [("look", 3)]
    assert response.writer.stream_ended
