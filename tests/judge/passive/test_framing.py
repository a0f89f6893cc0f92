"""Sizes, bits, header blocks, promises, priorities."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.trace import Kind, Origin
from h2craft.wire import encode_stateless

GET = [
    (b":method", b"GET"),
    (b":scheme", b"https"),
    (b":authority", b"a.test"),
    (b":path", b"/"),
]
BLOCK = encode_stateless(GET)


def lawful(story: Any) -> None:
    story.opens((2, 0))
    story.exchange()


def frame(kind: int, flags: int = 0, stream: int = 0, payload: bytes = b"") -> Any:
    def tell(story: Any) -> None:
        story.opens()
        story.c_post()
        story.client(kind, flags, stream, payload)

    return tell


def reserved_bit(story: Any) -> None:
    story.opens()
    octets = b"\0\0\x08\x06\x00\x80\0\0\0" + bytes(8)
    story.talk(Kind.FRAME_RECEIVED, octets)


def large_data(size: int, *ours: int, acked: bool = True) -> Any:
    """DATA of that many octets after SETTINGS of ours with these MAX_FRAME_SIZEs."""

    def tell(story: Any) -> None:
        story.opens()
        story.s_window(1 << 20)
        story.c_post()
        story.s_window(1 << 20, 1)
        for value in ours:
            story.s_settings((5, value))
            if acked:
                story.c_ack()
        story.c_data(size)

    return tell


def too_large_to_be_whole(story: Any) -> None:
    story.opens()
    story.c_post()
    story.tell(Kind.OCTETS_RECEIVED, b"\1\0\0\0\0\0\0\0\1abcd", origin=Origin.PEER)


def cut_off(story: Any) -> None:
    story.opens()
    story.tell(Kind.OCTETS_RECEIVED, b"\0\0\x08\x06\0", origin=Origin.PEER)
    story.leaves()


def parts(*between: tuple[int, int, int, bytes]) -> Any:
    """A block in two frames, with something between."""

    def tell(story: Any) -> None:
        story.opens()
        story.client(1, 1, 1, BLOCK[:3])
        for one in between:
            story.client(*one)
        story.client(9, 4, 1, BLOCK[3:])

    return tell


def continuation_alone(story: Any) -> None:
    story.opens()
    story.c_head()
    story.client(9, 4, 1, BLOCK)


def block_cut_off(story: Any) -> None:
    story.opens()
    story.client(1, 1, 1, BLOCK[:3])
    story.leaves()


def ours_between(story: Any) -> None:
    """What we say meanwhile is not in the client's way."""
    story.opens()
    story.client(1, 1, 1, BLOCK[:3])
    story.s_ping()
    story.client(9, 4, 1, BLOCK[3:])


def undecodable(story: Any) -> None:
    story.opens()
    story.client(1, 5, 1, b"\xff\xff\x01")


def long_block(story: Any) -> None:
    story.opens()
    block = encode_stateless([*GET, (b"x", b"y" * 20_000)])
    story.client(1, 1, 1, block[:16_384])
    story.client(9, 4, 1, block[16_384:])


def priority(stream: int, depends_on: int) -> Any:
    return frame(2, 0, stream, depends_on.to_bytes(4, "big") + b"\x0f")


def head_with_priority(depends_on: int) -> Any:
    def tell(story: Any) -> None:
        story.opens()
        story.client(1, 0x25, 1, depends_on.to_bytes(4, "big") + b"\x0f" + BLOCK)

    return tell


def field_of_9218(story: Any) -> None:
    story.opens()
    story.c_head(more=[(b"priority", b"u=1")])


def priority_although_unwanted(story: Any) -> None:
    story.opens(ours=[(9, 1)])
    story.client(2, 0, 1, b"\0\0\0\0\x0f")


def priority_before_the_ack(story: Any) -> None:
    story.opens()
    story.s_settings((9, 1))
    story.client(2, 0, 1, b"\0\0\0\0\x0f")


