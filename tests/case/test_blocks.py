from __future__ import annotations

import pytest
from hpack import Decoder, NeverIndexedHeaderTuple

from h2craft.case import block_of, literal


@pytest.mark.parametrize("huffman", [False, True])
@pytest.mark.parametrize("form", [0x00, 0x10, 0x40])
def test_a_literal_is_what_a_decoder_reads(form: int, huffman: bool) -> None:
    decoder = Decoder()
    block = literal(b"x-name", b"v" * 300, form, huffman=huffman) + literal(28, b"5", form)
    fields = decoder.decode(block, raw=True)
    assert [tuple(one) for one in fields] == [(b"x-name", b"v" * 300), (b"content-length", b"5")]
    assert all(isinstance(one, NeverIndexedHeaderTuple) is (form == 0x10) for one in fields)
    assert len(decoder.header_table.dynamic_entries) == (2 if form == 0x40 else 0)


@pytest.mark.parametrize("length", [300, 16_384, 16_511, 16_512, 70_000, (1 << 24) - 1])
def test_a_block_has_the_length_that_is_asked_for(length: int) -> None:
    block = block_of(length)
    decoder = Decoder(max_header_list_size=1 << 25)
    fields = decoder.decode(block)
    assert len(block) == length
    assert ([name for name, _ in fields], fields[0][1]) == ([":status", "x-long"], "200")
    assert not decoder.header_table.dynamic_entries
