"""Huffman coding of string literals, RFC 7541 5.2 and appendix B.

The code table and the decoding automaton are the hpack library's; only the way through them is
ours. It takes an octet at a time where hpack takes half of one, from rows that are made when a
string first needs them. Short strings are remembered: the caches are bounded in entries and in
the length of a string, so that no peer can make them grow beyond a few hundred kilobytes.
"""

from __future__ import annotations

from functools import lru_cache

from hpack import HPACKDecodingError
from hpack.huffman_constants import REQUEST_CODES, REQUEST_CODES_LENGTH
from hpack.huffman_table import (
    HUFFMAN_COMPLETE,
    HUFFMAN_EMIT_SYMBOL,
    HUFFMAN_FAIL,
    HUFFMAN_TABLE,
)

CACHED_STRINGS = 1024
CACHED_LENGTH = 128

_BITS = [
    f"{code:0{length}b}"
    for code, length in zip(REQUEST_CODES[:256], REQUEST_CODES_LENGTH[:256], strict=True)
]
_FAILED = -1
# An end is lawful between two symbols, or after up to seven bits of 1 (RFC 7541 5.2).
_COMPLETE = frozenset(
    {0} | {state for state, flags, _ in HUFFMAN_TABLE if flags & HUFFMAN_COMPLETE}
)


def encode(octets: bytes) -> bytes:
    """The Huffman code of a string, padded with ones."""
    bits = "".join([_BITS[octet] for octet in octets])
    bits += "1" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big") if bits else b""


class _Rows(dict[int, list[tuple[int, bytes]]]):
    """State to 256 pairs of (next state, octets that come out)."""

    def __missing__(self, state: int) -> list[tuple[int, bytes]]:
        row = self[state] = [_step(state, octet) for octet in range(256)]
        return row


def _step(state: int, octet: int) -> tuple[int, bytes]:
    emitted = b""
    for half in (octet >> 4, octet & 0x0F):
        if state == _FAILED:
            break
        state, flags, symbol = HUFFMAN_TABLE[state * 16 + half]
        if flags & HUFFMAN_FAIL:
            state = _FAILED
        elif flags & HUFFMAN_EMIT_SYMBOL:
            emitted += bytes((symbol,))
    return state, emitted


_ROWS = _Rows()


def decode_long(octets: bytes) -> bytes:
    """The string of a Huffman code; HPACKDecodingError for EOS in it or wrong padding."""
    rows = _ROWS
    state = 0
    made = []
    for octet in octets:
        state, emitted = rows[state][octet]
        made.append(emitted)
    if state not in _COMPLETE:
        raise HPACKDecodingError("invalid Huffman code")
    return b"".join(made)


decode_short = lru_cache(CACHED_STRINGS)(decode_long)
"""The same for strings of at most `CACHED_LENGTH` octets."""
