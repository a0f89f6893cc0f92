"""A case against a function: what it is asked, and what its answer means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from h2craft.check import Asked, check_call
from h2craft.check.called import _called
from h2craft.judge import Case, Outcome, Shape, cases

pytestmark = pytest.mark.engine
ASKED = Asked(url="https://127.0.0.1:1/", cacert="", shape=Shape(method="POST", size=3))


@pytest.fixture(scope="module")
def case() -> Callable[[str], Case]:
    known = {one.id: one for one in cases()}
    return known.__getitem__


def fetch(ask: Asked) -> httpx.Response:
    with httpx.Client(http2=True, verify=ask.ssl_context()) as client:
        return client.request(ask.method, ask.url, content=ask.body)


class Response:
    def __init__(self, content: Any, status_code: Any = None) -> None:
        self.content = content
        self.status_code = status_code


def test_it_is_asked_for_the_shape_of_the_case(case: Callable[[str], Case]) -> None:
    asked: list[Asked] = []

    def call(ask: Asked) -> httpx.Response:
        asked.append(ask)
        return fetch(ask)

    result = check_call(case("A/baseline/post"), call)
    assert result.outcome is Outcome.PASS, result.reason
    assert (asked[0].method, asked[0].body, asked[0].requests) == ("POST", b"b" * 1000, 1)


def test_each_variant_is_a_run_and_one_can_be_chosen(case: Callable[[str], Case]) -> None:
    one = case("D/truncated/tls-close-notify")
    assert [run.variant for run in check_call(one, fetch).runs] == list(one.variants)
    chosen = check_call(one, fetch, variant=one.variants[1])
    assert [run.variant for run in chosen.runs] == [one.variants[1]]


def test_a_function_that_lies_is_found_out(case: Callable[[str], Case]) -> None:
    def call(ask: Asked) -> bytes:
        with pytest.raises(httpx.HTTPError):
            fetch(ask)
        return b"all is well"

    result = check_call(case("D/truncated/tcp-reset"), call)
    assert result.outcome is Outcome.FAIL and "success" in result.reason


def test_a_function_that_asks_nobody_is_inconclusive(case: Callable[[str], Case]) -> None:
    result = check_call(case("A/baseline/get"), lambda ask: b"")
    assert result.outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize(
    ("returned", "bodies", "statuses"),
    [
        (b"octets", [b"octets"], [None]),
        ("text", [b"text"], [None]),
        (None, [None], [None]),
        (Response(b"x", 204), [b"x"], [204]),
        (Response("x", "204"), [b"x"], [None]),
        ([b"a", Response(b"b", 200)], [b"a", b"b"], [None, 200]),
    ],
)
def test_what_it_returns_is_a_body_a_response_or_several(
    returned: Any, bodies: list[bytes | None], statuses: list[int | None]
) -> None:
    results = _called(lambda ask: returned, ASKED).results
    assert results is not None and all(one.ok for one in results)
    assert [one.body for one in results] == bodies
    assert [one.status for one in results] == statuses


def test_what_it_raises_is_a_failure_in_its_own_words() -> None:
    def call(ask: Asked) -> bytes:
        raise OSError("reset by peer")

    run = _called(call, ASKED)
    assert run.words == ("call",) and run.results is not None
    assert [(one.ok, one.error) for one in run.results] == [(False, "OSError: reset by peer")]
