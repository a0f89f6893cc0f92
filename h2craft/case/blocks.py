"""Header blocks made by hand, which refer to no table but the static one."""

from __future__ import annotations

from h2craft.wire import encode_integer, encode_string

OK_BLOCK = b"\x88"
""":status 200 as an entry of HPACK's static table."""


def literal(name: bytes | int, value: bytes, form: int = 0x00, *, huffman: bool = False) -> bytes:
    """One literal field of a header block, RFC 7541 6.2; `name` a number: that entry's.

    form  0x00 without indexing, 0x10 never indexed, 0x40 with incremental indexing
    """
    mask = 0x3F if form == 0x40 else 0x0F
    if isinstance(name, int):
        return encode_integer(form, mask, name) + encode_string(value, huffman)
    return bytes((form,)) + encode_string(name, huffman) + encode_string(value, huffman)


def block_of(length: int) -> bytes:
    """A header block of exactly so many octets, 300 or more: :status 200 and one long field.

    It refers to no table but the static one, and adds nothing to the other.
    """
    for octets in range(1, 6):  # of the value's length, RFC 7541 5.1
        value = b"a" * (length - len(OK_BLOCK) - len(b"\x00\x06x-long") - octets)
        block = OK_BLOCK + literal(b"x-long", value)
        if len(block) == length:
            return block
    raise ValueError(f"no block has {length:,} octets")
