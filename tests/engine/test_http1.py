from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.engine import http1
from h2craft.engine.http1 import BodyReader, Http1Head, Spoken, Upgrade, parse_head, spoken

SETTINGS = bytes.fromhex("000300000064")
SETTINGS_FIELD = urlsafe_b64encode(SETTINGS).rstrip(b"=")


def head_of(*lines: bytes, first: bytes = b"GET / HTTP/1.1") -> Http1Head:
    head = parse_head(b"\r\n".join([first, *lines, b"", b""]))
    assert head is not None
    return head


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (b"", Spoken.UNDECIDED),
        (b"P", Spoken.UNDECIDED),
        (b"PR", Spoken.UNDECIDED),
        (b"PRI", Spoken.HTTP2),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00", Spoken.HTTP2),
        (b"PROPFIND / HTTP/1.1\r\n", Spoken.HTTP1),
        (b"GET", Spoken.UNDECIDED),
        (b"GET / HT", Spoken.UNDECIDED),
        (b"GET / HTTP/1.1\r\n", Spoken.HTTP1),
        (b"GET / HTTP/1.0\n", Spoken.HTTP1),
        (b"GET / HTTP/3\r\n", Spoken.HTTP1),
        (b"GET /\r\n", Spoken.OTHER),
        (b"GET  HTTP/1.1\r\n", Spoken.OTHER),
        (b"\x16", Spoken.UNDECIDED),
        (b"\x16\x03\x01", Spoken.TLS),
        (b"\x16\x04", Spoken.OTHER),
        (b"\x00\x00\x00\x04", Spoken.OTHER),
        (b"hello", Spoken.OTHER),
        (b"GET " + b"a" * http1.HEAD_LIMIT, Spoken.OTHER),
    ],
)
def test_the_first_octets_tell_the_protocol(octets: bytes, expected: Spoken) -> None:
    assert spoken(octets) is expected


@given(st.binary(max_size=200))
def test_no_octets_make_telling_or_parsing_raise(noise: bytes) -> None:
    spoken(noise)
    if spoken(b"GET / HTTP/1.1\r\n" + noise) is Spoken.HTTP1:
        head = parse_head(b"GET / HTTP/1.1\r\n" + noise + b"\r\n\r\n")
        assert head is not None
        http1.asks_upgrade(head)
        http1.http2_fields(head)
        BodyReader(head).feed(noise)


def test_a_head_is_read_once_it_is_whole() -> None:
    assert parse_head(b"GET / HTTP/1.1\r\nHost: a\r\n") is None
    head = parse_head(b"GET /x HTTP/1.1\r\nHost: a\r\nX-Two:  b \r\n\r\nrest")
    assert head is not None
    assert (head.method, head.target, head.version) == (b"GET", b"/x", (1, 1))
    assert head.fields == ((b"host", b"a"), (b"x-two", b"b"))
    assert head.size == len(b"GET /x HTTP/1.1\r\nHost: a\r\nX-Two:  b \r\n\r\n")
    assert parse_head(b"GET / HTTP/1.0\nHost: a\n\n") is not None


def test_a_line_without_a_name_is_malformed() -> None:
    assert head_of(b"no colon").malformed
    assert head_of(b"space : a").malformed
    assert not head_of(b"fine: a").malformed


def upgrade_of(*lines: bytes) -> Upgrade | str | None:
    return http1.asks_upgrade(head_of(*lines))


def test_an_upgrade_brings_settings() -> None:
    asked = upgrade_of(
        b"Connection: Upgrade, HTTP2-Settings",
        b"Upgrade: websocket, h2c",
        b"HTTP2-Settings: " + SETTINGS_FIELD,
    )
    assert asked == Upgrade(SETTINGS)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([b"Connection: Upgrade", b"HTTP2-Settings: "], "does not list both"),
        ([b"Connection: upgrade, http2-settings"], "there are 0"),
        (
            [b"Connection: upgrade, http2-settings", b"HTTP2-Settings: ", b"HTTP2-Settings: "],
            "there are 2",
        ),
        ([b"Connection: upgrade, http2-settings", b"HTTP2-Settings: AAA"], "not a SETTINGS"),
        ([b"Connection: upgrade, http2-settings", b"HTTP2-Settings: A"], "not base64url"),
        ([b"Connection: upgrade, http2-settings", b"HTTP2-Settings: !!!!"], "not base64url"),
    ],
)
def test_an_upgrade_that_cannot_be_granted_says_why(lines: list[bytes], why: str) -> None:
    asked = upgrade_of(b"Upgrade: h2c", *lines)
    assert isinstance(asked, str)
    assert why in asked


