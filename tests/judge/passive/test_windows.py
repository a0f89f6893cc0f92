"""Flow control both ways."""

from __future__ import annotations

from typing import Any

import pytest

OBEYS = "E/6.9/obeys-windows"
LEGAL = "E/6.9/window-update-legal"
BALANCE = "E/6.9/credit-balance"
SMALL = "E/6.9/credit-too-small"
FULL = 65_535


def uploads(*octets: int, stream: int = 1) -> Any:
    def tell(story: Any) -> None:
        story.opens()
        story.c_post(stream)
        for size in octets:
            story.c_data(size)

    return tell


def get_alone(story: Any) -> None:
    story.opens()
    story.exchange()


def credited(story: Any) -> None:
    uploads(16_384, 16_384, 16_384, 16_383)(story)
    story.s_window(100)
    story.s_window(50, 1)
    story.c_data(50)


def above_the_stream(story: Any) -> None:
    credited(story)
    story.c_data(1)


def padding_counts(story: Any) -> None:
    story.opens(ours=[(4, 10)])
    story.c_post()
    story.client(0, 8, 1, b"\x05" + b"x" * 5 + bytes(5))


def lowered(*, acked: bool) -> Any:
    """INITIAL_WINDOW_SIZE of 10 after 5 octets."""

    def tell(story: Any) -> None:
        story.opens()
        story.c_post()
        story.c_data(5)
        story.s_settings((4, 10))
        if acked:
            story.c_ack()
        story.c_data(6)

    return tell


def raised(*, acked: bool) -> Any:
    def tell(story: Any) -> None:
        story.opens(ours=[(4, 10)])
        story.s_settings((4, 100))
        if acked:
            story.c_ack()
        story.c_post()
        story.c_data(100)

    return tell


def below_zero(story: Any) -> None:
    story.opens()
    story.c_post()
    story.c_data(100)
    story.s_settings((4, 50))
    story.c_ack()
    story.s_window(50, 1)
    story.c_data(1)


def spoilt_by_our_update(story: Any) -> None:
    """An increment of 0: the stream is to be reset, its window nobody's business."""
    story.opens(ours=[(4, 10)])
    story.c_post()
    story.s_window(0, 1)
    story.c_data(20)


def in_flight_after_our_reset(story: Any) -> None:
    story.opens()
    story.c_post()
    story.s_reset()
    story.c_data(16_384)


def raised_after_our_reset(story: Any) -> None:
    """The client has read of a larger window before it reads of the reset."""
    story.opens()
    story.c_post()
    for size in (16_384, 16_384, 16_384, 16_383):
        story.c_data(size)
    story.s_settings((4, 100_000))
    story.s_reset()
    story.s_window(100_000)
    story.c_ack()
    story.c_data(16_384)


def gives(increment: int, stream: int = 0, *, streams: int = 1) -> Any:
    def tell(story: Any) -> None:
        story.opens()
        story.c_head(1)
        story.c_window(increment, stream)

    return tell


def raises_by_settings(story: Any) -> None:
    story.opens()
    story.c_head()
    story.c_window((1 << 31) - 1 - FULL, 1)
    story.c_settings((4, FULL + 1))


def overflows_after_our_overrun(story: Any) -> None:
    """Our DATA was more than the window: who counts what is open from there."""
    story.opens((4, 10))
    story.c_head()
    story.s_head()
    story.s_data(50)
    story.c_window((1 << 31) - 1, 1)


def overflows_after_our_fault(story: Any) -> None:
    story.opens()
    story.c_head()
    story.server(0, 0, 0, b"for nobody")
    story.c_window((1 << 31) - 1, 1)


def downloads(
    *sizes: int,
    credit: int = 0,
    every: int = 1,
    padding: int | None = None,
    window: int = 0,
    streams: int = 0,
    reset: bool = False,
    end: bool = True,
) -> Any:
    """DATA of these sizes; for each `every`th frame `credit` octets are given back."""

    def tell(story: Any) -> None:
        story.opens((4, (1 << 31) - 1))
        if window:
            story.c_window(window)
        story.c_head()
        story.s_head()
        for number, size in enumerate(sizes, 1):
            story.s_data(size, padding=padding)
            if credit and number % every == 0:
                story.c_window(credit)
            if streams:
                story.c_window(streams, 1)
        if reset:
            story.c_reset()
        elif end:
            story.s_data(0, end=True)
        if end:
            story.barrier()
            story.leaves()

    return tell


