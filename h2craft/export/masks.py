"""Values masked so that nothing around them moves. Knows fields and HPACK strings, no record.

Theory of operation. A mask is as long as what it hides, and so is its Huffman code: it is made of
characters whose codes take as many bits as the secret's did (RFC 7541 appendix B). So a header
block keeps its length, the dynamic table keeps what it kept and evicts what it evicted, and every
length, window and index in a masked trace is the one that was on the wire.
"""

from __future__ import annotations

from binascii import Error, a2b_base64
from collections.abc import Callable
from functools import cache

from h2craft.scenario import SECRETS
from h2craft.wire import HeaderField, Representation, encode_string

MARK = b"*"

NAMES = frozenset(name.encode() for name in SECRETS)
_COOKIES = b"cookie"
_SET_COOKIES = b"set-cookie"

Mask = Callable[[bytes], bytes]


def stars(secret: bytes) -> bytes:
    """As many octets that say nothing."""
    return MARK * len(secret)


def coded_stars(secret: bytes) -> bytes:
    """As many characters whose Huffman codes take as many bits together."""
    count, bits = len(secret), sum(_bits(octet) for octet in secret)
    if not count:
        return b""
    each, more = divmod(bits, count)
    low, high = _character(each), _character(each + 1)
    if low is not None and (high is not None or not more):
        return (high or b"") * more + low * (count - more)
    # Codes of 9 bits, and of 16 to 18, there are none: the codes' own lengths, in no order told.
    return b"".join(_character(one) or MARK for one in sorted(map(_bits, secret)))


@cache
def _bits(octet: int) -> int:
    """The length of an octet's code: eight of them take as many octets, after the length."""
    return len(encode_string(bytes((octet,)) * 8, True)) - 1


@cache
def _character(bits: int) -> bytes | None:
    """A character whose code has that length; what can be read goes before what cannot."""
    readable = (*b"*0-j", *range(0x21, 0x7F), *range(256))
    return next((bytes((one,)) for one in readable if _bits(one) == bits), None)


def masked_value(name: bytes, value: bytes, mask: Mask = stars) -> bytes:
    """The value of a field as it may be passed on: of cookies the names stay (RFC 6265 4)."""
    kind = name.strip().lower()
    if kind not in NAMES or not value:
        return value
    if kind == _COOKIES:
        return b"; ".join(_pair(one, mask) for one in value.split(b"; "))
    if kind == _SET_COOKIES:
        pair, semicolon, attributes = value.partition(b";")
        return _pair(pair, mask) + semicolon + attributes
    return mask(value)


def secrets_in(name: bytes, value: bytes) -> list[bytes]:
    """What is masked of a value, piece by piece, and what a program may have made of it."""
    found: list[bytes] = []

    def note(secret: bytes) -> bytes:
        found.append(secret)
        return stars(secret)

    masked_value(name, value, note)
    for scheme, _, given in [one.partition(b" ") for one in found if b" " in one]:
        found.append(given)
        if scheme.lower() == b"basic":
            found.extend(_user_and_password(given))
    return found


def _user_and_password(given: bytes) -> list[bytes]:
    """What Basic credentials are when they are read (RFC 7617 2)."""
    try:
        plain = a2b_base64(given)
    except Error:
        return []
    return [plain, plain.partition(b":")[2]]


def _pair(pair: bytes, mask: Mask) -> bytes:
    name, equals, value = pair.partition(b"=")
    return name + equals + mask(value) if equals else mask(pair)


def masked_line(line: HeaderField) -> bytes:
    """The octets of a line of a header block, a secret in it masked: as many as before.

    An index stays, for the literal it stands for was masked where it entered the table.
    """
    if line.representation in (Representation.INDEXED, Representation.SIZE_UPDATE):
        return line.octets
    masked = masked_value(line.name, line.value, coded_stars if line.huffman_value else stars)
    if masked == line.value:
        return line.octets
    coded = _code(masked) if line.huffman_value else masked
    return line.octets[: len(line.octets) - len(coded)] + coded


def _code(octets: bytes) -> bytes:
    """The Huffman code alone, without the length before it (RFC 7541 5.2)."""
    written = encode_string(octets, True)
    length = (sum(map(_bits, octets)) + 7) // 8
    return written[len(written) - length :]
