from __future__ import annotations

import hpack

from h2craft.endpoint.coders import MuteEncoder, QuietDecoder
from h2craft.wire import Encoder

FIELDS = [(":status", "200"), ("content-length", "3"), ("x", "y")]


def test_the_encoder_encodes_nothing_and_passes_table_sizes_on() -> None:
    real = Encoder(4096)
    mute = MuteEncoder(real)
    mute.header_table_size = 64
    assert mute.header_table_size == real.header_table_size == 64
    assert mute.encode([(b"a", b"b")]) == mute.encode([])
    assert not real.table.entries


def test_the_decoder_keeps_what_it_hides_from_h2() -> None:
    block = hpack.Encoder().encode(FIELDS)
    quiet = QuietDecoder(65_536)
    assert [name for name, _ in quiet.decode(block)] == [b":status", b"x"]
    assert (b"content-length", b"3") in quiet.received
