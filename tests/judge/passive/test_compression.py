"""HPACK as the client's encoder speaks it."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.wire import encode_stateless

UPDATE = "E/7541/encoder-size-update"
LIMIT = "E/7541/encoder-within-limit"
PADDING = "E/7541/huffman-padding-sent"
NEVER = "E/7541/7.1.3/never-indexed"
USED = "E/7541/indexing-used"

GET = [
    (b":method", b"GET"),
    (b":scheme", b"https"),
    (b":authority", b"a.test"),
    (b":path", b"/"),
]
BLOCK = encode_stateless(GET)
ENTRY = b"\x40\x01a\x65" + b"b" * 101
ZERO, FULL = b"\x20", b"\x3f\xe1\x1f"  # size updates to 0 and to 4096
ABOVE = b"\x3f\xe2\x1f"  # 4097


def blocks(*octets: bytes) -> Any:
    """A request for each of these."""

    def tell(story: Any) -> None:
        story.opens()
        for number, block in enumerate(octets):
            story.client(1, 5, 1 + 2 * number, block)

    return tell


def told(
    *sizes: int,
    then: bytes,
    acked: int | None = None,
    ours_wrong: bool = False,
    filled: bytes = BLOCK + ENTRY,
) -> Any:
    """HEADER_TABLE_SIZE in a SETTINGS frame each, ACKs, and a request.

    `filled` is the block before: it leaves 134 octets in the table.
    """

    def tell(story: Any) -> None:
        story.opens()
        story.client(1, 5, 1, filled)
        if ours_wrong:
            story.s_settings((5, 1))
            story.c_ack()
        for size in sizes:
            story.s_settings((1, size))
        for _ in range(len(sizes) if acked is None else acked):
            story.c_ack()
        story.client(1, 5, 3, then)

    return tell


def told_twice_with_a_block_between(story: Any) -> None:
    told(0, then=ZERO + BLOCK)(story)
    story.s_settings((1, 4096))
    story.c_ack()
    story.client(1, 5, 5, BLOCK)


def raised(then: bytes) -> Any:
    return told(8192, then=then)


def field(first: bytes, name: bytes, value: bytes) -> bytes:
    """A literal: 0x40 into the table, 0x00 not, 0x10 never."""
    return first + bytes((len(name),)) + name + bytes((len(value),)) + value


SECRET = b"Basic dXNlcjpwYXNz"

ROWS = [
    (UPDATE, "unseen", blocks(BLOCK)),
    (UPDATE, "unseen", told(4096, then=BLOCK)),
    (UPDATE, "unseen", told(0, then=BLOCK, acked=0)),
    (UPDATE, "kept", told(0, then=ZERO + BLOCK)),
    (UPDATE, "error", told(0, then=BLOCK)),
    (UPDATE, "warn", told(0, then=BLOCK, filled=BLOCK)),
    (UPDATE, "warn", told(1000, then=BLOCK)),
    (UPDATE, "error", told(100, then=b"\x3f\x46" + BLOCK)),  # 101
    (UPDATE, "kept", told(100, then=ZERO + BLOCK)),
    (UPDATE, "kept", told(0, 4096, then=ZERO + FULL + BLOCK)),
    (UPDATE, "kept", told(0, 4096, then=ZERO + BLOCK)),
    (UPDATE, "error", told(0, 4096, then=BLOCK)),
    (UPDATE, "error", told(0, 4096, then=FULL + BLOCK)),
    (UPDATE, "kept", told_twice_with_a_block_between),
    (UPDATE, "unseen", raised(BLOCK)),
    (UPDATE, "kept", told(0, then=BLOCK, ours_wrong=True)),
    (LIMIT, "kept", blocks(BLOCK)),
    (LIMIT, "kept", blocks(FULL + BLOCK)),
    (LIMIT, "kept", blocks(ZERO + FULL + BLOCK)),
    (LIMIT, "error", blocks(ABOVE + BLOCK)),
    (LIMIT, "error", blocks(BLOCK + ZERO)),
    (LIMIT, "error", blocks(ZERO + ZERO + ZERO + BLOCK)),
    (LIMIT, "kept", raised(b"\x3f\xe1\x3f" + BLOCK)),
    (LIMIT, "kept", told(8192, then=b"\x3f\xe1\x3f" + BLOCK, acked=0)),
    (LIMIT, "kept", told(0, then=ABOVE + BLOCK, ours_wrong=True)),
    (PADDING, "unseen", blocks(b"\x82\x87\x84\x41\x01a")),
    (PADDING, "kept", blocks(b"\x82\x87\x84\x41\x81\x1f")),
    (PADDING, "error", blocks(b"\x82\x87\x84\x41\x81\x18")),
    (PADDING, "error", blocks(b"\x82\x87\x84\x41\x82\x1f\xff")),
    (PADDING, "error", blocks(b"\x82\x87\x84\x41\x84\xff\xff\xff\xff")),
    (NEVER, "unseen", blocks(BLOCK)),
    (NEVER, "kept", blocks(BLOCK + field(b"\0", b"authorization", SECRET))),
    (NEVER, "kept", blocks(BLOCK + field(b"\x10", b"authorization", SECRET))),
    (NEVER, "warn", blocks(BLOCK + field(b"\x40", b"authorization", SECRET))),
    (NEVER, "warn", blocks(BLOCK + field(b"\x40", b"proxy-authorization", SECRET))),
    (NEVER, "warn", blocks(BLOCK + field(b"\x40", b"cookie", b"pin=1234"))),
    (NEVER, "info", blocks(BLOCK + field(b"\x40", b"cookie", b"session=0123456789abcdef"))),
    (NEVER, "kept", blocks(BLOCK + field(b"\x10", b"cookie", b"pin=1234"))),
    (USED, "unseen", blocks(BLOCK)),
    (USED, "info", blocks(BLOCK, BLOCK, BLOCK)),
]


@pytest.mark.parametrize(("check", "outcome", "tell"), ROWS)
def test_the_check_says_so(outcome_of: Any, check: str, outcome: str, tell: Any) -> None:
    assert outcome_of(check, tell) == outcome


def test_the_second_block_is_held_against_the_first(story: Any, heard: Any) -> None:
    blocks(BLOCK + field(b"\0", b"a", b"b"), BLOCK)(story)
    (finding,) = heard(story).found[USED]
    first, second = len(BLOCK) + 5, len(BLOCK)
    assert finding.text.startswith(f"the second block has {second} octets, the first {first} (")


def test_one_secret_is_told_once(story: Any, heard: Any) -> None:
    secret = BLOCK + field(b"\x40", b"authorization", SECRET)
    blocks(secret, BLOCK + b"\xbe")(story)
    (finding,) = heard(story).found[NEVER]
    assert SECRET.decode() not in finding.text
