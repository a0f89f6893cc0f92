"""What is known of an action before anything has come of it."""

from __future__ import annotations

import pytest

from h2craft.actions import SendOctets


def seqs(turn) -> list[int]:
    return [act.seq for act in turn.acts]


def test_octets_are_of_the_stream_their_first_frame_names(play) -> None:
    play.talk.request(1)
    play.talk.request(3)
    octets = SendOctets(octets=bytes.fromhex("00000004010000000000000100000000000178"))
    seq = play.fire(octets, leaves=False)
    first, second = play.turns()
    assert (seqs(first), second.acts) == ([seq], ())


@pytest.mark.parametrize(
    "last",
    [
        'data "x" end_stream',
        "headers :status=200 end_stream",
        'wire data "x" end_stream',
        "rst",
        "close",
    ],
)
def test_a_stream_we_have_ended_is_ended(play, last) -> None:
    play.talk.request()
    play.fire(last)
    assert play.turns()[0].ended


@pytest.mark.parametrize("octets", ["", "000000", "000000040000000000" * 2])
def test_octets_that_name_no_stream_are_the_connections(play, octets: str) -> None:
    ping = play.fire(SendOctets(octets=bytes.fromhex(octets)), leaves=False)
    [opening] = play.turns()
    assert (opening.stream_id, seqs(opening)) == (0, [ping])


def test_very_many_frames_are_not_looked_through(play) -> None:
    play.talk.request(1)
    play.talk.request(3)
    many = bytes.fromhex("000000040000000000") * 100_000 + bytes.fromhex("000000000000000001")
    seq = play.fire(SendOctets(octets=many), leaves=False)
    first, second = play.turns()
    assert (seqs(first), seqs(second)) == ([], [seq])
