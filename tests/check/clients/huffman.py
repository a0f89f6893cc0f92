"""The Huffman code of HPACK, RFC 7541 appendix B: how long each code is, and what follows from it.

The code is canonical: codes of one length are consecutive, in the order of their octets, and
shorter ones come first. So the lengths say everything.
"""

from __future__ import annotations

from rules import CompressionFault, off

EOS = 256
_LENGTHS = """
    13 23 28 28 28 28 28 28 28 24 30 28 28 30 28 28 28 28 28 28 28 28 30 28 28 28 28 28 28 28
    28 28 6 10 10 12 13 6 8 11 10 10 8 11 8 6 6 6 5 5 5 6 6 6 6 6 6 6 7 8 15 6 12 10 13 6 7 7
    7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 8 7 8 13 19 13 14 6 15 5 6 5 6 5 6 6 6 5 7 7 6 6 6
    5 6 7 6 5 5 6 7 7 7 7 7 15 11 14 13 28 20 22 20 20 22 22 22 23 22 23 23 23 23 23 24 23 24
    24 22 23 24 23 23 23 23 21 22 23 22 23 23 24 22 21 20 22 22 23 23 21 23 22 22 24 21 22 23
    23 21 21 22 21 23 22 23 23 20 22 22 22 23 22 22 23 26 26 20 19 22 23 22 25 26 26 26 27 27
    26 24 25 19 21 26 27 27 26 27 24 21 21 26 26 28 27 27 27 20 24 20 21 22 21 21 23 22 22 25
    25 24 24 26 23 26 27 26 26 27 27 27 27 27 28 27 27 27 27 27 26 30
"""
LENGTHS = tuple(int(length) for length in _LENGTHS.split())


def _codes() -> tuple[tuple[int, int], ...]:
    """(code, bits) of each octet, and of EOS."""
    codes = [(0, 0)] * len(LENGTHS)
    code = bits = 0
    for symbol in sorted(range(len(LENGTHS)), key=lambda symbol: (LENGTHS[symbol], symbol)):
        code <<= LENGTHS[symbol] - bits
        bits = LENGTHS[symbol]
        codes[symbol] = (code, bits)
        code += 1
    return tuple(codes)


CODES = _codes()
SYMBOLS = {(bits, code): symbol for symbol, (code, bits) in enumerate(CODES)}


def encoded(octets: bytes) -> bytes:
    """Padded with the most significant bits of EOS, which are ones."""
    value = count = 0
    for octet in octets:
        code, bits = CODES[octet]
        value = value << bits | code
        count += bits
    padding = -count % 8
    value = value << padding | (0 if off("E/7541/huffman-padding-sent") else (1 << padding) - 1)
    return value.to_bytes((count + padding) // 8, "big")


def encoded_length(octets: bytes) -> int:
    return (sum(LENGTHS[octet] for octet in octets) + 7) // 8


def decoded(octets: bytes) -> bytes:
    """CompressionFault where EOS is in it, or where the padding is not what 5.2 asks for."""
    plain = bytearray()
    code = bits = 0
    for octet in octets:
        for place in range(7, -1, -1):
            code = code << 1 | octet >> place & 1
            bits += 1
            symbol = SYMBOLS.get((bits, code))
            if symbol is None:
                continue
            if symbol != EOS:
                plain.append(symbol)
            elif not off("7541/5.2/huffman-eos"):
                raise CompressionFault("EOS in a Huffman string")
            code = bits = 0
    wrong = bits > 7 or code != (1 << bits) - 1
    if wrong and not off("7541/5.2/huffman-padding"):
        raise CompressionFault("Huffman padding is not the beginning of EOS")
    return bytes(plain)
