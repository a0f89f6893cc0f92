from __future__ import annotations

from h2craft.endpoint.inflow import DEFAULT_WINDOW, KEPT_ENDED, Inflow, Inflows


def test_half_a_window_is_given_back_at_once() -> None:
    window = Inflow(room=0, size=100)
    assert [window.give_back(20) for _ in range(5)] == [0, 0, 60, 0, 0]
    assert window.room == 60


def test_a_window_of_one_octet_is_given_back_octet_by_octet() -> None:
    window = Inflow(room=0, size=1)
    assert [window.give_back(1), window.give_back(1)] == [1, 1]


def test_one_acknowledgement_settles_one_settings_frame() -> None:
    inflows = Inflows()
    first = inflows.stream(1)
    for initial in (100, None, 1_000):
        inflows.announced(initial)
    inflows.acknowledged()
    assert (first.room, inflows.initial) == (100, 100)
    inflows.acknowledged()
    assert first.room == 100
    inflows.acknowledged()
    assert (first.room, first.size, inflows.stream(3).room) == (1_000, 1_000, 1_000)
    inflows.acknowledged()


def test_windows_may_go_negative_by_settings_and_are_overrun_by_data() -> None:
    inflows = Inflows()
    assert inflows.received(1, 60_000) is None
    inflows.announced(10)
    inflows.acknowledged()
    assert inflows.stream(1).room == 10 - 60_000
    assert inflows.received(1, 1) == "stream"
    assert inflows.received(3, 10_000) == "connection"


def test_what_we_announce_makes_the_window_larger() -> None:
    inflows = Inflows()
    inflows.opened(0, 1_000)
    inflows.opened(1, 5)
    assert (inflows.connection.size, inflows.stream(1).size) == (66_535, 65_540)


def test_what_is_left_of_a_window_is_known_after_the_peer_has_ended_its_direction() -> None:
    inflows = Inflows()
    inflows.received(1, 1000)
    inflows.end(1)
    assert (inflows.room_of(1), inflows.room_of(3)) == (DEFAULT_WINDOW - 1000, DEFAULT_WINDOW)
    inflows.announced(100)
    inflows.acknowledged()
    assert inflows.room_of(1) == 100 - 1000
    inflows.opened(1, 50)
    assert inflows.room_of(1) == 150 - 1000
    inflows.drop(1)
    assert inflows.room_of(1) == 100


def test_data_where_none_may_come_counts_and_no_more_than_so_many_are_kept() -> None:
    inflows = Inflows()
    inflows.stream(1)
    inflows.stray(1, 10)
    assert inflows.streams[1].room == DEFAULT_WINDOW - 10
    for stream_id in range(3, 2 * KEPT_ENDED + 11, 2):
        inflows.stray(stream_id, 1)
    assert len(inflows.ended) == KEPT_ENDED
    assert inflows.room_of(2 * KEPT_ENDED + 9) == DEFAULT_WINDOW - 1
