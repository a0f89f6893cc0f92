from __future__ import annotations

from dataclasses import replace

import pytest

from h2craft.check import Calibration, CommandClient, SuiteOptions
from h2craft.check.skips import why_skipped
from h2craft.judge import Case, Shape, cases
from h2craft.wire import SettingId

PLAIN = CommandClient(["client", "{url}"])


@pytest.fixture(scope="module")
def case() -> Case:
    return next(case for case in cases() if case.id == "9113/6.1/data-stream-0")


def why(case: Case, *, h2c: bool = False, **known: object) -> str:
    calibration = Calibration(**known)  # type: ignore[arg-type]
    return why_skipped(case, PLAIN, SuiteOptions(h2c=h2c), calibration)


def test_one_get_is_never_skipped(case: Case) -> None:
    assert why(case) == ""
    assert why(case, h2c=True) == ""


def test_what_the_command_cannot_do_is_said(case: Case) -> None:
    post = replace(case, shape=Shape(method="POST", size=5))
    assert why(post) == "the command has no {size}"


def test_a_client_that_leaves_push_on_takes_pushes_without_being_told(case: Case) -> None:
    pushed = replace(case, shape=Shape(push=True))
    assert why(pushed, push=True) == ""
    assert why(pushed) == "the command has no {push}"
    several = replace(case, shape=Shape(push=True, requests=2))
    assert why(several, push=True) == "the command has no {requests}"


@pytest.mark.parametrize("change", [{"shape": Shape(https=True)}, {"serve": {"tls": "1.2"}}])
def test_without_tls_there_is_nothing_to_say_of_tls(case: Case, change: dict[str, object]) -> None:
    about_tls = replace(case, **change)  # type: ignore[arg-type]
    assert "TLS" in why(about_tls, h2c=True)
    assert why(about_tls) == ""


@pytest.mark.parametrize(
    ("announced", "skipped"), [({}, True), ({4096: 0}, True), ({1: 4096}, True), ({1: 0}, False)]
)
def test_what_a_client_has_to_announce_is_looked_at(
    case: Case, announced: dict[int, int], skipped: bool
) -> None:
    reduces = replace(case, shape=Shape(settings=("HEADER_TABLE_SIZE<4096",)))
    assert SettingId.HEADER_TABLE_SIZE == 1
    said = why(reduces, settings=announced)
    assert bool(said) is skipped
    if skipped:
        assert said == "the client announces HEADER_TABLE_SIZE=4096, not HEADER_TABLE_SIZE<4096"


def test_what_is_announced_with_pushes_is_left_to_the_judge(case: Case) -> None:
    pushed = replace(case, shape=Shape(push=True, settings=("MAX_CONCURRENT_STREAMS<=1000",)))
    assert why(pushed, push=True) == ""
