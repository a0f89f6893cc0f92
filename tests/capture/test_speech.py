from __future__ import annotations

import pytest

from h2craft.capture.speech import (
    Speech,
    begins,
    is_clients,
    opens_with_settings,
    speech_of,
    upgrade_of,
)
from h2craft.wire import PREFACE, frame_octets

SETTINGS = frame_octets(4, 0, 0, bytes(12))
ASKS = (
    b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: H2C\r\n"
    b"HTTP2-Settings: AAMAAABk\r\n\r\n"
)
SWITCHES = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"


@pytest.mark.parametrize(
    ("client", "server", "speech"),
    [
        (b"", b"", Speech.UNDECIDED),
        (PREFACE, b"", Speech.HTTP2),
        (PREFACE[:5], b"", Speech.UNDECIDED),
        (b"", SETTINGS, Speech.HTTP2),
        (b"", SETTINGS[:8], Speech.UNDECIDED),
        (b"GET / HTTP/1.1\r\n\r\n", SETTINGS, Speech.HTTP2),  # told HTTP/2, says something else
        (b"GET / HTTP/1.1\r\n\r\n", b"", Speech.UNDECIDED),
        (b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 OK\r\n", Speech.OTHER),
        (b"", b"220 mail.example.net ESMTP\r\n", Speech.OTHER),
        (ASKS, b"", Speech.UNDECIDED),
        (ASKS, SWITCHES[:20], Speech.UNDECIDED),
        (ASKS, SWITCHES, Speech.UPGRADED),
        (ASKS, b"HTTP/1.1 100 Continue\r\n\r\n" + SWITCHES, Speech.UPGRADED),
        (ASKS, b"HTTP/1.1 200 OK\r\n\r\n", Speech.OTHER),
        (ASKS[:40], b"HTTP/1.1 400 Bad\r\n\r\n", Speech.OTHER),
    ],
)
def test_what_is_spoken_is_told_by_the_first_octets(
    client: bytes, server: bytes, speech: Speech
) -> None:
    assert speech_of(client, server) is speech


@pytest.mark.parametrize(
    "octets",
    [
        SETTINGS[:8],
        frame_octets(4, 1, 0, b""),
        frame_octets(4, 0, 1, b""),
        frame_octets(6, 0, 0, bytes(8)),
        frame_octets(4, 0, 0, bytes(5)),
        frame_octets(4, 0, 0, bytes(6_000)),
    ],
)
def test_no_other_frame_is_a_servers_first(octets: bytes) -> None:
    assert opens_with_settings(SETTINGS)
    assert not opens_with_settings(octets)


def test_an_upgrade_says_where_http1_ends_on_both_sides() -> None:
    interim = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    found = upgrade_of(ASKS + PREFACE, interim + SWITCHES + SETTINGS)
    assert found.request == len(ASKS)
    assert found.switching == len(interim)
    assert found.response == len(interim + SWITCHES)
    assert found.settings == bytes.fromhex("000300000064")


def test_the_body_of_the_request_comes_before_http2() -> None:
    asks = ASKS.replace(b"Host: x\r\n", b"Content-Length: 3\r\n")
    found = upgrade_of(asks + b"a=b" + PREFACE, SWITCHES)
    assert found.request == len(asks) + 3 and not found.chunked


def test_a_chunked_body_has_an_end_nobody_knows() -> None:
    asks = ASKS.replace(b"Host: x\r\n", b"Transfer-Encoding: chunked\r\n")
    assert upgrade_of(asks, SWITCHES).chunked


def test_settings_that_are_no_base64url_are_none() -> None:
    assert upgrade_of(ASKS.replace(b"AAMAAABk", b"A?"), SWITCHES).settings is None


@pytest.mark.parametrize(
    ("octets", "clients"),
    [
        (PREFACE + SETTINGS, True),
        (ASKS, True),
        (b"\x16\x03\x01\x02\x00\x01\x00", True),
        (b"\x16\x03\x03\x00\x7a\x02\x00", False),  # a ServerHello
        (SETTINGS, False),
        (b"", False),
    ],
)
def test_some_first_octets_only_a_client_says(octets: bytes, clients: bool) -> None:
    assert is_clients(octets) is clients


def test_what_is_not_http2_is_named_by_its_first_line_printable() -> None:
    assert begins(b"GET / HTTP/1.1\r\nHost: x") == 'begins with "GET / HTTP/1.1"'
    assert begins(b"\x1b[2J") == 'begins with "\\x1b[2J"'
    assert begins(b"") == "says nothing"
