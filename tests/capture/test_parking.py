from __future__ import annotations

import pytest

from h2craft.capture import parking
from h2craft.capture.end import End
from h2craft.capture.parking import MOST_AFTER_ACK, Parked, Parking


@pytest.fixture
def ends(wire) -> tuple[End, End]:
    """A client that has sent something behind what is missing, and the server."""
    opening = wire.opens().packets
    client, server = End(opening[0].source), End(opening[1].source)
    client.flow.take(opening[0])
    server.flow.take(opening[1])
    wire.client(b"missing")
    client.flow.take(wire.put(client.address, b"behind"))
    return client, server


def test_they_leave_in_the_order_they_came(wire, ends) -> None:
    client, server = ends
    parking = Parking()
    assert not parking
    first = Parked(1, wire.put(client.address, b"a"), b"")
    second = Parked(2, wire.put(server.address, b"b"), b"b")
    parking.put(first, client, server)
    parking.put(second, server, client)
    assert parking and not parking.in_vain
    assert parking.leave() == [first, second]
    assert not parking


def test_once_the_other_end_has_it_only_so_many_segments_are_waited_for(wire, ends) -> None:
    client, server = ends
    parking = Parking()
    parking.put(Parked(0, wire.put(server.address), b""), server, client)  # acknowledges it
    for number in range(MOST_AFTER_ACK - 1):
        parking.put(Parked(number, wire.put(client.address, b"x"), b""), client, server)
    assert not parking.in_vain
    parking.put(Parked(99, wire.put(client.address, b"x"), b""), client, server)
    assert parking.in_vain


def test_while_nobody_says_that_it_has_it_it_may_come(wire, ends) -> None:
    client, server = ends
    parking = Parking()
    for number in range(3 * MOST_AFTER_ACK):
        parking.put(Parked(number, wire.put(client.address, b"x"), b""), client, server)
        parking.put(Parked(number, wire.put(server.address, flags=0), b""), server, client)
    assert not parking.in_vain


def test_memory_is_bounded(wire, ends, monkeypatch) -> None:
    monkeypatch.setattr(parking, "MOST_OCTETS", 1_000)
    client, server = ends
    waiting = Parking()
    waiting.put(Parked(1, wire.put(client.address, bytes(1_001)), b""), client, server)
    assert waiting.in_vain
