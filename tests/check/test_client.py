from __future__ import annotations

from pathlib import Path

import pytest

from h2craft.check import CommandClient, client_run
from h2craft.judge import Shape
from h2craft.replay import Ran

FULL = ["c", "{url}", "{method}", "{size}", "{requests}", "{parallel}", "{push}", "{slow}"]


@pytest.mark.parametrize(
    ("shape", "missing"),
    [
        (Shape(method="POST", size=5), "size"),
        (Shape(method="HEAD"), "method"),
        (Shape(requests=2), "requests"),
        (Shape(requests=4, parallel=4), "requests"),
        (Shape(parallel=4), "parallel"),
        (Shape(push=True), "push"),
        (Shape(slow=1), "slow"),
    ],
)
def test_what_a_command_cannot_be_asked_for_is_named(shape: Shape, missing: str) -> None:
    assert CommandClient(["c", "{url}"]).can(shape) == f"the command has no {{{missing}}}"
    assert CommandClient(FULL).can(shape) == ""


def test_one_get_is_always_possible() -> None:
    assert CommandClient(["c", "{url}"]).can(Shape()) == ""


def test_a_post_needs_no_method_where_the_size_says_it() -> None:
    assert CommandClient(["c", "{size?-d %}"]).can(Shape(method="POST", size=5)) == ""


def test_what_no_placeholder_can_ask_for_is_named() -> None:
    shape = Shape(extra=("two names", "cookies"))
    assert CommandClient(FULL).can(shape) == "no placeholder asks for two names and cookies"


def test_a_file_is_the_body_that_is_asked_for(tmp_path: Path) -> None:
    client = CommandClient(["c", "{body?-d @%}"])
    words, _ = client.words(Shape(method="POST", size=70_000), {}, tmp_path)
    assert words[1] == "-d"
    assert Path(words[2][1:]).stat().st_size == 70_000
    assert client.words(Shape(), {}, tmp_path)[0] == ("c",)


@pytest.mark.parametrize(("word", "takes"), [("{url}", True), ("{base}/x", True), ("-v", False)])
def test_whether_it_learns_where_to_ask(word: str, takes: bool) -> None:
    assert CommandClient(["c", word]).takes_url is takes


def test_a_client_is_called_as_its_program() -> None:
    assert CommandClient(["/usr/bin/curl", "{url}"]).name == "curl"


def test_what_became_of_a_process_is_told_as_it_is() -> None:
    run = client_run(Ran(words=("c",), status=3, stdout=b"out", stderr=b"err", lost=7))
    assert (run.status, run.stdout, run.stderr, run.lost) == (3, b"out", b"err", 7)
    assert run.started and not run.timed_out and run.results is None


def test_a_signal_we_have_sent_is_not_the_client_s_own() -> None:
    run = client_run(Ran(words=("c",), signal="SIGTERM", timed_out=True, trouble="hung"))
    assert run.timed_out and not run.signal


def test_a_client_that_could_not_be_started_is_none() -> None:
    assert not client_run(Ran(words=("c",), trouble="cannot be started: no such program")).started
