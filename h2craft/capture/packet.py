"""A TCP segment as tshark tells of it: a line of fields, and what they mean. Pure."""

from __future__ import annotations

from typing import NamedTuple

SEPARATOR, AGGREGATOR = "\t", "\x1f"
"""Between fields, and between the values of one; tshark escapes both in text of the peer's."""

FIELDS = (
    "frame.number",
    "frame.time_epoch",
    "tcp.stream",
    "ip.src",
    "ipv6.src",
    "tcp.srcport",
    "ip.dst",
    "ipv6.dst",
    "tcp.dstport",
    "tcp.flags",
    "tcp.seq_raw",
    "tcp.ack_raw",
    "tcp.len",
    "tcp.payload",
    "tls.record.content_type",
    "tls.record.opaque_type",
    "tls.handshake.type",
    "tls.handshake.version",
    "tls.handshake.extensions.supported_version",
    "tls.handshake.ciphersuite",
    "tls.alert_message.desc",
    "data.data",
    "tls.handshake.extensions_alpn_str",
    "tls.handshake.extensions_server_name",
)

FIN, SYN, RST, ACK = 0x01, 0x02, 0x04, 0x10

Address = tuple[str, int]


class Tls(NamedTuple):
    """What one segment completes of TLS.

    types      content types of its records (RFC 8446 5.1), in the clear or decrypted
    sealed     how many of them are under encryption, TLS 1.3's only: decrypted ones have a type
    messages   handshake types
    version    of the hello in it, by number; 0 where there is none
    supported  versions offered, or the one chosen (RFC 8446 4.2.1)
    suites     offered, or the one chosen
    alerts     descriptions (RFC 8446 6), decrypted
    """

    types: tuple[int, ...] = ()
    sealed: int = 0
    messages: tuple[int, ...] = ()
    version: int = 0
    supported: tuple[int, ...] = ()
    suites: tuple[int, ...] = ()
    alerts: tuple[int, ...] = ()
    alpn: tuple[str, ...] = ()
    server_name: str = ""


class Packet(NamedTuple):
    """One TCP segment of a capture.

    number   of the packet in the file, from 1
    at       seconds since the Unix epoch, as text of the capture's own precision
    stream   tshark's number of the TCP connection
    length   octets of payload that were on the wire; `payload` has fewer where the capture cut them
    opened   what TLS carried, decrypted, a piece for each record
    """

    number: int
    at: str
    stream: int
    source: Address
    target: Address
    flags: int
    seq: int
    ack: int
    length: int
    payload: bytes
    tls: Tls = Tls()
    opened: tuple[bytes, ...] = ()


def packet_of(line: str) -> Packet:
    """What a line says whose fields are `FIELDS`. Raises ValueError for any other."""
    found = [value.split(AGGREGATOR) if value else [] for value in line.split(SEPARATOR)]
    if len(found) != len(FIELDS):
        raise ValueError(f"{len(found)} fields, not {len(FIELDS)}")
    of = dict(zip(FIELDS, found, strict=True))
    return Packet(
        number=_last(of["frame.number"]),
        at=of["frame.time_epoch"][-1],
        stream=_last(of["tcp.stream"]),
        source=_address(of, "src"),
        target=_address(of, "dst"),
        flags=_last(of["tcp.flags"]),
        seq=_last(of["tcp.seq_raw"]),
        ack=_last(of["tcp.ack_raw"]),
        length=_last(of["tcp.len"]),
        payload=_octets(of["tcp.payload"][-1]) if of["tcp.payload"] else b"",
        tls=_tls(of) if of["tls.record.content_type"] or of["tls.record.opaque_type"] else Tls(),
        opened=tuple(map(_octets, of["data.data"])),
    )


def _tls(of: dict[str, list[str]]) -> Tls:
    return Tls(
        types=_numbers(of["tls.record.content_type"]),
        sealed=len(of["tls.record.opaque_type"]),
        messages=_numbers(of["tls.handshake.type"]),
        version=_last(of["tls.handshake.version"]),
        supported=_numbers(of["tls.handshake.extensions.supported_version"]),
        suites=_numbers(of["tls.handshake.ciphersuite"]),
        alerts=_numbers(of["tls.alert_message.desc"]),
        alpn=tuple(of["tls.handshake.extensions_alpn_str"]),
        server_name="".join(of["tls.handshake.extensions_server_name"][-1:]),
    )


def _address(of: dict[str, list[str]], end: str) -> Address:
    """The innermost address: what stands around it is a tunnel."""
    hosts = of[f"ipv6.{end}"] or of[f"ip.{end}"] or [""]
    return hosts[-1], _last(of[f"tcp.{end}port"])


def _octets(text: str) -> bytes:
    return bytes.fromhex(text.replace(":", ""))  # older versions write colons


def _last(values: list[str]) -> int:
    return int(values[-1], 0) if values else 0


def _numbers(values: list[str]) -> tuple[int, ...]:
    return tuple(int(value, 0) for value in values)