def test_no_upgrade_is_asked_for_without_h2c() -> None:
    assert upgrade_of(b"Upgrade: websocket") is None
    assert upgrade_of() is None


def test_the_request_becomes_fields_of_stream_1() -> None:
    head = head_of(
        b"Host: a.test",
        b"Connection: Upgrade, HTTP2-Settings, X-Hop",
        b"Upgrade: h2c",
        b"HTTP2-Settings: ",
        b"X-Hop: gone",
        b"Accept: */*",
        b"Content-Length: 3",
        first=b"POST /p?q HTTP/1.1",
    )
    assert http1.http2_fields(head) == [
        (b":method", b"POST"),
        (b":scheme", b"http"),
        (b":authority", b"a.test"),
        (b":path", b"/p?q"),
        (b"accept", b"*/*"),
        (b"content-length", b"3"),
    ]
    absolute = http1.http2_fields(head_of(b"Host: b", first=b"GET http://a:1 HTTP/1.1"))
    assert absolute[2:] == [(b":authority", b"a:1"), (b":path", b"/")]


def body_of(fields: list[bytes], *parts: bytes) -> BodyReader:
    reader = BodyReader(head_of(*fields))
    for part in parts:
        reader.feed(part)
    return reader


def test_a_request_without_body_is_whole_at_once() -> None:
    reader = body_of([])
    assert reader.done
    reader.feed(b"PRI")
    assert reader.rest == b"PRI"


def test_a_body_of_known_length_is_collected_and_the_rest_kept() -> None:
    reader = body_of([b"Content-Length: 5"], b"he", b"ll")
    assert not reader.done
    reader.feed(b"oPRI")
    assert (reader.done, bytes(reader.body), reader.rest) == (True, b"hello", b"PRI")


@given(st.lists(st.integers(1, 30), max_size=30))
def test_a_chunked_body_is_put_together_however_it_is_cut(cuts: list[int]) -> None:
    text = b"3\r\nabc\r\n0A;x=1\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nPRI"
    reader = body_of([b"Transfer-Encoding: chunked"])
    at = 0
    for cut in [*cuts, len(text)]:
        if not reader.done:
            reader.feed(text[at : at + cut])
            at += cut
    assert reader.done and not reader.problem
    assert bytes(reader.body) == b"abc0123456789"
    assert (reader.rest + text[at:]).endswith(b"PRI")


@pytest.mark.parametrize(
    ("fields", "parts", "why"),
    [
        ([b"Content-Length: x"], [], "not one number"),
        ([b"Content-Length: 1", b"Content-Length: 2"], [], "not one number"),
        ([b"Content-Length: 1048577"], [], "over"),
        ([b"Transfer-Encoding: chunked"], [b"zz\r\n"], "malformed"),
        ([b"Transfer-Encoding: chunked"], [b"-1\r\n"], "malformed"),
        ([b"Transfer-Encoding: chunked"], [b"200000\r\n"], "over"),
    ],
)
def test_a_body_that_cannot_be_had_says_why(
    fields: list[bytes], parts: list[bytes], why: str
) -> None:
    reader = body_of(fields, *parts)
    assert why in reader.problem
    assert not reader.done


def test_an_answer_is_whole_and_closes() -> None:
    text = http1.answer(426, "hello", upgrade="h2c")
    head, _, body = text.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 426 Upgrade Required\r\n")
    assert b"Content-Length: 5" in head
    assert b"Connection: Upgrade, close" in head
    assert body == b"hello"
    assert http1.answer(505, "hello", head=True).endswith(b"Connection: close\r\n\r\n")
