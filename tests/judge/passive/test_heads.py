"""Fields of requests, and their pseudo-header fields."""

from __future__ import annotations

from typing import Any

import pytest

NAMES = "E/8.2/lowercase-names"
VALUES = "E/8.2.1/values-valid"
CONNECTION = "E/8.2.2/no-connection-fields"
PSEUDO = "E/8.3.1/pseudo-fields"
AUTHORITY = "E/8.3.1/authority"
ASTERISK = "E/8.3.1/options-asterisk"
CONNECT = "E/8.5/connect-fields"

METHOD, SCHEME = (b":method", b"GET"), (b":scheme", b"https")
HOST, PATH = (b":authority", b"a.test"), (b":path", b"/")


def request(*fields: tuple[bytes, bytes], ours: tuple[tuple[int, int], ...] = ()) -> Any:
    """Exactly these fields."""

    def tell(story: Any) -> None:
        story.opens(ours=ours)
        story.c_head(fields=fields)

    return tell


def get(*more: tuple[bytes, bytes]) -> Any:
    return request(METHOD, SCHEME, HOST, PATH, *more)


def trailer(*fields: tuple[bytes, bytes]) -> Any:
    def tell(story: Any) -> None:
        story.opens()
        story.c_post()
        story.c_head(fields=fields)

    return tell


def no_request(story: Any) -> None:
    story.opens()


def cleartext(scheme: bytes) -> Any:
    def tell(story: Any) -> None:
        story.connects(None, "http")
        story.c_settings()
        story.c_head(fields=[METHOD, (b":scheme", scheme), HOST, PATH])

    return tell


def options(*fields: tuple[bytes, bytes]) -> Any:
    return request((b":method", b"OPTIONS"), SCHEME, HOST, *fields)


def connect(*fields: tuple[bytes, bytes], extended: bool = False) -> Any:
    ours = ((8, 1),) if extended else ()
    return request((b":method", b"CONNECT"), *fields, ours=ours)


def on_a_tunnel(story: Any) -> None:
    story.opens()
    story.c_head(end=False, fields=[(b":method", b"CONNECT"), (b":authority", b"a:1")])
    story.s_head()
    story.c_data()
    story.c_head(fields=[(b"a", b"b")])


def tunnel(story: Any) -> None:
    story.opens()
    story.c_head(end=False, fields=[(b":method", b"CONNECT"), (b":authority", b"a:1")])
    story.s_head()
    story.c_data(end=True)


PROTOCOL = (b":protocol", b"websocket")

