from __future__ import annotations

from h2craft.endpoint import Greeting, Limits


def test_the_default_greeting_is_lawful() -> None:
    settings = dict(Greeting().settings)
    assert 65_535 <= settings[4] < 2**31
    assert 65_535 <= Greeting().connection_window < 2**31
    assert settings[6] == Limits().header_list_octets
