"""TLS, as the handshake's record has it."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.trace import Kind

CHECK = "E/9.2/tls"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
GOOD = {"version": "TLSv1.3", "alpn": "h2", "server_name": "a.test"}


def handshake(authority: bytes = b"a.test", **said: Any) -> Any:
    def tell(story: Any) -> None:
        story.connects(GOOD | said)
        story.tell(Kind.PREFACE_RECEIVED, PREFACE)
        story.c_settings()
        fields = [(b":method", b"GET"), (b":scheme", b"https"), (b":path", b"/")]
        for stream in (1, 3):
            story.c_head(stream, fields=[*fields, (b":authority", authority)])

    return tell


def suites(*numbers: int) -> Any:
    return handshake(versions=["TLSv1.3", "TLSv1.2"], ciphers=[0x1301, *numbers])


def cleartext(story: Any) -> None:
    story.connects(None, "http")
    story.c_settings()
    story.c_head()


def nothing_known_of_the_name(story: Any) -> None:
    story.connects({"version": "TLSv1.3", "alpn": "h2"})
    story.tell(Kind.PREFACE_RECEIVED, PREFACE)
    story.c_settings()
    story.c_head()


def asks_a_proxy(*fields: tuple[bytes, bytes]) -> Any:
    def tell(story: Any) -> None:
        story.connects(GOOD | {"server_name": None})
        story.tell(Kind.PREFACE_RECEIVED, PREFACE)
        story.c_settings()
        story.c_head(fields=[*fields, (b":authority", b"a.test:80")], end=False)

    return tell


ROWS = [
    ("unseen", cleartext),
    ("kept", handshake()),
    ("kept", handshake(version="TLSv1.2")),
    ("error", handshake(version="TLSv1.1")),
    ("error", handshake(alpn=None)),
    ("error", handshake(alpn="http/1.1")),
    ("error", handshake(server_name=None)),
    ("kept", handshake(b"127.0.0.1:8443", server_name=None)),
    ("kept", handshake(b"[::1]", server_name=None)),
    ("warn", handshake(b"127.0.0.1", server_name="127.0.0.1")),
    ("kept", handshake(b"b.test")),
    ("kept", nothing_known_of_the_name),
    ("kept", asks_a_proxy((b":method", b"CONNECT"))),
    ("kept", asks_a_proxy((b":method", b"GET"), (b":scheme", b"http"), (b":path", b"/"))),
    ("kept", suites(0xC02F, 0xC02B, 0x002F)),
    ("kept", suites(0x0A0A, 0x00FF, 0xC030, 0xC02F)),
    ("warn", suites(0x002F, 0xC02F)),
    ("warn", suites(0xC030)),
    ("kept", handshake(versions=["TLSv1.3"], ciphers=[0x1301])),
    ("kept", handshake(versions=["TLSv1.2"], ciphers=[])),
]


@pytest.mark.parametrize(("outcome", "tell"), ROWS)
def test_the_check_says_so(outcome_of: Any, outcome: str, tell: Any) -> None:
    assert outcome_of(CHECK, tell) == outcome
