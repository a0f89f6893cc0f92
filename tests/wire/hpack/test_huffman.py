"""Huffman coding agrees with hpack's in both directions, in what it refuses too."""

from __future__ import annotations

import pytest
from hpack import HPACKDecodingError
from hpack.huffman import HuffmanEncoder
from hpack.huffman_constants import REQUEST_CODES, REQUEST_CODES_LENGTH
from hpack.huffman_table import decode_huffman
from hypothesis import given
from hypothesis import strategies as st

from h2craft.wire.hpack.huffman import (
    CACHED_STRINGS,
    decode_long,
    decode_short,
    encode,
)

ORACLE = HuffmanEncoder(REQUEST_CODES, REQUEST_CODES_LENGTH)
ALL = bytes(range(256))


@given(st.binary(max_size=200))
def test_coding_is_that_of_hpack_and_comes_back(octets: bytes) -> None:
    coded = encode(octets)
    assert coded == ORACLE.encode(octets)
    assert decode_long(coded) == octets


def test_every_octet_has_its_code() -> None:
    assert encode(ALL) == ORACLE.encode(ALL)
    assert decode_long(encode(ALL * 3)) == ALL * 3


@given(st.binary(max_size=12) | st.binary(max_size=4).map(lambda octets: octets + b"\xff" * 3))
def test_any_octets_are_read_or_refused_as_hpack_does(octets: bytes) -> None:
    try:
        wanted = decode_huffman(octets)
    except HPACKDecodingError:
        with pytest.raises(HPACKDecodingError):
            decode_long(octets)
    else:
        assert decode_long(octets) == wanted


@pytest.mark.parametrize(
    "octets",
    [
        b"\xff\xff\xff\xff",  # EOS
        b"\xff\xff\xff\xff\xff\xff",
        b"\x1f\xff",  # more than seven bits of padding
        b"\xff",  # padding and nothing else, of eight bits
        b"\x18",  # "a" is 00011: padded with zeros
    ],
)
def test_eos_and_wrong_padding_are_refused(octets: bytes) -> None:
    with pytest.raises(HPACKDecodingError):
        decode_short(octets)


def test_a_peer_cannot_make_the_cache_grow() -> None:
    for number in range(3 * CACHED_STRINGS):
        decode_short(encode(b"%d" % number))
    assert decode_short.cache_info().currsize <= CACHED_STRINGS
