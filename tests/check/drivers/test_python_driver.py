"""What Python's drivers share."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

URL = "url=https://127.0.0.1:1/"


class Scripted:
    """A client that does what it is told: a body, or an error after the beginning of one."""

    asked: list[int] = []

    def __init__(self, job: Any) -> None:
        Scripted.asked = []

    def ask(self, job: Any, number: int, answer: Any) -> None:
        Scripted.asked.append(number)
        answer.head(200, [(b"X-Name", b"v\xe9")])
        answer.take(b"half, ")
        if job.method == "FAIL":
            raise OSError("went away")
        answer.take(b"whole")

    def close(self) -> None:
        pass


@pytest.fixture
def driver(loaded: Callable[[str], ModuleType]) -> Any:
    return loaded("python_driver")


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_request_is_told_of_in_a_line(driver: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert driver.main({"x": Scripted}, "x", [URL]) == 0
    (one,) = lines(capsys)
    assert (one["n"], one["ok"], one["status"], one["length"]) == (0, True, 200, 11)
    assert bytes.fromhex(one["body"]) == b"half, whole"
    assert one["fields"] == [["X-Name", "v\xe9"]]


def test_what_was_there_before_it_failed_is_told_too(
    driver: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert driver.main({"x": Scripted}, "x", [URL, "method=FAIL"]) == 1
    (one,) = lines(capsys)
    assert (one["ok"], one["status"], one["length"]) == (False, 200, 6)
    assert one["error"] == "builtins.OSError: went away"


@pytest.mark.parametrize("parallel", ["1", "2", "3"])
def test_all_requests_are_made(
    driver: Any, capsys: pytest.CaptureFixture[str], parallel: str
) -> None:
    driver.main({"x": Scripted}, "x", [URL, "requests=3", f"parallel={parallel}"])
    assert sorted(Scripted.asked) == [0, 1, 2]
    assert sorted(one["n"] for one in lines(capsys)) == [0, 1, 2]


def test_a_client_that_cannot_be_made_is_a_failed_request(
    driver: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(job: Any) -> Any:
        raise ValueError("no such option")

    assert driver.main({"x": broken}, "x", [URL]) == 1
    (one,) = lines(capsys)
    assert (one["ok"], one["error"]) == (False, "builtins.ValueError: no such option")


def test_a_body_is_shown_from_its_beginning(
    driver: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = driver.Answer(driver.Job([URL]), 0)
    answer.take(b"a" * 1000)
    answer.take(b"b" * 1000)
    answer.end()
    (one,) = lines(capsys)
    assert one["length"] == 2000
    assert bytes.fromhex(one["body"]) == b"a" * 1000 + b"b" * 24


def test_words_that_are_not_said_have_their_usual_values(driver: Any) -> None:
    job = driver.Job([URL])
    assert (job.method, job.size, job.requests, job.parallel, job.body) == ("GET", 0, 1, 1, None)
    assert job.tls
    assert job.address(1) == job.url


def test_every_second_request_goes_to_the_other_name(driver: Any) -> None:
    job = driver.Job([URL, "other=https://localhost:1/"])
    assert [job.address(number) for number in range(3)] == [job.url, job.other, job.url]


@pytest.mark.parametrize("size", [1, 16, 1024, 100_001])
def test_a_body_has_its_size(driver: Any, size: int) -> None:
    assert len(driver.Job([URL, f"size={size}"]).body) == size
