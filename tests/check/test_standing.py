from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from h2craft.check import CaseResult, Serving, SuiteOptions
from h2craft.check import standing as standing_module
from h2craft.judge import Case

pytestmark = pytest.mark.engine

ANSWER = "def main(request, response):\n    return str(request.GET.first('variant', b'none'))\n"
Make = Callable[..., Case]
LONG = 30.0


class Standing:
    """Cases that are served, and somebody who asks for them."""

    def __init__(self, serving: Serving, told: asyncio.Queue[CaseResult]) -> None:
        self.serving = serving
        self.told = told

    def client(self) -> httpx.AsyncClient:
        context = ssl.create_default_context(cafile=str(self.serving.about.ca_path))
        return httpx.AsyncClient(
            http1=False, http2=True, verify=context, follow_redirects=True, timeout=LONG
        )

    async def get(self, path: str) -> httpx.Response:
        async with self.client() as client:
            return await client.get(self.serving.url.rstrip("/") + path)

    async def next(self) -> CaseResult:
        return await asyncio.wait_for(self.told.get(), LONG)


@contextlib.asynccontextmanager
async def standing(*cases: Case) -> AsyncIterator[Standing]:
    told: asyncio.Queue[CaseResult] = asyncio.Queue()
    serving, stop = Serving(cases, SuiteOptions(), told.put_nowait), asyncio.Event()
    task = asyncio.create_task(serving.run(stop))
    try:
        yield Standing(serving, told)
    finally:
        stop.set()
        await task


async def test_the_list_leads_to_the_cases(case_of: Make) -> None:
    async with standing(case_of(ANSWER)) as there:
        page = await there.get("/")
        assert page.headers["content-type"].startswith("text/html")
        assert 'href="/case/A/1/own"' in page.text


async def test_a_case_is_served_by_itself_and_judged_once_its_client_has_gone(
    case_of: Make,
) -> None:
    async with standing(case_of(ANSWER)) as there:
        answer = await there.get("/case/A/1/own")
        assert answer.text == "b'none'"
        assert [one.status_code for one in answer.history] == [307]
        assert answer.url.port != answer.history[0].url.port
        result = await there.next()
        assert result.id == "A/1/own" and result.outcome.good, result.reason
        assert result.client == "not started by us: the wire alone is judged"


async def test_a_variant_is_a_visit_of_its_own(case_of: Make) -> None:
    async with standing(case_of(ANSWER, "Variants: one, two")) as there:
        assert (await there.get("/case/A/1/own?variant=two")).text == "b'two'"
        assert (await there.next()).runs[0].variant == "two"
        assert (await there.get("/case/A/1/own")).text == "b'one'"
        assert (await there.next()).runs[0].variant == "one"
        [result] = there.serving.results
        assert [run.variant for run in result.runs] == ["two", "one"]


async def test_two_requests_to_one_case_are_one_visit(case_of: Make) -> None:
    case = case_of(ANSWER, "Needs: requests 2", "Expect: 2: dir:received type:HEADERS")
    async with standing(case) as there, there.client() as client:
        for _ in range(2):
            await client.get(there.serving.url + "case/A/1/own")
        await client.aclose()
        result = await there.next()
        assert result.outcome.good, result.reason


async def test_a_client_that_stays_is_judged_once_it_is_quiet(
    case_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing_module, "QUIET_SECONDS", 0.2)
    async with standing(case_of(ANSWER)) as there, there.client() as client:
        await client.get(there.serving.url + "case/A/1/own")
        assert (await there.next()).outcome.good


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/case/A/1/nowhere", "There is no such case"),
        ("/A/1/own", "There is no such case"),
        ("/case/A/1/own?variant=nine", "Its variants: one, two"),
    ],
)
async def test_what_there_is_not_is_404(case_of: Make, path: str, says: str) -> None:
    async with standing(case_of(ANSWER, "Variants: one, two")) as there:
        answer = await there.get(path)
        assert answer.status_code == 404 and says in answer.text


async def test_what_goes_on_in_the_end_is_judged_as_it_is(case_of: Make) -> None:
    async with standing(case_of(ANSWER)) as there, there.client() as client:
        await client.get(there.serving.url + "case/A/1/own")
        await there.serving.close()
        assert there.told.get_nowait().id == "A/1/own"


async def test_whoever_does_not_follow_is_no_visit(case_of: Make) -> None:
    async with standing(case_of(ANSWER)) as there:
        async with there.client() as client:
            answer = await client.get(there.serving.url + "case/A/1/own", follow_redirects=False)
            assert answer.status_code == 307
        await there.serving.close()
        assert there.serving.results == [] and there.told.empty()


async def test_a_case_that_cannot_be_served_says_so(case_of: Make, tmp_path: Path) -> None:
    case = case_of(ANSWER)
    case.file.unlink()
    async with standing(case) as there:
        answer = await there.get("/case/A/1/own")
        assert answer.status_code == 503 and "cannot be served" in answer.text
