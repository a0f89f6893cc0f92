"""Settings announced, in flight and acknowledged, RFC 9113 6.5."""

from __future__ import annotations

from h2craft.model import SettingsView
from h2craft.model.settings import DEFAULTS, UNLIMITED, InFlight
from h2craft.wire import SettingId as Id


def test_the_defaults_are_in_force_before_anything_is_said() -> None:
    settings = SettingsView()
    assert settings[Id.MAX_FRAME_SIZE] == 16_384
    assert settings[Id.MAX_CONCURRENT_STREAMS] == UNLIMITED
    assert settings[0x4242] == 0
    assert settings.acknowledged == DEFAULTS


def test_a_value_is_in_force_once_acknowledged() -> None:
    settings = SettingsView()
    settings.announce([(Id.MAX_FRAME_SIZE, 20_000)], 3)
    assert settings[Id.MAX_FRAME_SIZE] == 16_384
    assert settings.in_flight[0].record == 3
    assert settings.settle() == {Id.MAX_FRAME_SIZE: (16_384, 20_000)}
    assert settings[Id.MAX_FRAME_SIZE] == 20_000
    assert settings.acknowledged[Id.MAX_FRAME_SIZE] == 20_000


def test_one_ack_settles_one_frame_the_oldest() -> None:
    settings = SettingsView()
    settings.announce([(Id.MAX_FRAME_SIZE, 20_000)], 1)
    settings.announce([(Id.MAX_FRAME_SIZE, 30_000)], 2)
    settings.settle()
    assert settings[Id.MAX_FRAME_SIZE] == 20_000
    assert settings.most(Id.MAX_FRAME_SIZE) == 30_000
    assert settings.latest(Id.MAX_FRAME_SIZE) == 30_000
    settings.settle()
    assert settings[Id.MAX_FRAME_SIZE] == 30_000
    assert settings.settle() is None
    assert settings.settled == 2


def test_most_is_the_old_value_while_a_lower_one_is_in_flight() -> None:
    settings = SettingsView()
    settings.announce([(Id.INITIAL_WINDOW_SIZE, 0)], 1)
    assert settings.most(Id.INITIAL_WINDOW_SIZE) == 65_535
    assert settings.latest(Id.INITIAL_WINDOW_SIZE) == 0
    assert settings.latest(Id.ENABLE_PUSH) == 1


def test_the_last_of_several_values_in_one_frame_counts() -> None:
    settings = SettingsView()
    settings.announce([(Id.ENABLE_PUSH, 0), (Id.ENABLE_PUSH, 1)], 1)
    assert settings.settle() == {Id.ENABLE_PUSH: (1, 1)}


def test_made_up_identifiers_do_not_fill_the_memory() -> None:
    settings = SettingsView()
    for start in (1000, 2000):
        settings.announce([(start + number, 1) for number in range(500)] * 2, 1)
        settings.settle()
    assert len(settings.acknowledged) <= 2 * len(DEFAULTS) + 64
    assert settings[1000] == 1
    assert settings[1499] == 0


def test_settings_nobody_acknowledges_do_not_fill_the_memory() -> None:
    settings = SettingsView()
    for number in range(1000):
        settings.announce([(Id.ENABLE_PUSH, 0)], number)
    assert len(settings.in_flight) == 256
    for number in range(1000):
        settings.announce([(1000 + number, 0)], number)
    assert sum(len(frame.values) for frame in settings.in_flight) < 1000


def test_each_of_a_flood_of_settings_may_be_acknowledged() -> None:
    settings = SettingsView()
    settings.announce([(Id.ENABLE_PUSH, 0)], 1)
    for number in range(500):
        settings.announce([(Id.INITIAL_WINDOW_SIZE, number)], number)
    assert [settings.settle() is None for _ in range(502)] == [False] * 501 + [True]
    assert (settings[Id.ENABLE_PUSH], settings[Id.INITIAL_WINDOW_SIZE]) == (0, 499)


def test_what_somebody_else_knows_is_taken_over() -> None:
    view = SettingsView()
    view.announce([(Id.MAX_FRAME_SIZE, 20_000)], 1)
    view.take_over([(Id.INITIAL_WINDOW_SIZE, 7), (99, 1)], [InFlight(5, {1: 64})], 3)
    assert (view[Id.INITIAL_WINDOW_SIZE], view[99], view[Id.MAX_FRAME_SIZE]) == (7, 1, 16_384)
    assert (view.latest(Id.HEADER_TABLE_SIZE), view.settled) == (64, 3)


def test_made_up_identifiers_that_are_taken_over_do_not_fill_the_memory() -> None:
    view = SettingsView()
    made_up = [(1000 + number, 1) for number in range(500)]
    view.take_over([*made_up, (Id.ENABLE_PUSH, 0)], [], 1)
    assert len(view.acknowledged) == len(DEFAULTS) + 64
    assert (view[1063], view[1064], view[Id.ENABLE_PUSH]) == (1, 0, 0)
