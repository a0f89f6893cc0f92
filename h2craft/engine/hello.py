"""What a TLS ClientHello asks for: names and protocols, for the record. Pure, never raises.

OpenSSL tells a server the chosen protocol only; when the choice failed, what the client offered
is the thing to know. RFC 8446 4.1.2, RFC 6066 3, RFC 7301 3.1.
"""

from __future__ import annotations

from dataclasses import dataclass

HANDSHAKE = 22
CLIENT_HELLO = 1
SERVER_NAME, ALPN, SUPPORTED_VERSIONS = 0, 16, 43
MOST_SUITES = 256
VERSIONS = {0x0300: "SSLv3", 0x0301: "TLSv1", 0x0302: "TLSv1.1", 0x0303: "TLSv1.2"}
VERSIONS[0x0304] = "TLSv1.3"


@dataclass(frozen=True, slots=True)
class ClientHello:
    """`server_name` None: not sent. `alpn` None: not sent; peer's text, so show it escaped.

    `suites` are the cipher suites offered, by number and in order, at most 256 of them.
    """

    server_name: str | None = None
    alpn: tuple[str, ...] | None = None
    versions: tuple[str, ...] = ()
    suites: tuple[int, ...] = ()


def looks_like_tls(octets: bytes, *, answer: bool = False) -> bool:
    """True for the start of a TLS record that holds a handshake message; an answer may be an alert
    as well."""
    begins = octets[:1] == b"\x16" or (answer and octets[:1] == b"\x15")
    return begins and octets[1:2] in {b"", b"\x03"}


def parse_client_hello(octets: bytes) -> ClientHello:
    """Read what is there of the first flight; a cut-off or broken hello gives what was readable."""
    found: dict[int, bytes] = {}
    version = 0
    suites: tuple[int, ...] = ()
    try:
        message = _message(octets)
        version = int.from_bytes(message[4:6], "big")
        at = 4 + 2 + 32  # type and length, version, random
        at += 1 + message[at]  # session id
        size = int.from_bytes(message[at : at + 2], "big")
        suites = _suites(message[at + 2 : at + 2 + size])
        at += 2 + size
        at += 1 + message[at] + 2  # compression, length of the extensions
        while at + 4 <= len(message):
            size = int.from_bytes(message[at + 2 : at + 4], "big")
            found.setdefault(
                int.from_bytes(message[at : at + 2], "big"), message[at + 4 : at + 4 + size]
            )
            at += 4 + size
    except IndexError:
        pass
    return ClientHello(_server_name(found), _alpn(found), _versions(found, version), suites)


def _message(octets: bytes) -> bytes:
    """The handshake message, put together of the records it was cut into."""
    parts = []
    at = 0
    while at + 5 <= len(octets) and octets[at] == HANDSHAKE:
        size = int.from_bytes(octets[at + 3 : at + 5], "big")
        parts.append(octets[at + 5 : at + 5 + size])
        at += 5 + size
    message = b"".join(parts)
    return message if message[:1] == bytes([CLIENT_HELLO]) else b""


def _suites(body: bytes) -> tuple[int, ...]:
    return tuple(
        int.from_bytes(body[at : at + 2], "big")
        for at in range(0, min(len(body) - 1, 2 * MOST_SUITES), 2)
    )


def _server_name(found: dict[int, bytes]) -> str | None:
    body = found.get(SERVER_NAME)
    if body is None or len(body) < 5:
        return None
    size = int.from_bytes(body[3:5], "big")
    return body[5 : 5 + size].decode("latin-1")


def _alpn(found: dict[int, bytes]) -> tuple[str, ...] | None:
    body = found.get(ALPN)
    if body is None:
        return None
    names = []
    at = 2
    while at < len(body):
        names.append(body[at + 1 : at + 1 + body[at]].decode("latin-1"))
        at += 1 + body[at]
    return tuple(names)


def _versions(found: dict[int, bytes], legacy: int) -> tuple[str, ...]:
    body = found.get(SUPPORTED_VERSIONS, b"")[1:]
    offered = [int.from_bytes(body[at : at + 2], "big") for at in range(0, len(body) - 1, 2)]
    # The others are GREASE (RFC 8701).
    known = [VERSIONS[number] for number in offered or [legacy] if number in VERSIONS]
    return tuple(known)
