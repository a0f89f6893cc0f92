"""ACKs of SETTINGS and PING."""

from __future__ import annotations

from typing import Any

import pytest


def lawful(story: Any) -> None:
    story.opens((2, 0))
    story.s_settings((4, 1))
    story.s_settings((4, 2))
    story.c_ack()
    story.c_ack()
    story.barrier()
    story.exchange()
    story.leaves()


def flood(story: Any) -> None:
    story.opens()
    for _ in range(1200):
        story.s_settings()
    for _ in range(1200):
        story.c_ack()


def one_too_many(story: Any) -> None:
    story.opens()
    story.c_ack()


def with_payload(story: Any) -> None:
    story.opens()
    story.s_settings()
    story.client(4, 1, 0, b"\0\3\0\0\0\1")


def late_although_read(story: Any) -> None:
    story.opens()
    story.s_settings()
    story.barrier()
    story.wait(1.5)
    story.c_ack()


def late_all_of_it(story: Any) -> None:
    """The client was away for a while: that is no fault."""
    story.opens()
    story.s_settings()
    story.s_ping()
    story.wait(5)
    story.c_ping()
    story.c_ack()


def never_although_read(story: Any) -> None:
    story.opens()
    story.s_settings()
    story.barrier()
    story.leaves()


def never_and_we_closed(story: Any) -> None:
    """What was on its way when we closed cannot be known."""
    story.opens()
    story.s_settings()
    story.barrier()
    story.leaves(by="us")


def never_and_nothing_known(story: Any) -> None:
    story.opens()
    story.s_settings()
    story.leaves()


def never_and_the_response_read(story: Any) -> None:
    story.opens()
    story.c_head()
    story.s_settings()
    story.wait(1.5)
    story.responds()
    story.leaves()


def never_and_all_came_at_once(story: Any) -> None:
    """It had its response, and left."""
    story.opens()
    story.c_head()
    story.s_settings()
    story.s_ping()
    story.responds()
    story.c_goaway()
    story.leaves()


def never_and_the_response_reset(story: Any) -> None:
    story.opens()
    story.c_head()
    story.s_settings()
    story.wait(1.5)
    story.s_head()
    story.c_reset()
    story.leaves()


def spoilt_by_us(story: Any) -> None:
    """PING of 9 octets: the client has an error to tell, and nothing to acknowledge."""
    story.opens()
    story.c_head()
    story.s_ping(b"123456789")
    story.s_settings()
    story.barrier()
    story.c_ack()
    story.c_ack()
    story.leaves()


def spoilt_settings(story: Any) -> None:
    story.opens()
    story.s_settings((5, 1))
    story.c_goaway(code=1)
    story.leaves()


def ping_with_other_octets(story: Any) -> None:
    story.opens()
    story.s_ping(b"aaaaaaaa")
    story.c_ping(b"bbbbbbbb")


def ack_of_an_ack(story: Any) -> None:
    story.opens()
    story.server(6, 1, 0, b"12345678")
    story.c_ping(b"12345678")


def pings_out_of_order(story: Any) -> None:
    """No section says in which order."""
    story.opens()
    story.s_ping(b"aaaaaaaa")
    story.s_ping(b"bbbbbbbb")
    story.c_ping(b"bbbbbbbb")
    story.c_ping(b"aaaaaaaa")
    story.leaves()


def one_ping_left_out(story: Any) -> None:
    story.opens()
    story.s_ping(b"aaaaaaaa")
    story.barrier(b"bbbbbbbb")
    story.leaves()


def no_ping_answered(story: Any) -> None:
    story.opens()
    story.c_head()
    story.s_ping()
    story.wait(1.5)
    story.responds()
    story.leaves()


def ping_after_the_response(story: Any) -> None:
    """It had what it came for."""
    story.opens()
    story.exchange()
    story.wait(1.5)
    story.s_ping()
    story.leaves()


def ack_of_another_after_our_fault(story: Any) -> None:
    story.opens()
    story.server(6, 0, 1, b"12345678")
    story.c_ping(b"abcdefgh")


def ping_flood(story: Any) -> None:
    story.opens()
    sent = [number.to_bytes(8, "big") for number in range(1100)]
    for octets in sent:
        story.s_ping(octets)
    for octets in sent:
        story.c_ping(octets)
    story.exchange()
    story.leaves()


ROWS = [
    ("E/6.5.3/ack-count", "kept", lawful),
    ("E/6.5.3/ack-count", "kept", flood),
    ("E/6.5.3/ack-count", "error", one_too_many),
    ("E/6.5.3/ack-count", "error", with_payload),
    ("E/6.5.3/ack-count", "error", late_although_read),
    ("E/6.5.3/ack-count", "kept", late_all_of_it),
    ("E/6.5.3/ack-count", "error", never_although_read),
    ("E/6.5.3/ack-count", "kept", never_and_we_closed),
    ("E/6.5.3/ack-count", "kept", never_and_nothing_known),
    ("E/6.5.3/ack-count", "error", never_and_the_response_read),
    ("E/6.5.3/ack-count", "kept", never_and_all_came_at_once),
    ("E/6.5.3/ack-count", "kept", never_and_the_response_reset),
    ("E/6.5.3/ack-count", "kept", spoilt_by_us),
    ("E/6.5.3/ack-count", "kept", spoilt_settings),
    ("E/6.7/ping-acks", "kept", lawful),
    ("E/6.7/ping-acks", "error", ping_with_other_octets),
    ("E/6.7/ping-acks", "error", ack_of_an_ack),
    ("E/6.7/ping-acks", "kept", pings_out_of_order),
    ("E/6.7/ping-acks", "error", one_ping_left_out),
    ("E/6.7/ping-acks", "error", no_ping_answered),
    ("E/6.7/ping-acks", "kept", ping_after_the_response),
    ("E/6.7/ping-acks", "kept", never_and_all_came_at_once),
    ("E/6.7/ping-acks", "kept", ping_flood),
    ("E/6.7/ping-acks", "kept", ack_of_another_after_our_fault),
]


@pytest.mark.parametrize(("check", "outcome", "tell"), ROWS)
def test_the_check_says_so(outcome_of: Any, check: str, outcome: str, tell: Any) -> None:
    assert outcome_of(check, tell) == outcome


def test_what_rests_on_how_the_client_left_says_so(story: Any, heard: Any) -> None:
    no_ping_answered(story)
    (finding,) = heard(story).found["E/6.7/ping-acks"]
    assert finding.parting


def test_the_records_are_the_settings_and_what_proves_them_read(story: Any, heard: Any) -> None:
    story.opens()
    settings = story.s_settings()
    story.barrier()
    answered = story.seq
    story.leaves()
    (finding,) = heard(story).found["E/6.5.3/ack-count"]
    assert finding.records == (settings, answered)
