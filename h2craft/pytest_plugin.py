"""Fixtures for the test suites of HTTP/2 clients written in Python. Loaded by pytest by itself.

Knows pytest and the faces of the rooms; loads those when a fixture is used and not before.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from h2craft.check import Asked, CaseResult
    from h2craft.serving import Server
    from h2craft.setup import Root


@pytest.fixture
def h2craft_server() -> Iterator[Callable[..., Server]]:
    """`server = h2craft_server(main)`: a running HTTP/2 server, until the test ends.

    Takes what `h2craft.serve` takes: a callable `main(request, response)`, a handler script, a
    folder of them, a mapping of hooks; then its keyword arguments. The server has `url`,
    `ca_path`, `ssl_context()`, `wait_for(filter)`, `readings(filter)`, `transcript()`.
    """
    import h2craft

    with contextlib.ExitStack() as stack:

        def serve(root: Root = None, **options: Any) -> Server:
            return stack.enter_context(h2craft.serve(root, **options))

        yield serve


@pytest.fixture
def h2craft_scenario(
    h2craft_server: Callable[..., Server],
) -> Callable[..., tuple[Server, str]]:
    """`server, url = h2craft_scenario("rst-mid-body")`: a scenario of the library, served.

    By its name, the id of a case, or its file; ScenarioError where there is none. `url` is what
    to ask for.
    """
    from h2craft.scenario import find

    def serve(name: Any, **options: Any) -> tuple[Server, str]:
        entry = find(name)
        server = h2craft_server(entry.file, **options)
        return server, server.url + entry.path

    return serve


@pytest.fixture
def h2craft_check() -> Callable[..., CaseResult]:
    """`h2craft_check("D/truncated/rst-no-error", lambda ask: get(ask.url, ask.ssl_context()))`.

    Runs a case of the conformance catalogue against the function, which makes the requests the
    case wants and returns the body or the response (a list of them for several requests), or
    raises where a request fails. The test fails, with the whole story, where the case does; with
    `strict` where it passes leniently too. Returns the result.
    """
    from h2craft.check import check_call
    from h2craft.judge import Outcome

    def check(
        name: str,
        call: Callable[[Asked], Any],
        *,
        strict: bool = False,
        variant: str | None = None,
        h2c: bool = False,
    ) -> CaseResult:
        from h2craft.check import SuiteOptions

        result = check_call(_case(name), call, SuiteOptions(h2c=h2c), variant=variant)
        if result.outcome is Outcome.SKIPPED:
            pytest.skip(f"{result.id}: {result.reason}")
        good = (Outcome.PASS,) if strict else (Outcome.PASS, Outcome.PASS_LENIENT)
        if result.outcome not in good:
            pytest.fail(_story(result), pytrace=False)
        return result

    return check


def _case(name: str) -> Any:
    from h2craft.judge import read_case
    from h2craft.scenario import ScenarioError, find

    case = read_case(find(name))
    if case is None:
        raise ScenarioError(f"{name!r} is a scenario without a verdict: it is no case")
    return case


def _story(result: CaseResult) -> str:
    from h2craft.check.explain import explained
    from h2craft.explain import plain

    return plain(explained(result, ()))
