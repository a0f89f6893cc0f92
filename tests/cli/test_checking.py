"""`h2craft check` as a person runs it: with a client, with runs that were kept, by path."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

STRICT = Path(__file__).parents[1] / "check" / "clients" / "strict.py"
CLIENT = ("--", sys.executable, str(STRICT), "--cacert", "{cacert}", "{url}")
ANY = ("--", sys.executable, "-c", "", "{url}")
CALIBRATION = "h2craft"
LONG = 60.0

pytestmark = pytest.mark.engine
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_a_good_client_is_good(run: Run) -> None:
    done = run("check", "--only", "A/baseline/get", "--only", "data-stream-0", *CLIENT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 cases in" in done.stdout and "FAIL  " in done.stdout
    assert done.stderr == ""


def test_what_it_cannot_be_asked_for_is_skipped_and_is_no_failure(run: Run) -> None:
    done = run("check", "--only", "A/baseline/post", *CLIENT)
    assert done.returncode == 0
    assert "skipped   1: the command has no {size}" in done.stdout


def test_a_failure_is_told_and_is_the_exit_status(run: Run, tmp_path: Path) -> None:
    defect = [*CLIENT[:-1], "--defect", "9113/6.1/data-stream-0", CLIENT[-1]]
    out = tmp_path / "out.json"
    done = run("check", "--only", "data-stream-0", "--json", str(out), *defect)
    assert done.returncode == 1
    assert done.stdout.startswith("FAIL    \N{BLACK STAR} 9113/6.1/data-stream-0  [MUST] ")
    made = json.loads(out.read_text())
    [case] = made["cases"]
    assert (case["id"], case["outcome"], case["star"]) == ("9113/6.1/data-stream-0", "fail", True)
    assert made["client"]["words"] == defect[1:] and made["summary"]["fail"] == 1
    assert len(case["runs"]) == 3 and case["records"]


def test_passive_checks_are_rows_over_what_was_run(run: Run) -> None:
    done = run(
        "check", "--only", "E/3.4/preface", "--only", "A/baseline/get", "--json", "-", *CLIENT
    )
    outcomes = {case["id"]: case["outcome"] for case in json.loads(done.stdout)["cases"]}
    assert outcomes == {"A/baseline/get": "pass", "E/3.4/preface": "pass"}
    assert done.returncode == 0 and "2 cases in" in done.stderr


def test_lenient_is_enough_unless_it_has_to_be_strict(run: Run) -> None:
    words = ["--only", "A/baseline/get", "--only", "E/9.1/closes-politely"]
    rude = [*CLIENT[:-1], "--defect", "E/9.1/closes-politely", CLIENT[-1]]
    assert run("check", *words, *rude).returncode == 0
    assert run("check", *words, "--strict", *rude).returncode == 1


def test_runs_that_are_kept_are_judged_again_without_a_client(run: Run, tmp_path: Path) -> None:
    words = ["--only", "A/baseline/get", "--only", "data-stream-0"]
    first = run("check", *words, "--traces", str(tmp_path / "t"), "--json", "-", *CLIENT)
    again = run("check", *words, "--judge", str(tmp_path / "t"), "--json", "-")
    assert again.returncode == first.returncode == 0
    told = [
        [(case["id"], case["outcome"], case["wire"], case["client"]) for case in one["cases"]]
        for one in (json.loads(first.stdout), json.loads(again.stdout))
    ]
    assert told[0] == told[1] and len(told[0]) == 2


def test_of_runs_that_are_not_meant_nothing_is_told(run: Run, tmp_path: Path) -> None:
    run("check", "--only", "A/baseline/get", "--traces", str(tmp_path / "t"), *CLIENT)
    done = run("check", "--only", "data-stream-0", "--judge", str(tmp_path / "t"))
    assert done.returncode == 1 and "is of a case that is meant" in done.stderr
    (tmp_path / "empty").mkdir()
    done = run("check", "--judge", str(tmp_path / "empty"))
    assert done.returncode == 1 and "--traces keeps them" in done.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--only", "data-steam-0", *ANY], "did you mean 9113/6.1/data-stream-0"),
        (["--skip", "zzz", *ANY], "no case matches 'zzz'"),
        (["--", "curl", "{uri}"], "the client command has {uri}"),
        (["--", "curl"], "the client command has no {url}"),
        (["--profile", "crul"], "there is no profile 'crul'; did you mean curl"),
        (["--only", "A/baseline/get", *ANY], "never connects: it exits with status 0"),
        (["--only", "A/baseline/get", "--", "no-such-client", "{url}"], "no such program"),
    ],
)
def test_what_cannot_work_is_one_line_and_two(run: Run, words: list[str], says: str) -> None:
    done = run("check", *words)
    assert done.returncode == 2
    assert says in done.stderr and len(done.stderr.splitlines()) == 1
    assert not done.stdout


def test_cases_are_listed(run: Run) -> None:
    done = run("check", "--list", "--group", "B", "--tag", "star")
    assert done.returncode == 0
    assert "9113/6.1/data-stream-0" in done.stdout
    assert "A/" not in done.stdout and "data-padded-empty" not in done.stdout


def test_remarks_on_the_client_are_told_before(run: Run) -> None:
    words = " ".join(["exec", *(f'"{word}"' for word in CLIENT[1:-1]), '"$0"', ">/dev/null"])
    quiet = ("--", "sh", "-c", words, "{url}")
    done = run("check", "--only", "A/baseline/get", *quiet)
    assert "sh: what it prints is not the body" in done.stderr


def test_ctrl_c_tells_what_is_known_and_writes_the_report(
    command: list[str], environment: dict[str, str], tmp_path: Path
) -> None:
    """The client of a second case never ends; the first one is done by then."""
    count = f"mkdir {tmp_path}/n$$; test $(ls {tmp_path} | grep -c ^n) -gt 1 && exec sleep 600"
    asks = f"exec {sys.executable} {STRICT} --cacert $1 $0"
    stays = f"case $0 in */{CALIBRATION}) ;; *) {count} ;; esac; {asks}"
    out = tmp_path / "out.json"
    words = ["check", "--only", "A/baseline/get", "--only", "data-stream-0", "--jobs", "1"]
    with subprocess.Popen(
        [*command, *words, "--json", str(out), "--", "sh", "-c", stays, "{url}", "{cacert}"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        _wait_for(lambda: len(list(tmp_path.glob("n*"))) > 1)
        process.send_signal(signal.SIGINT)
        said, errors = process.communicate(timeout=LONG)
    assert process.returncode == 130
    assert "1 case in" in said and "interrupted: 1 case not done" in errors
    assert json.loads(out.read_text())["interrupted"] is True


def _wait_for(holds: Callable[[], bool]) -> None:
    import time

    deadline = time.monotonic() + LONG
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_cases_are_served_by_path_until_ctrl_c(
    command: list[str], environment: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    words = ["check", "--serve", "--only", "A/baseline/get", "--json", str(out)]
    with subprocess.Popen(
        [*command, *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None and process.stdout is not None
        url = process.stderr.readline().split()[1]
        while process.stderr.readline().strip() != "ready":
            pass
        _get(url + "case/A/baseline/get", environment)
        line = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=LONG)
    assert "A/baseline/get" in line and "A/baseline/get" in said
    assert process.returncode == 0
    [case] = json.loads(out.read_text())["cases"]
    assert case["client"] == "not started by us: the wire alone is judged"


def _get(url: str, environment: dict[str, str]) -> Any:
    import ssl

    import httpx

    cacert = Path(environment["H2CRAFT_DATA"]) / "ca" / "ca.pem"
    context = ssl.create_default_context(cafile=str(cacert))
    with httpx.Client(http2=True, verify=context, follow_redirects=True) as client:
        return client.get(url)
