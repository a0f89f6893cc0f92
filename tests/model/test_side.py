"""One end of a connection."""

from __future__ import annotations

from h2craft.model import Direction, Side
from h2craft.model.side import Block, FloodWatch


def test_losing_the_table_empties_it_and_keeps_its_size() -> None:
    side = Side(Direction.RECEIVED, "client")
    side.decoder.read(b"\x3f\x01\x40\x01a\x01b")
    side.lose_table()
    assert (len(side.decoder.table), side.decoder.table.max_size) == (0, 32)
    assert side.table_lost
    assert repr(side) == "<Side client received>"


def test_a_block_beyond_its_bound_is_not_kept() -> None:
    block = Block(1, False, None)
    for _ in range(100):
        block.add(bytes(16_384))
    assert block.whole is None
    assert (block.frames, block.size) == (100, 1_638_400)
    assert sum(map(len, block.octets)) <= 1 << 20


def test_a_flood_begins_again_after_it_has_ebbed_away() -> None:
    watch = FloodWatch()
    assert [at for at in range(150) if watch.count("PING", at / 1000)] == [100]
    assert not watch.count("PING", 60.0)
    assert [at for at in range(150) if watch.count("PING", 60 + at / 1000)] == [99]


def test_different_floods_do_not_mix() -> None:
    watch = FloodWatch()
    assert not any(watch.count(what, 0.0) for _ in range(100) for what in ("a", "b"))


def test_what_may_have_been_a_flood_already_is_not_told_again_till_it_has_ebbed_away() -> None:
    watch = FloodWatch()
    watch.assume(10.0)
    assert not any(watch.count("PING frames", 10.0 + n / 1000) for n in range(500))
    assert sum(watch.count("PING frames", 20.0 + n / 1000) for n in range(500)) == 1