def small_lots(count: int, increment: int) -> Any:
    def tell(story: Any) -> None:
        story.opens()
        for _ in range(count):
            story.c_window(increment)

    return tell


FRAMES_OF_16K = [16_384] * 3 + [16_383]

ROWS = [
    (OBEYS, "unseen", get_alone),
    (OBEYS, "kept", uploads(16_384, 16_384, 16_384, 16_383)),
    (OBEYS, "error", uploads(16_384, 16_384, 16_384, 16_384)),
    (OBEYS, "kept", credited),
    (OBEYS, "error", above_the_stream),
    (OBEYS, "error", padding_counts),
    (OBEYS, "error", lowered(acked=True)),
    (OBEYS, "kept", lowered(acked=False)),
    (OBEYS, "kept", raised(acked=True)),
    (OBEYS, "kept", raised(acked=False)),
    (OBEYS, "error", below_zero),
    (OBEYS, "kept", spoilt_by_our_update),
    (OBEYS, "kept", in_flight_after_our_reset),
    (OBEYS, "kept", raised_after_our_reset),
    (LEGAL, "unseen", get_alone),
    (LEGAL, "kept", gives((1 << 31) - 1 - FULL)),
    (LEGAL, "error", gives((1 << 31) - FULL)),
    (LEGAL, "error", gives((1 << 31) - FULL, 1)),
    (LEGAL, "error", gives(0)),
    (LEGAL, "error", gives(0, 1)),
    (LEGAL, "error", raises_by_settings),
    (LEGAL, "kept", overflows_after_our_overrun),
    (LEGAL, "kept", overflows_after_our_fault),
    (BALANCE, "unseen", get_alone),
    (BALANCE, "kept", downloads(*[16_384] * 40, credit=32_768, every=2)),
    (BALANCE, "kept", downloads(*FRAMES_OF_16K)),
    (BALANCE, "warn", downloads(*[100] * 200, credit=100, padding=255)),
    (BALANCE, "kept", downloads(*[100] * 200, credit=356, padding=255)),
    (BALANCE, "warn", downloads(*FRAMES_OF_16K, reset=True)),
    (BALANCE, "warn", downloads(*FRAMES_OF_16K, streams=16_384, end=False)),
    (BALANCE, "warn", downloads(*[16_384] * 12, credit=12_288)),
    (BALANCE, "warn", downloads(*[16_384] * 100, credit=8_192, window=1 << 24)),
    (BALANCE, "kept", downloads(*[16_384] * 100, credit=16_384, window=1 << 24)),
    (BALANCE, "unseen", downloads(*[16_384] * 100, window=1 << 30)),
    (SMALL, "unseen", get_alone),
    (SMALL, "kept", small_lots(19, 1)),
    (SMALL, "kept", small_lots(50, 100)),
    (SMALL, "info", small_lots(50, 1)),
]


@pytest.mark.parametrize(("check", "outcome", "tell"), ROWS)
def test_the_check_says_so(outcome_of: Any, check: str, outcome: str, tell: Any) -> None:
    assert outcome_of(check, tell) == outcome


@pytest.mark.parametrize("check", [BALANCE, SMALL])
def test_a_window_update_that_is_too_short_gives_nothing(
    story: Any, heard: Any, check: str
) -> None:
    story.opens()
    story.exchange()
    story.client(8, 0, 0, b"\0\1")
    passive = heard(story)
    assert not passive.found[check] and not passive.seen[check]


def test_a_leak_says_what_it_is_as_large_as(story: Any, heard: Any) -> None:
    downloads(*[100] * 200, credit=100, padding=255)(story)
    (finding,) = heard(story).found[BALANCE]
    assert finding.text.endswith("as much as there was padding")
