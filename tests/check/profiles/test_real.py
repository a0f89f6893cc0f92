"""Profiles against a server: what a client reports is read as it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from h2craft.check.profiles import PROFILES
from h2craft.judge import ClientRun, Result, Shape

pytestmark = pytest.mark.clients

Ask = Callable[..., ClientRun]

NO_BODY = {"h2load"}
"""They throw bodies away."""

ENDS_WELL = {"node", "got", "axios", "bun-http2", "apache"}
"""Where the connection is lost in a body, a plain script of theirs sees its end; a proxy has told
of a success by then."""

RESET_ENDS_WELL = {"hyper", "wget2", "apache"}
HANGS_AT_RESET = {"libsoup"}

NAMES = list(PROFILES)


def results(run: ClientRun) -> tuple[Result, ...]:
    assert run.results is not None, run
    return run.results


def shown(one: Result, name: str) -> bytes | None:
    return None if name in NO_BODY else one.body


@pytest.mark.parametrize("name", NAMES)
def test_a_response_is_a_success_with_its_body(ask: Ask, name: str) -> None:
    (one,) = results(ask(name, "/whole.py", Shape()))
    assert (one.ok, one.status, one.length, one.error) == (True, 200, 18, "")
    assert name in NO_BODY or one.body == b"GET with 0 octets\n"


@pytest.mark.parametrize("name", NAMES)
def test_a_body_is_sent(ask: Ask, name: str) -> None:
    shape = Shape(method="POST", size=50_000)
    if PROFILES[name].can(shape):
        pytest.skip(PROFILES[name].can(shape))
    (one,) = results(ask(name, "/whole.py", shape))
    assert (one.ok, one.status) == (True, 200)
    assert name in NO_BODY or one.body == b"POST with 50000 octets\n"


@pytest.mark.parametrize("name", NAMES)
def test_a_head_has_no_body(ask: Ask, name: str) -> None:
    (one,) = results(ask(name, "/whole.py", Shape(method="HEAD")))
    assert (one.ok, one.status, one.length) == (True, 200, 0)


@pytest.mark.parametrize("name", NAMES)
def test_one_request_after_the_other(ask: Ask, name: str) -> None:
    shape = Shape(requests=2)
    if PROFILES[name].can(shape):
        pytest.skip(PROFILES[name].can(shape))
    both = results(ask(name, "/whole.py", shape))
    assert [(one.ok, one.status) for one in both] == [(True, 200)] * 2


@pytest.mark.parametrize("name", NAMES)
def test_two_requests_at_the_same_time(ask: Ask, name: str) -> None:
    shape = Shape(requests=2, parallel=2)
    if PROFILES[name].can(shape):
        pytest.skip(PROFILES[name].can(shape))
    both = results(ask(name, "/whole.py?both", shape))
    assert [(one.ok, one.status) for one in both] == [(True, 200)] * 2
    bodies = [one.body for one in both if one.body]
    assert len(set(bodies)) == len(bodies) or name not in {"curl", "node", "httpx", "chromium"}


@pytest.mark.parametrize("name", NAMES)
def test_a_reset_is_a_failure(ask: Ask, name: str) -> None:
    if name in HANGS_AT_RESET:
        pytest.skip(f"{name} does not notice it before its own limit")
    (one,) = results(ask(name, "/half.py?reset", Shape()))
    assert one.ok == (name in RESET_ENDS_WELL)
    assert one.error or one.ok


@pytest.mark.parametrize("name", NAMES)
def test_a_lost_connection_is_a_failure_of_what_was_unfinished(ask: Ask, name: str) -> None:
    if name == "wget2":
        pytest.skip("wget2 never ends then")
    (one,) = results(ask(name, "/half.py?close", Shape()))
    assert one.ok == (name in ENDS_WELL)
    assert one.error or one.ok


@pytest.mark.parametrize("name", NAMES)
def test_its_version_is_known(known: Callable[[str], object], name: str) -> None:
    known(name)
    client, engine = PROFILES[name].versions
    assert any(digit.isdigit() for digit in client), client
    assert engine
