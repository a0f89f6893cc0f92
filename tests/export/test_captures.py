from __future__ import annotations

from collections.abc import Callable
from typing import Any

from h2craft.export import Selection
from h2craft.export.captures import as_allowed, plain, with_keys
from h2craft.trace import Kind

Select = Callable[..., Selection]
Written = Callable[..., bytes]
SECRETS_BLOCK = b"\x0a\0\0\0"
KEY = b"CLIENT_RANDOM " + b"0a" * 32 + b" " + b"0b" * 48


def kept(talk: Any) -> None:
    """A connection of which TLS was kept."""
    peer = {"peer": ["127.0.0.1", 50_001], "local": ["127.0.0.1", 8443], "scheme": "https"}
    talk(Kind.CONNECTION_OPENED, detail=peer)
    talk(Kind.TLS_SECRETS, KEY)
    talk(Kind.TLS_RECEIVED, b"\x16\x03\x01\0\x04" + b"hi!!")
    talk(Kind.PREFACE_RECEIVED, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    talk.request(fields=[("cookie", "sid=topsecret")])


def test_keys_are_in_the_one_and_not_in_the_other(talk: Any, written: Written) -> None:
    kept(talk)
    assert KEY in written(with_keys) and b"PRI * HTTP" not in written(with_keys)
    assert KEY not in written(plain) and b"PRI * HTTP" in written(plain)
    assert KEY not in written(plain, secrets=True)


def test_in_a_bundle_keys_go_along_with_secrets_only(talk: Any, written: Written) -> None:
    kept(talk)
    assert written(as_allowed) == written(plain)
    assert written(as_allowed, secrets=True) == written(with_keys)


def test_packets_have_the_time_of_day(talk: Any, select: Select) -> None:
    kept(talk)
    nanoseconds = 1_772_366_400_000_000_000  # 2026-03-01T12:00:00Z
    high = (nanoseconds >> 32).to_bytes(4, "little")
    assert high in b"".join(with_keys(select()))
