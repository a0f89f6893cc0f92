from __future__ import annotations

from h2craft.actions import Data, Headers, fields_of
from h2craft.endpoint.peer import PeerTable
from h2craft.wire import Encoder


def block(octets: bytes) -> Headers:
    return Headers(stream_id=1, block=octets)


def test_blocks_of_the_encoder_keep_both_tables_equal() -> None:
    encoder = Encoder()
    encoder.encode([("x-a", "1"), ("x-b", "2")])
    table = PeerTable(encoder)
    assert table.reads(Headers(stream_id=1, fields=fields_of([("x-a", "1")]))) is None
    assert table.reads(block(b"\xbe")) is None  # index 62: an entry both have
    assert "differs" in (table.reads(block(b"\x40\x01a\x01b")) or "")
    assert "not decodable" in (table.reads(block(b"\xc8")) or "")


def test_what_is_no_header_block_frame_is_no_header_block() -> None:
    for other in (None, Data(stream_id=1)):
        assert "cannot take" in (PeerTable(Encoder()).reads(other) or "")
