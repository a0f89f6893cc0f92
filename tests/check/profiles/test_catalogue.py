"""The table of profiles."""

from __future__ import annotations

import pytest

from h2craft.check.profiles import PROFILES, available, profile
from h2craft.judge import Shape
from h2craft.scenario import ScenarioError

ASKED_FOR = {
    *("curl", "nghttp", "h2load", "node", "undici", "httpx", "niquests", "go", "java", "okhttp"),
    *("hyper", "chromium", "firefox", "haproxy", "envoy", "nginx"),
}


def test_clients_of_the_documentation_are_there() -> None:
    assert set(PROFILES) >= ASKED_FOR


def test_there_are_more_than_fifteen_engines() -> None:
    assert len({one.engine for one in PROFILES.values()}) > 15


def test_every_profile_has_its_name() -> None:
    assert all(name == one.name for name, one in PROFILES.items())
    assert profile("curl") is PROFILES["curl"]


def test_every_profile_can_be_asked_for_a_response() -> None:
    assert not [name for name, one in PROFILES.items() if one.can(Shape())]


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("crul", "did you mean curl"),
        ("nginx-gprc", "did you mean nginx-grpc"),
        ("?", "there are curl"),
    ],
)
def test_a_name_that_is_none_has_one_that_is_near(said: str, hint: str) -> None:
    with pytest.raises(ScenarioError, match=hint):
        profile(said)


def test_what_is_available_is_not_missing() -> None:
    names = [one.name for one in available()]
    assert names == [name for name, one in PROFILES.items() if not one.missing()]
    assert "httpx" in names
