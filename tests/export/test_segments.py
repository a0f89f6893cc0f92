from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Any

import pytest

from h2craft.export import blocks
from h2craft.export.segments import LARGEST, UNACKNOWLEDGED, WRAP, Segments, ends

PEER, LOCAL = ("127.0.0.1", 50_001), ("127.0.0.1", 8443)
Shown = Callable[[Iterable[tuple[bool, bytes]]], list[Any]]


@pytest.fixture
def shown(capture_of: Any) -> Shown:
    """The packets, taken apart; every checksum is looked at."""

    def show(packets: Iterable[tuple[bool, bytes]]) -> list[Any]:
        written = [blocks.packet(octets, 0, blocks.INBOUND) for _, octets in packets]
        found = capture_of(written).packets
        assert all(one.sound for one in found)
        return list(found)

    return show


def made(peer: Any = PEER, local: Any = LOCAL, *, number: int = 1, client: bool = False) -> Any:
    theirs, ours = ends(peer, local)
    segments = Segments(theirs, ours, ours if client else theirs, number)
    return segments, [(False, packet) for packet in segments.open()]


def test_a_connection_begins_with_the_three_packets_of_who_opens_it(shown: Shown) -> None:
    _, handshake = made()
    syn, answer, ack = shown(handshake)
    assert [one.flags for one in (syn, answer, ack)] == ["S", "SA", "A"]
    assert (syn.source, syn.target) == (PEER, LOCAL)
    assert (answer.source, answer.acknowledged) == (LOCAL, (syn.sequence + 1) % WRAP)
    assert (ack.sequence, ack.acknowledged) == (answer.acknowledged, (answer.sequence + 1) % WRAP)
    _, of_a_client = made(client=True)
    assert shown(of_a_client)[0].source == LOCAL


@pytest.mark.parametrize("length", [1, LARGEST, LARGEST + 1, 3 * LARGEST + 7])
def test_what_is_carried_is_cut_to_segments_in_sequence(shown: Shown, length: int) -> None:
    segments, handshake = made()
    octets = bytes(at * 7 % 251 for at in range(length))
    packets = shown(handshake + list(segments.carry(True, octets)))[3:]
    assert b"".join(one.octets for one in packets) == octets
    assert max(len(one.octets) for one in packets) <= LARGEST
    assert [one.flags for one in packets] == ["A"] * (len(packets) - 1) + ["PA"]
    for before, after in zip(packets, packets[1:], strict=False):
        assert after.sequence == (before.sequence + len(before.octets)) % WRAP


def test_what_is_carried_acknowledges_what_has_come(shown: Shown) -> None:
    segments, handshake = made()
    asked, answered = shown(
        handshake + list(segments.carry(False, b"GET")) + list(segments.carry(True, b"OK"))
    )[3:]
    assert answered.acknowledged == (asked.sequence + 3) % WRAP
    assert answered.sequence == asked.acknowledged


def test_no_more_is_under_way_than_any_window_has_room_for(shown: Shown) -> None:
    segments, handshake = made()
    packets = shown(handshake + list(segments.carry(True, bytes(10 * UNACKNOWLEDGED))))[3:]
    carried = 0
    for one in packets:
        carried += len(one.octets)
        assert carried <= UNACKNOWLEDGED + LARGEST
        if one.source == PEER:
            carried = 0
    assert sum(one.source == PEER for one in packets) == 9


def test_sequence_numbers_go_round(shown: Shown) -> None:
    theirs, ours = ends(PEER, LOCAL)
    number = (WRAP - LARGEST) * pow(0x9E3779B1, -1, WRAP) % WRAP  # one that begins at the end
    segments = Segments(theirs, ours, theirs, number)
    handshake = [(False, packet) for packet in segments.open()]
    packets = shown(handshake + list(segments.carry(False, bytes(4 * LARGEST))))
    assert packets[0].sequence > packets[-1].sequence
    assert b"".join(one.octets for one in packets) == bytes(4 * LARGEST)


def test_an_end_says_fin_once_and_is_heard(shown: Shown) -> None:
    segments, handshake = made()
    ended = [*segments.end(False), *segments.end(False), *segments.end(True), *segments.cut(False)]
    fin, heard, ours, theirs, reset = shown(handshake + ended)[3:]
    assert [one.flags for one in (fin, heard, ours, theirs, reset)] == ["FA", "A", "FA", "A", "RA"]
    assert (fin.source, ours.source, reset.source) == (PEER, LOCAL, PEER)
    assert heard.acknowledged == (fin.sequence + 1) % WRAP


def test_after_a_reset_there_is_nothing_more(shown: Shown) -> None:
    segments, handshake = made()
    ended = [*segments.cut(True), *segments.cut(False), *segments.end(True)]
    assert [one.flags for one in shown(handshake + ended)[3:]] == ["RA"]


def test_what_is_missing_is_a_gap_in_the_sequence(shown: Shown) -> None:
    segments, handshake = made()
    first = list(segments.carry(False, b"abc"))
    segments.lose()
    before, after = shown(handshake + first + list(segments.carry(False, b"xyz")))[3:]
    assert after.sequence == (before.sequence + 3 + 1) % WRAP


@pytest.mark.parametrize(
    ("peer", "local", "sides"),
    [
        (("::1", 1), ("::1", 2), ("::1", "::1")),
        (("fe80::1%eth0", 1), ("fe80::2", 2), ("fe80::1", "fe80::2")),
        (("10.0.0.1", 1), ("::1", 2), ("::ffff:a00:1", "::1")),
        (("", 0), ("/a/socket", 0), ("192.0.2.1", "192.0.2.2")),
    ],
)
def test_addresses_of_every_kind(shown: Shown, peer: Any, local: Any, sides: Any) -> None:
    _, handshake = made(peer, local)
    syn = shown(handshake)[0]
    found = syn.source[0], syn.target[0]
    assert tuple(map(ip_address, found)) == tuple(map(ip_address, sides))
