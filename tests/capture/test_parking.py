from __future__ import annotations

from h2craft.capture import parking
from h2craft.capture.parking import MOST_AFTER_ACK, Parked, Parking


def test_they_leave_in_the_order_they_came(wire) -> None:
    waiting = Parking()
    assert not waiting
    parked = [Parked(at, packet, b"") for at, packet in enumerate(wire.opens().exchange().packets)]
    for one in parked:
        waiting.put(one, acked=False)
    assert waiting and not waiting.in_vain
    assert waiting.leave() == parked
    assert not waiting


def test_once_it_was_acknowledged_only_so_many_segments_are_waited_for(wire) -> None:
    waiting = Parking()
    one = Parked(1, wire.opens().packets[0], b"")
    for _ in range(3 * MOST_AFTER_ACK):
        waiting.put(one, acked=False)
    for _ in range(MOST_AFTER_ACK):
        waiting.put(one, acked=True)
    assert not waiting.in_vain
    waiting.put(one, acked=True)
    assert waiting.in_vain
    waiting.leave()
    assert not waiting.in_vain


def test_memory_is_bounded(wire, monkeypatch) -> None:
    monkeypatch.setattr(parking, "MOST_OCTETS", 1_000)
    waiting = Parking()
    waiting.put(Parked(1, wire.client(bytes(1_001)).packets[0], b""), acked=False)
    assert waiting.in_vain
