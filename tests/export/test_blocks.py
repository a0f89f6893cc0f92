from __future__ import annotations

import struct

from h2craft.export import blocks


def parts(block: bytes) -> tuple[int, bytes]:
    kind, length = struct.unpack_from("<II", block)
    assert length == len(block) == struct.unpack("<I", block[-4:])[0]
    assert length % 4 == 0
    return kind, block[8:-4]


def test_a_file_begins_with_the_order_of_its_octets_and_who_has_written_it() -> None:
    kind, body = parts(blocks.section_header("h2craft 1.2"))
    assert kind == 0x0A0D0D0A
    assert body[:8] == bytes.fromhex("4d3c2b1a 0100 0000")
    assert body[16:] == b"\4\0\x0b\0h2craft 1.2\0" + bytes(4)


def test_times_are_nanoseconds() -> None:
    kind, body = parts(blocks.interface("lo"))
    assert (kind, body[:8]) == (1, b"\1\0\0\0\0\0\0\0")
    assert b"\x09\0\1\0\x09\0\0\0" in body


def test_a_packet_has_its_time_its_octets_and_its_comments() -> None:
    kind, body = parts(blocks.packet(b"12345", (7 << 32) + 9, blocks.OUTBOUND, ["one", "b\u00e9"]))
    assert kind == 6
    assert struct.unpack_from("<IIIII", body) == (0, 7, 9, 5, 5)
    assert body[20:28] == b"12345\0\0\0"
    assert body[28:44] == b"\1\0\3\0one\0" + b"\1\0\3\0b\xc3\xa9\0"
    assert body[44:] == b"\2\0\4\0\2\0\0\0" + bytes(4)


def test_a_comment_that_is_too_long_for_the_format_is_cut() -> None:
    _, body = parts(blocks.packet(b"", 0, blocks.INBOUND, ["x" * 70_000]))
    assert int.from_bytes(body[22:24], "little") == 65_535


def test_secrets_are_lines() -> None:
    kind, body = parts(blocks.tls_secrets([b"CLIENT_RANDOM 00 11", b"X 2 3"]))
    assert (kind, body[:4]) == (10, b"KSLT")
    assert body[4:8] == (26).to_bytes(4, "little")
    assert body[8:] == b"CLIENT_RANDOM 00 11\nX 2 3\n\0\0"