ROWS = [
    (NAMES, "unseen", no_request),
    (NAMES, "kept", get((b"x-!#$%&'*+-.^_`|~1", b"a"))),
    (NAMES, "error", get((b"X-up", b"a"))),
    (NAMES, "error", get((b"x up", b"a"))),
    (NAMES, "error", get((b"x\xe9", b"a"))),
    (NAMES, "error", get((b"x:y", b"a"))),
    (NAMES, "error", get((b"", b"a"))),
    (NAMES, "error", trailer((b"A", b"b"))),
    (NAMES, "kept", get((b"a", b"b\nc"))),
    (VALUES, "unseen", no_request),
    (VALUES, "kept", get((b"a", b""), (b"b", b"x \t\x80\xff y"))),
    (VALUES, "error", get((b"a", b"b\0c"))),
    (VALUES, "error", get((b"a", b"b\rc"))),
    (VALUES, "error", get((b"a", b"b\nc"))),
    (VALUES, "error", get((b"a", b" b"))),
    (VALUES, "error", get((b"a", b"b\t"))),
    (VALUES, "error", get((b"A", b"b\nc"))),
    (VALUES, "kept", get((b"A", b"b"))),
    (CONNECTION, "unseen", no_request),
    (CONNECTION, "kept", get((b"te", b"trailers"))),
    (CONNECTION, "error", get((b"te", b"gzip"))),
    (CONNECTION, "error", get((b"connection", b"close"))),
    (CONNECTION, "error", get((b"keep-alive", b"5"))),
    (CONNECTION, "error", get((b"proxy-connection", b"x"))),
    (CONNECTION, "error", get((b"transfer-encoding", b"chunked"))),
    (CONNECTION, "error", get((b"upgrade", b"h2c"))),
    (CONNECTION, "error", get((b"http2-settings", b"AA"))),
    (CONNECTION, "error", trailer((b"connection", b"close"))),
    (PSEUDO, "unseen", no_request),
    (PSEUDO, "kept", get((b"a", b"b"))),
    (PSEUDO, "kept", get((b"host", b"b.test"))),
    (PSEUDO, "kept", request(METHOD, SCHEME, (b":authority", b"me@a.test"), PATH)),
    (PSEUDO, "error", request(SCHEME, HOST, PATH)),
    (PSEUDO, "error", request(METHOD, HOST, PATH)),
    (PSEUDO, "error", request(METHOD, SCHEME, HOST)),
    (PSEUDO, "error", request(METHOD, SCHEME, HOST, (b":path", b""))),
    (PSEUDO, "error", request(METHOD, SCHEME, HOST, (b":path", b"a"))),
    (PSEUDO, "error", request(METHOD, SCHEME, HOST, (b":path", b"/a#b"))),
    (PSEUDO, "error", request(METHOD, METHOD, SCHEME, HOST, PATH)),
    (PSEUDO, "error", request(METHOD, SCHEME, HOST, (b"a", b"b"), PATH)),
    (PSEUDO, "error", get((b":status", b"200"))),
    (PSEUDO, "error", request(METHOD, SCHEME, HOST, PATH, (b":made-up", b"x"))),
    (PSEUDO, "error", request((b":method", b"a b"), SCHEME, HOST, PATH)),
    (PSEUDO, "error", request(METHOD, SCHEME, PATH)),
    (PSEUDO, "warn", request(METHOD, SCHEME, PATH, (b"host", b"a.test"))),
    (PSEUDO, "warn", request(METHOD, (b":scheme", b"http"), HOST, PATH)),
    (PSEUDO, "kept", request(METHOD, (b":scheme", b"coap"), PATH)),
    (PSEUDO, "kept", cleartext(b"http")),
    (PSEUDO, "warn", cleartext(b"https")),
    (PSEUDO, "kept", request((b":method", b"OPTIONS"), SCHEME, (b":path", b"*"))),
    (PSEUDO, "kept", connect((b":authority", b"a:1"), SCHEME)),
    (AUTHORITY, "unseen", request(METHOD, SCHEME, PATH)),
    (AUTHORITY, "kept", get()),
    (AUTHORITY, "kept", get((b"host", b"A.test"))),
    (AUTHORITY, "kept", request(METHOD, SCHEME, PATH, (b"host", b"a.test"))),
    (AUTHORITY, "error", get((b"host", b"b.test"))),
    (AUTHORITY, "warn", get((b"host", b"a.test:443"))),
    (AUTHORITY, "info", request(METHOD, SCHEME, (b":authority", b"a.test:443"), PATH)),
    (ASTERISK, "unseen", get()),
    (ASTERISK, "unseen", options(PATH)),
    (ASTERISK, "kept", options((b":path", b"*"))),
    (ASTERISK, "error", options((b":path", b""))),
    (ASTERISK, "error", options()),
    (ASTERISK, "error", request(METHOD, SCHEME, HOST, (b":path", b"*"))),
    (CONNECT, "unseen", get()),
    (CONNECT, "kept", connect((b":authority", b"a.test:80"))),
    (CONNECT, "error", connect((b":authority", b"a.test"))),
    (CONNECT, "error", connect()),
    (CONNECT, "error", connect((b":authority", b"a.test:80"), PATH)),
    (CONNECT, "error", connect((b":authority", b"a.test:80"), SCHEME)),
    (CONNECT, "kept", connect(PROTOCOL, SCHEME, HOST, PATH, extended=True)),
    (CONNECT, "error", connect(PROTOCOL, SCHEME, HOST, PATH)),
    (CONNECT, "error", connect(PROTOCOL, SCHEME, HOST, extended=True)),
    (CONNECT, "error", request(METHOD, PROTOCOL, SCHEME, HOST, PATH, ours=((8, 1),))),
    (CONNECT, "kept", tunnel),
    (CONNECT, "error", on_a_tunnel),
]


@pytest.mark.parametrize(("check", "outcome", "tell"), ROWS)
def test_the_check_says_so(outcome_of: Any, check: str, outcome: str, tell: Any) -> None:
    assert outcome_of(check, tell) == outcome


def test_what_a_client_says_in_every_request_is_told_once(story: Any, heard: Any) -> None:
    story.opens()
    for stream in (1, 3, 5):
        story.c_head(stream, fields=[METHOD, SCHEME, (b":authority", b"a.test:443"), PATH])
    assert len(heard(story).found[AUTHORITY]) == 1


def test_hostile_octets_are_shown_escaped(story: Any, heard: Any) -> None:
    get((b"a\x1b[2J", b"b"), (b"c", b"\x1b]0;x\x07\n"))(story)
    texts = [finding.text for name in (NAMES, VALUES) for finding in heard(story).found[name]]
    assert len(texts) == 2
    assert all(text.isprintable() for text in texts)
