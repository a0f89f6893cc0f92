"""A PNG with 256 colours made of one with all of them: a third of the size, and text looks alike.

Knows PNG files as Chromium writes them: 8 bits a sample, not interlaced, with or without alpha.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOURS = 256
CHANNELS = {2: 3, 6: 4}  # by colour type
Colour = tuple[int, int, int]


def reduced(png: bytes) -> bytes:
    """ValueError where it is no such PNG."""
    width, height, channels, samples = _opened(png)
    rows = list(_rows(samples, width * channels, channels, height))
    pixels = [_pixels(row, channels) for row in rows]
    palette, index = _palette(Counter(pixel for row in pixels for pixel in row))
    lines = b"".join(b"\0" + bytes(map(index.__getitem__, row)) for row in pixels)
    return (
        SIGNATURE
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
        + _chunk(b"PLTE", bytes(sample for colour in palette for sample in colour))
        + _chunk(b"IDAT", zlib.compress(lines, 9))
        + _chunk(b"IEND", b"")
    )


def _opened(png: bytes) -> tuple[int, int, int, bytes]:
    if not png.startswith(SIGNATURE):
        raise ValueError("no PNG")
    at, packed = len(SIGNATURE), b""
    header = b""
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        content = png[at + 8 : at + 8 + length]
        at += 12 + length
        if kind == b"IHDR":
            header = content
        elif kind == b"IDAT":
            packed += content
    width, height, bits, colours, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if bits != 8 or colours not in CHANNELS or interlaced:
        raise ValueError("a PNG of another kind")
    return width, height, CHANNELS[colours], zlib.decompress(packed)


def _rows(samples: bytes, size: int, step: int, height: int) -> Iterator[bytes]:
    """Lines without their filters (PNG, 9.2)."""
    above = bytearray(size)
    for number in range(height):
        start = number * (size + 1)
        line = bytearray(samples[start + 1 : start + 1 + size])
        _unfilter(samples[start], line, above, step)
        yield bytes(line)
        above = line


def _unfilter(kind: int, line: bytearray, above: bytearray, step: int) -> None:
    if kind == 1:
        for at in range(step, len(line)):
            line[at] = (line[at] + line[at - step]) & 255
    elif kind == 2:
        line[:] = bytes((one + other) & 255 for one, other in zip(line, above, strict=True))
    elif kind in (3, 4):
        for at in range(len(line)):
            left = line[at - step] if at >= step else 0
            corner = above[at - step] if at >= step else 0
            guess = (left + above[at]) // 2 if kind == 3 else _paeth(left, above[at], corner)
            line[at] = (line[at] + guess) & 255


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min(left, above, corner, key=lambda one: abs(guess - one))


def _pixels(row: bytes, channels: int) -> list[Colour]:
    return list(zip(row[0::channels], row[1::channels], row[2::channels], strict=True))


def _palette(counted: Counter[Colour]) -> tuple[list[Colour], dict[Colour, int]]:
    """The colours to keep, and which of them stands for each there was."""
    kept = _spread(counted)
    index = {}
    for colour in counted:
        index[colour] = min(range(len(kept)), key=lambda n, c=colour: _far(c, kept[n]))
    return kept, index


def _spread(counted: Counter[Colour]) -> list[Colour]:
    """The plain ones, which fill areas, then of the rest those furthest from what is kept."""
    ranked = [colour for colour, _ in counted.most_common()]
    kept = ranked[: COLOURS // 2]
    rest = {colour: min(_far(colour, one) for one in kept) for colour in ranked[len(kept) :]}
    while rest and len(kept) < COLOURS:
        newest = max(rest, key=lambda colour: rest[colour] * counted[colour])
        del rest[newest]
        kept.append(newest)
        for colour, far in rest.items():
            rest[colour] = min(far, _far(colour, newest))
    return kept


def _far(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
