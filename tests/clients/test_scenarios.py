"""Shipped scenarios against real clients: goaway, reset, response, interim, trailers, padding and
continuation. What was on the wire, and what the client made of it, as far as that is the same in
all versions.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.scenario import find
from h2craft.wire import ErrorCode

pytestmark = pytest.mark.clients
OBJECTIONS = "dir:received (type:GOAWAY or type:RST_STREAM)"
RESETS, GOAWAYS = "dir:received type:RST_STREAM", "dir:received type:GOAWAY"
UPLOAD = 1_000_000


@pytest.fixture
def curl(play: Callable[..., Any]) -> Callable[..., Any]:
    """`curl("rst-mid-body", "-D", "-")`: one request over TLS; more with `urls`."""

    def call(name: str, *options: object, urls: tuple[str, ...] = ("{url}",)) -> Any:
        how = ("-sS", "--noproxy", "*", "--max-time", 20, "--cacert", "{cacert}", "--http2")
        return play(name, "curl", *how, *options, *urls)

    return call


@pytest.fixture
def nghttp(play: Callable[..., Any]) -> Callable[..., Any]:
    """Its exit status says nothing, its standard error does."""

    def call(name: str, *options: object) -> Any:
        played = play(name, "nghttp", "-y", *options, "{url}")
        assert played.status == 0, played.story
        return played

    return call


@pytest.fixture
def node(play: Callable[..., Any], programs: Path) -> Callable[..., Any]:
    """One GET in cleartext, and what happened to it: `programs/get.mjs`."""

    def call(name: str, path: str = "/") -> tuple[Any, Any]:
        played = play(name, "node", programs / "get.mjs", "{h2c}" + path)
        assert played.status == 0, played.story
        return played, json.loads(played.out)

    return call


@pytest.fixture
def httpx(play: Callable[..., Any], programs: Path) -> Callable[..., Any]:
    """One GET over TLS, and its result: `programs/get.py`."""

    def call(name: str) -> tuple[Any, Any]:
        played = play(name, sys.executable, programs / "get.py", "{url}", "{cacert}")
        assert played.status == 0, played.story
        return played, json.loads(played.out)

    return call


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    file = tmp_path / "upload.bin"
    file.write_bytes(b"u" * UPLOAD)
    return file


def head(played: Any) -> list[str]:
    """The statuses curl has printed with `-D -`."""
    return [line.split()[1] for line in played.out.splitlines() if line.startswith("HTTP/")]


# What is unusual and lawful: the whole answer is taken, and nobody objects.

TAKEN = {
    "graceful-in-two-phases": "answered after two GOAWAYs",
    "goaway-before-any-response": "answered although we are leaving\n",
    "goaway-mid-body": "before it, after it\n",
    "rst-after-end-stream": "all that was it",
    "empty-data-frames": "onetwosix",
    "early-hints": "after the hints",
    "chain-of-interim-responses": "the final one\n",
    "trailers": "checked\n",
    "trailers-without-a-body": "",
    "padded-data": "a secret",
    "padded-headers": "between two padded frames\n",
    "data-of-nothing-but-padding": "out of it at",
    "padding-not-zero": "the body",
    "continuation-octet-by-octet": "put together\n",
    "no-content-204": "",
    "not-modified-304": "",
}
HTTPX_GIVES_UP = {
    name for name in TAKEN if "goaway" in find(name).tags
}  # it takes any GOAWAY for the end of all requests


@pytest.mark.parametrize("name", TAKEN)
def test_curl_takes_what_is_lawful(curl: Any, name: str) -> None:
    played = curl(name)
    assert (played.status, played.out) == (0, TAKEN[name]), played.story
    assert played.received("type:GOAWAY or type:RST_STREAM") == [], played.story
    assert played.faults == set()


@pytest.mark.parametrize("name", TAKEN)
def test_nghttp_takes_what_is_lawful(nghttp: Any, name: str) -> None:
    played = nghttp(name)
    assert (played.out, played.err) == (TAKEN[name], ""), played.story
    assert set(played.codes(OBJECTIONS)) <= {"NO_ERROR"}, played.story


@pytest.mark.parametrize("name", sorted(TAKEN.keys() - HTTPX_GIVES_UP))
def test_httpx_takes_what_is_lawful(httpx: Any, name: str) -> None:
    played, told = httpx(name)
    assert told.get("body") == TAKEN[name], played.story


# What is malformed: a stream error, RFC 9113 8.1.1.

MALFORMED = (
    "content-length-too-long",
    "content-length-too-short",
    "content-length-twice",
    "response-without-status",
    "status-twice",
    "request-pseudo-header-in-a-response",
    "pseudo-header-after-field",
    "uppercase-field-name",
    "field-value-with-a-line-break",
    "connection-specific-field",
    "two-final-responses",
    "switching-protocols-101",
    "interim-with-end-stream",
    "data-after-interim",
    "trailers-with-pseudo-header",
    "trailers-without-end-stream",
)


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_response_is_an_error_of_its_stream_and_told(curl: Any, name: str) -> None:
    played = curl(name)
    assert played.faults & set(find(name).sections), played.story
    assert played.status != 0, played.story
    assert played.codes(RESETS) == ["PROTOCOL_ERROR"], played.story
    assert played.codes(GOAWAYS) == []
    ((_, stream_id),) = played.requests
    assert played.matching(RESETS)[0].stream_id == stream_id


def test_a_client_that_does_not_look_is_found_out(httpx: Any) -> None:
    """httpx has switched off the validation of fields in h2: it makes up a status."""
    played, told = httpx("response-without-status")
    assert told == {"status": 200, "body": "of what?\n"}, played.story
    assert played.codes(RESETS) == []


# What is a connection error.

BROKEN = (
    "data-before-headers",
    "padding-longer-than-data",
    "padding-longer-than-headers",
    "continuation-interrupted",
    "continuation-without-headers",
    "continuation-on-another-stream",
    "data-instead-of-continuation",
)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_sequence_of_frames_is_an_error_of_the_connection(nghttp: Any, name: str) -> None:
    played = nghttp(name)
    assert played.faults & set(find(name).sections), played.story
    assert played.codes(GOAWAYS) == ["PROTOCOL_ERROR"], played.story
    assert "processed=0" in played.err
    assert "and the rest" not in played.out


def test_many_empty_continuations_end_one_way_or_the_other(curl: Any) -> None:
    played = curl("many-empty-continuations")
    assert played.sent("type:HEADERS or type:CONTINUATION") == ["HEADERS"] + ["CONTINUATION"] * 1001
    assert (played.status == 0) == (played.out == "patient\n"), played.story


# goaway


def test_the_first_of_two_goaways_promises_everything(node: Any) -> None:
    played, told = node("graceful-in-two-phases")
    ((_, stream_id),) = played.requests
    assert told["goaway"] == [[0, 2**31 - 1], [0, stream_id]]
    assert told["events"] == [200, "end"]
    kinds = "type:GOAWAY or type:DATA or (type:PING -flag:ACK)"
    assert played.sent(kinds) == ["GOAWAY", "PING", "GOAWAY", "DATA"]


def test_a_request_above_the_last_stream_is_told_to_be_unanswered(node: Any) -> None:
    played, told = node("goaway-below-the-request")
    assert told["goaway"] == [[0, 0]]
    assert told["code"] == ErrorCode.REFUSED_STREAM, played.story
    assert played.sent("type:HEADERS") == []


def test_who_tries_again_after_a_goaway_below_its_request_is_answered(curl: Any) -> None:
    played = curl("goaway-below-the-request", urls=("{url}", "{url}"))
    assert [number for number, _ in played.requests] == [1, 2]
    assert played.out == "answered the second time\n"


def test_the_refused_one_of_two_requests_is_sent_again(curl: Any) -> None:
    played = curl("goaway-below-the-second-request", "--parallel", urls=("{url}", "{url}"))
    assert played.out == "answered\n" * 2, played.story
    (first, kept), (second, refused), (third, _) = played.requests
    assert (first, second, third) == (1, 1, 2)
    (goaway,) = played.matching("dir:sent type:GOAWAY")
    assert goaway.frame.view.last_stream_id == kept < refused


def test_the_next_request_after_a_goaway_is_on_a_new_connection(curl: Any) -> None:
    played = curl("goaway-on-an-idle-connection", urls=("{url}", "{url}"))
    assert (played.status, played.out) == (0, "and goodbye\n" * 2), played.story
    assert [number for number, _ in played.requests] == [1, 2]


def test_the_reason_of_a_goaway_is_on_the_wire_as_it_is(node: Any) -> None:
    played, told = node("goaway-enhance-your-calm")
    (goaway,) = played.matching("dir:sent type:GOAWAY")
    assert goaway.frame.view.debug_data == b"too_many_pings \x1b[31mand no patience"
    assert told["goaway"] == [[ErrorCode.ENHANCE_YOUR_CALM, played.requests[0][1]]]
    assert "ERR_HTTP2_SESSION_ERROR" in told["events"]


@pytest.mark.parametrize("error", [*(one.name for one in ErrorCode if one), "0x1234"])
def test_every_error_code_of_a_goaway_reaches_the_caller(node: Any, error: str) -> None:
    played, told = node("goaway-with-an-error", f"/?error={error}")
    code = ErrorCode.__members__.get(error, 0x1234)
    assert [goaway[0] for goaway in told["goaway"]] == [code], played.story
    assert "end" not in told["events"] and told["octets"] == 0


def test_a_goaway_that_takes_back_a_refusal_is_survived(node: Any) -> None:
    played, told = node("goaway-takes-back-less")
    lasts = [r.frame.view.last_stream_id for r in played.matching("dir:sent type:GOAWAY")]
    assert lasts == [0, played.requests[0][1]]
    assert played.faults == {"RFC 9113 6.8"}
    assert told["events"] and len(played.requests) == 1


# reset


def test_a_refused_stream_is_asked_for_again(curl: Any) -> None:
    played = curl("refused-stream")
    assert (played.status, played.out) == (0, "answered the second time\n"), played.story
    assert len(played.requests) == 2


def test_a_stream_that_is_always_refused_is_given_up(curl: Any) -> None:
    played = curl("refused-stream-always")
    assert played.status != 0
    assert 1 <= len(played.requests) <= 20
    assert set(played.codes("dir:sent type:RST_STREAM")) == {"REFUSED_STREAM"}


@pytest.mark.parametrize(
    ("name", "code", "octets"),
    [
        ("rst-before-headers", "INTERNAL_ERROR", 0),
        ("rst-after-headers", "CANCEL", 0),
        ("rst-mid-body", "INTERNAL_ERROR", 500),
    ],
)
def test_a_reset_response_is_no_success_and_not_asked_for_again(
    curl: Any, name: str, code: str, octets: int
) -> None:
    played = curl(name)
    assert played.status != 0, played.story
    assert len(played.octets) <= octets
    assert len(played.requests) == 1
    assert played.codes("dir:sent type:RST_STREAM") == [code]
    assert played.codes(OBJECTIONS) == []


def test_half_a_body_is_told_with_the_code_that_ended_it(node: Any) -> None:
    played, told = node("rst-mid-body")
    assert told["events"] == [200, "ERR_HTTP2_STREAM_ERROR"], played.story
    assert (told["octets"], told["code"]) == (500, ErrorCode.INTERNAL_ERROR)


def test_a_second_reset_is_not_answered(curl: Any) -> None:
    played = curl("rst-twice")
    assert played.status != 0
    assert played.sent("type:RST_STREAM") == ["RST_STREAM"] * 2
    assert played.received("type:RST_STREAM or type:GOAWAY") == []


def test_an_unknown_code_of_a_reset_is_passed_on(node: Any) -> None:
    played, told = node("rst-unknown-error-code")
    assert told["code"] == 0xDEADBEEF, played.story
    assert told["events"] == ["ERR_HTTP2_STREAM_ERROR"]


def test_data_after_a_reset_is_no_part_of_the_body(curl: Any) -> None:
    played = curl("data-after-rst-stream")
    assert played.faults == {"RFC 9113 5.1"}
    assert played.sent("type:RST_STREAM or type:DATA") == ["DATA", "RST_STREAM", "DATA"]
    assert played.status != 0 and b"y" not in played.octets, played.story


def test_an_end_after_the_end_changes_nothing(httpx: Any) -> None:
    played, told = httpx("end-stream-twice")
    assert played.faults == {"RFC 9113 5.1"}
    assert told["body"] == "this was all\n"
    assert set(played.codes(OBJECTIONS)) <= {"STREAM_CLOSED", "NO_ERROR"}


def test_a_response_is_kept_although_the_upload_is_cut_off(curl: Any, upload: Path) -> None:
    played = curl("rst-no-error-after-early-response", "-H", "expect:", "-T", upload)
    assert (played.status, played.out) == (0, "more than we want to read\n"), played.story
    assert played.codes("dir:sent type:RST_STREAM") == ["NO_ERROR"]
    uploaded = played.matching("dir:received type:DATA")
    assert sum(len(one.record.octets) - 9 for one in uploaded) < UPLOAD  # ended before its end


def test_http_1_1_is_asked_for_where_it_is_required(curl: Any) -> None:
    played = curl("http-1-1-required")
    assert played.codes("dir:sent type:RST_STREAM") == ["HTTP_1_1_REQUIRED"]
    asked = played.matching("kind:OCTETS_RECEIVED conn:2")
    assert asked and asked[0].record.octets.startswith(b"GET / HTTP/1.1\r\n"), played.story


# response


def test_an_upload_goes_on_while_the_response_has_begun(curl: Any, upload: Path) -> None:
    played = curl("early-response", "-H", "expect:", "--data-binary", f"@{upload}")
    assert played.status == 0, played.story
    assert played.out == f"go on, I am listening\n{UPLOAD} octets came\n"
    sent = played.matching("dir:sent status:200")[0]
    ended = played.matching("dir:received type:DATA flag:END_STREAM")[0]
    assert sent.record.seq < ended.record.seq


def test_a_complete_response_does_not_end_the_upload_badly(nghttp: Any, upload: Path) -> None:
    played = nghttp("early-response-complete", "-d", upload)
    assert (played.out, played.err) == ("decided without your body\n", ""), played.story
    assert set(played.codes(OBJECTIONS)) <= {"NO_ERROR", "CANCEL"}


def test_nobody_waits_for_the_body_of_a_head_request(curl: Any) -> None:
    played = curl("head-with-content-length", "--head")
    assert played.status == 0 and head(played) == ["200"], played.story
    assert "content-length: 1000" in played.out
    assert played.sent("type:DATA") == []
    assert played.faults == set()


@pytest.mark.parametrize(
    ("name", "status"), [("no-content-204", "204"), ("not-modified-304", "304")]
)
def test_a_status_without_content_ends_with_its_head(curl: Any, name: str, status: str) -> None:
    played = curl(name, "-D", "-")
    assert head(played) == [status]
    (answered,) = played.matching("dir:sent type:HEADERS")
    assert answered.frame.has_flag(0x1)
    assert played.sent("type:DATA") == []


def test_thirty_data_frames_are_empty(curl: Any) -> None:
    played = curl("empty-data-frames")
    lengths = [r.frame.length for r in played.matching("dir:sent type:DATA")]
    assert lengths == ([0] * 10 + [3]) * 3 + [0]


# interim


def test_each_interim_response_is_seen_before_the_final_one(curl: Any) -> None:
    played = curl("chain-of-interim-responses", "-D", "-")
    assert head(played) == ["100", "102", "103", "103", "199", "200"], played.story


def test_early_hints_come_before_the_answer(node: Any) -> None:
    played, told = node("early-hints")
    assert told["events"] == [103, 200, "end"], played.story


def test_the_body_is_held_back_until_the_100(curl: Any, upload: Path) -> None:
    expecting = ("-H", "expect: 100-continue", "--expect100-timeout", 15)
    played = curl("continue-100", *expecting, "-D", "-", "--data-binary", f"@{upload}")
    assert head(played) == ["100", "200"], played.story
    assert played.out.endswith(f"{UPLOAD} octets came\n")
    said = played.matching("dir:sent status:100")[0].record.seq
    assert said < played.matching("dir:received type:DATA")[0].record.seq


def test_a_refused_body_is_not_sent_to_who_refused_it(curl: Any, upload: Path) -> None:
    expecting = ("-H", "expect: 100-continue", "--expect100-timeout", 15)
    played = curl("continue-refused", *expecting, "-D", "-", "--data-binary", f"@{upload}")
    assert head(played)[0] == "417", played.story
    number, stream_id = played.requests[0]
    assert played.received(f"type:DATA conn:{number} stream:{stream_id} len:>0") == []


# trailers


def test_trailers_are_passed_on_apart_from_the_head(node: Any) -> None:
    played, told = node("trailers")
    assert told["trailers"]["checksum"] == "2a", played.story
    assert told["events"] == [200, "end"]
    assert played.sent("type:HEADERS or type:DATA") == ["HEADERS", "DATA", "HEADERS"]


# padding


def test_padding_is_on_the_wire_and_in_the_windows(curl: Any) -> None:
    played = curl("padded-data")
    frames = [r.frame for r in played.matching("dir:sent type:DATA flag:PADDED")]
    assert [frame.length for frame in frames] == [257] * 8
    played = curl("data-of-nothing-but-padding")
    lengths = [r.frame.length for r in played.matching("dir:sent type:DATA flag:PADDED")]
    assert sum(lengths) > 2 * 65_535


# continuation


def test_a_header_block_comes_octet_by_octet(curl: Any) -> None:
    played = curl("continuation-octet-by-octet", "-D", "-")
    assert "content-length: 13" in played.out, played.story
    blocks = played.matching("dir:sent (type:HEADERS or type:CONTINUATION)")
    assert [r.frame.length for r in blocks] == [0, 1, 1, 1, 1, 1]
