from __future__ import annotations

from h2craft.endpoint import Greeting, Limits


def test_the_default_greeting_is_lawful() -> None:
    settings = dict(Greeting().settings)
    assert 65_535 <= settings[4] < 2**31
    assert 65_535 <= Greeting().connection_window < 2**31
    assert settings[6] == Limits().header_list_octets


def test_a_changed_greeting_keeps_what_is_not_named() -> None:
    greeting = Greeting(settings=((1, 10), (3, 7)), connection_window=100_000)
    changed = greeting.changed([(3, 8), (9, 1), (3, 9)])
    assert changed.settings == ((1, 10), (3, 8), (9, 1), (3, 9))
    assert changed.connection_window == 100_000
    assert greeting.changed((), 65_535) == Greeting(
        settings=((1, 10), (3, 7)), connection_window=65_535
    )