FLAGS = "E/4.1/flags-unused-zero"
SIZE = "E/4.2/frame-size"
BLOCKS = "E/4.3/contiguous-field-block"
NEEDLESS = "E/6.10/needless-continuation"
PUSH = "E/6.6/no-push-promise"
SIGNALS = "E/5.3/priority-signals"

ROWS = [
    (FLAGS, "kept", lawful),
    (FLAGS, "kept", frame(0x0B, 0xFF, 1, b"what this means is its own")),
    (FLAGS, "error", frame(6, 0x10, 0, bytes(8))),
    (FLAGS, "error", frame(0, 0x40, 1, b"a")),
    (FLAGS, "error", frame(7, 0x1, 0, bytes(8))),
    (FLAGS, "error", reserved_bit),
    (FLAGS, "error", frame(8, 0, 0, b"\x80\0\0\1")),
    (FLAGS, "error", frame(7, 0, 0, b"\x80" + bytes(7))),
    (FLAGS, "error", frame(0, 8, 1, b"\x02a\x00\x01")),
    (FLAGS, "kept", frame(0, 8, 1, b"\x02a\x00\x00")),
    (FLAGS, "kept", frame(7, 0, 0, b"\0\0\0\1" + bytes(4))),
    (FLAGS, "kept", cut_off),
    (SIZE, "kept", large_data(16_384)),
    (SIZE, "error", large_data(16_385)),
    (SIZE, "kept", large_data(20_000, 20_000)),
    (SIZE, "kept", large_data(20_000, 20_000, acked=False)),
    (SIZE, "error", large_data(20_001, 20_000)),
    (SIZE, "error", large_data(20_000, 20_000, 16_384)),
    (SIZE, "error", too_large_to_be_whole),
    (SIZE, "kept", cut_off),
    (SIZE, "error", frame(6, 1, 0, bytes(7))),
    (SIZE, "error", frame(3, 0, 1, bytes(3))),
    (SIZE, "error", frame(8, 0, 0, bytes(5))),
    (SIZE, "error", frame(2, 0, 1, bytes(4))),
    (SIZE, "error", frame(0, 8, 1, b"\x05ab")),
    (BLOCKS, "kept", lawful),
    (BLOCKS, "kept", parts()),
    (BLOCKS, "kept", ours_between),
    (BLOCKS, "kept", block_cut_off),
    (BLOCKS, "error", parts((6, 0, 0, bytes(8)))),
    (BLOCKS, "error", parts((0, 0, 1, b"a"))),
    (BLOCKS, "error", parts((9, 4, 3, b"a"))),
    (BLOCKS, "error", parts((0x42, 0, 0, b""))),
    (BLOCKS, "error", continuation_alone),
    (BLOCKS, "error", undecodable),
    (NEEDLESS, "kept", lawful),
    (NEEDLESS, "kept", long_block),
    (NEEDLESS, "info", parts()),
    (PUSH, "kept", lawful),
    (PUSH, "error", frame(5, 4, 1, b"\0\0\0\2" + BLOCK)),
    (SIGNALS, "kept", lawful),
    (SIGNALS, "info", priority(3, 0)),
    (SIGNALS, "error", priority(3, 3)),
    (SIGNALS, "info", head_with_priority(0)),
    (SIGNALS, "error", head_with_priority(1)),
    (SIGNALS, "info", field_of_9218),
    (SIGNALS, "info", frame(0x10, 0, 0, b"\0\0\0\1u=1")),
    (SIGNALS, "warn", priority_although_unwanted),
    (SIGNALS, "info", priority_before_the_ack),
]


@pytest.mark.parametrize(("check", "outcome", "tell"), ROWS)
def test_the_check_says_so(outcome_of: Any, check: str, outcome: str, tell: Any) -> None:
    assert outcome_of(check, tell) == outcome
