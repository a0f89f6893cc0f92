from __future__ import annotations

import json
from collections import Counter

import pytest

from h2craft.cli.doctor import PARTS, _examined, lines, summary
from h2craft.cli.examine import PARTS as EXAMINED
from h2craft.cli.examine import Found, State

PLACES = ("doctor", "places", "ports", "--json")


@pytest.fixture(autouse=True)
def _own_folders(environment, tmp_path) -> None:
    environment["H2CRAFT_DATA"] = str(tmp_path / "data")
    environment["XDG_CONFIG_HOME"] = str(tmp_path / "config")


def test_every_part_that_is_offered_is_looked_at() -> None:
    assert tuple(EXAMINED) == PARTS


def test_it_looks_and_says_how_many_problems_there_are(run) -> None:
    done = run("doctor", "software", "CA")
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("software\n  ok       h2craft ")
    assert "\nCA\n  ok       certificate      not made yet" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("no problem")


def test_a_problem_is_the_exit_status_and_says_what_to_do(run, tmp_path) -> None:
    file = tmp_path / "config" / "h2craft" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("them = 1\n")
    done = run("doctor", "places")
    assert done.returncode == 1
    assert f"{file}:1: unknown name 'them'; did you mean theme?" in done.stdout
    assert "h2craft config --list says what may stand there" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("1 problem")


def test_json_is_an_object_for_each_thing_that_was_looked_at(run) -> None:
    told = [json.loads(line) for line in run(*PLACES).stdout.splitlines()]
    assert {one["part"] for one in told} == {"places", "ports"}
    assert all(set(one) == {"part", "name", "state", "says", "remedy"} for one in told)
    assert {one["state"] for one in told} <= {"ok", "note", "problem"}


def test_it_leaves_nothing_behind(run, tmp_path) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert run(*PLACES, "CA", "software").returncode == 0
    assert sorted(tmp_path.rglob("*")) == before


def test_a_part_there_is_not_is_a_usage_error(run) -> None:
    done = run("doctor", "heart")
    assert done.returncode == 2 and "'heart'" in done.stderr


def test_a_part_that_fails_is_a_problem_and_no_traceback(monkeypatch) -> None:
    def failing(part: str) -> None:
        raise RuntimeError("nothing is as it was")

    monkeypatch.setattr("h2craft.cli.examine.examined", failing)
    [one] = _examined("ports")
    assert one.state is State.PROBLEM and "RuntimeError: nothing is as it was" in one.says


def test_what_to_do_stands_below_what_was_found_and_both_are_wrapped() -> None:
    one = Found("tshark", "is not installed: captures cannot be opened", State.NOTE, "apt install")
    assert list(lines(one, 61)) == [
        "  note     tshark           is not installed: captures cannot",
        "                            be opened",
        "                            -> apt install",
    ]


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ({}, "no problem"),
        ({"note": 1}, "no problem, 1 note"),
        ({"problem": 2}, "2 problems"),
        ({"problem": 1, "note": 3}, "1 problem, 3 notes"),
    ],
)
def test_the_last_line_counts(states, said) -> None:
    assert summary(Counter(states)) == said
