"""The options of `h2craft check`, and what excludes what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from h2craft.cli.check import check


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`asked("--only", ...)`: what was to be performed, or the exit status and the last line."""
    from h2craft.cli import checking

    performed: list[Any] = []

    def perform(command: Any, given: Any) -> int:
        performed.append((command, given))
        return 0

    monkeypatch.setattr(checking, "perform", perform)

    def ask(*words: str) -> Any:
        found = CliRunner().invoke(check, list(words), prog_name="h2craft check")
        if found.exit_code == 0:
            return performed[-1]
        return found.exit_code, found.output.splitlines()[-1]

    return ask


CLIENT = ("--", "curl", "{url}")


def test_a_client_command_and_nothing_else(asked: Any) -> None:
    command, given = asked(*CLIENT)
    assert command == ("curl", "{url}")
    assert given["only"] == given["skip"] == given["groups"] == given["tags"] == ()
    assert given["jobs"] is given["timeout"] is given["json_file"] is given["traces"] is None
    assert not (given["strict"] or given["h2c"] or given["listing"] or given["serving"])


def test_what_can_come_several_times_does(asked: Any) -> None:
    words = ["--only", "6.1", "--only", "6.2", "--skip", "a", "--group", "A", "--group", "b"]
    words += ["--tag", "star", "--tag", "push"]
    _, given = asked(*words, *CLIENT)
    assert given["only"] == ("6.1", "6.2") and given["skip"] == ("a",)
    assert given["groups"] == ("A", "B") and given["tags"] == ("star", "push")


def test_the_rest_is_given_as_it_is(asked: Any, tmp_path: Path) -> None:
    words = f"--jobs 3 --timeout 2.5 --h2c --strict --json - --traces {tmp_path}".split()
    _, given = asked(*words, *CLIENT)
    assert (given["jobs"], given["timeout"], given["json_file"]) == (3, 2.5, Path("-"))
    assert given["h2c"] and given["strict"] and given["traces"] == tmp_path


@pytest.mark.parametrize("words", [["--list"], ["--serve"], ["--judge", "."], ["--profile", "x"]])
def test_there_are_ways_without_a_command(asked: Any, words: list[str]) -> None:
    assert asked(*words)[0] is None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "a client is needed: its command behind --"),
        (["--profile", "curl", *CLIENT], "a client command and --profile exclude each other"),
        (["--serve", "--judge", "."], "--serve and --judge exclude each other"),
        (["--port", "1", *CLIENT], "--port is for --serve"),
        (["--keep-tls", *CLIENT], "--keep-tls says what --traces keeps"),
        (["--group", "F", *CLIENT], "'F' is not one of"),
        (["--jobs", "0", *CLIENT], "0 is not in the range"),
        (["--"], "a client command is needed behind --"),
        (["--judge", "/no/where"], "does not exist"),
    ],
)
def test_what_does_not_go_together_is_refused(asked: Any, words: list[str], says: str) -> None:
    status, line = asked(*words)
    assert status == 2 and says in line
