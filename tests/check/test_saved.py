from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from h2craft.check import CommandClient, Suite, SuiteOptions, judged_again, saved_runs
from h2craft.check.saved import client_from_json, client_to_json
from h2craft.judge import Case, ClientRun, Result
from h2craft.scenario import ScenarioError

ANSWER = "def main(request, response):\n    return 'yes'\n"
Make = Callable[..., Case]


@pytest.mark.parametrize(
    "run",
    [
        ClientRun(words=("curl", "x"), status=None, signal="SIGSEGV", stdout=b"\0\xff", lost=7),
        ClientRun(
            memory=5,
            cpu=0.5,
            results=(
                Result(
                    ok=True,
                    status=200,
                    body=b"\x80",
                    length=1,
                    fields=(("a", "b"),),
                    trailers=(),
                    informational=(103,),
                ),
                Result(ok=False, error="no"),
            ),
        ),
    ],
)
def test_what_became_of_a_client_is_the_same_after_it_was_written(run: ClientRun) -> None:
    assert client_from_json(json.loads(json.dumps(client_to_json(run)))) == run


@pytest.mark.engine
async def test_runs_that_were_kept_come_to_the_same_again(
    case_of: Make, strict: CommandClient, tmp_path: Path
) -> None:
    folder = tmp_path / "traces"
    folder.mkdir()
    cases = [
        case_of(ANSWER, "Variants: one, two"),
        case_of(ANSWER, "Strict: CE(PROTOCOL_ERROR)", name="other"),
        case_of(ANSWER, "Needs: cookies", name="skipped"),
    ]
    results = await Suite(strict, SuiteOptions(traces=folder)).run(cases)
    names = {file.name for file in folder.iterdir()}
    assert {"A-1-own.one.h2trace", "A-1-own.one.json", "A-1-other.2.h2trace"} <= names
    again = list(judged_again(cases, saved_runs(folder)))
    assert [one.id for one in again] == ["A/1/own", "A/1/other"]
    for before, after in zip(results, again, strict=False):
        assert (before.outcome, before.wire, before.client) == (
            after.outcome,
            after.wire,
            after.client,
        )
        assert (before.reason, before.records) == (after.reason, after.records)
        assert len(before.runs) == len(after.runs)


def test_a_folder_without_runs_says_how_they_get_there(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="there are no runs in .* --traces keeps them"):
        saved_runs(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"case": 1}'])
def test_what_is_not_ours_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.h2trace").write_bytes(b"")
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(ScenarioError, match=r"x\.json is not what h2craft check writes"):
        saved_runs(tmp_path)


def test_a_trace_alone_is_no_run(tmp_path: Path) -> None:
    (tmp_path / "x.h2trace").write_bytes(b"")
    with pytest.raises(ScenarioError, match=r"x\.json: no such file"):
        saved_runs(tmp_path)


def test_a_trace_that_is_none_is_named(case_of: Make, tmp_path: Path) -> None:
    case = case_of(ANSWER)
    told = {"case": case.id, "variant": "", "number": 1, "seconds": 1.0}
    told["client"] = client_to_json(ClientRun())
    (tmp_path / "x.h2trace").write_bytes(b"no trace at all\n")
    (tmp_path / "x.json").write_text(json.dumps(told))
    with pytest.raises(ScenarioError, match=r"x\.h2trace"):
        list(judged_again([case], saved_runs(tmp_path)))
