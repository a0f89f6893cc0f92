from __future__ import annotations

import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.engine.hello import ClientHello, looks_like_tls, parse_client_hello


def hello_of(name: str | None, alpn: list[str], *, newest: ssl.TLSVersion | None = None) -> bytes:
    """What OpenSSL sends first."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if newest is not None:
        context.maximum_version = newest
    if alpn:
        context.set_alpn_protocols(alpn)
    out = ssl.MemoryBIO()
    tls = context.wrap_bio(ssl.MemoryBIO(), out, server_hostname=name)
    with pytest.raises(ssl.SSLWantReadError):
        tls.do_handshake()
    return out.read()


def test_name_protocols_and_versions_of_a_real_client_are_read() -> None:
    hello = parse_client_hello(hello_of("example.test", ["h2", "http/1.1"]))
    assert hello.server_name == "example.test"
    assert hello.alpn == ("h2", "http/1.1")
    assert "TLSv1.3" in hello.versions
    assert {0x1301, 0x1302} <= {*hello.suites}


def test_what_was_not_sent_is_none() -> None:
    hello = parse_client_hello(hello_of(None, [], newest=ssl.TLSVersion.TLSv1_2))
    assert hello == ClientHello(None, None, ("TLSv1.2",), hello.suites)
    assert 0xC02F in hello.suites


def test_more_suites_than_anybody_has_are_not_kept() -> None:
    suites = b"\xc0\x2f" * 1000
    message = b"\x03\x03" + bytes(32) + b"\0" + len(suites).to_bytes(2, "big") + suites
    octets = b"\x01" + len(message).to_bytes(3, "big") + message
    hello = parse_client_hello(b"\x16\x03\x01" + len(octets).to_bytes(2, "big") + octets)
    assert hello.suites == (0xC02F,) * 256


def test_a_hello_cut_into_records_is_put_together() -> None:
    whole = hello_of("example.test", ["h2"])
    message = whole[5:]
    parts = [message[at : at + 50] for at in range(0, len(message), 50)]
    cut = b"".join(b"\x16\x03\x01" + len(part).to_bytes(2, "big") + part for part in parts)
    assert parse_client_hello(cut) == parse_client_hello(whole)


@given(st.binary(max_size=300), st.integers(0, 600))
def test_no_octets_make_reading_raise(noise: bytes, keep: int) -> None:
    parse_client_hello(noise)
    parse_client_hello(b"\x16\x03\x01\xff\xff\x01" + noise)
    assert isinstance(parse_client_hello(EXAMPLE[:keep] + noise), ClientHello)


EXAMPLE = hello_of("example.test", ["h2", "http/1.1"])


def test_tls_is_told_by_two_octets() -> None:
    assert looks_like_tls(EXAMPLE)
    assert looks_like_tls(b"\x16")
    assert not looks_like_tls(b"GET / HTTP/1.1")
    assert not looks_like_tls(b"")
