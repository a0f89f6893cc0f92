from __future__ import annotations

import errno
import os
import subprocess

import pytest

from h2craft.cli.errors import broken_pipe, no_room_for_output, reason


def test_the_reason_is_the_systems_words_without_number_and_file() -> None:
    assert reason(OSError(errno.ENOSPC, "No space left on device", "run.h2trace")) == (
        "no space left on device"
    )


def test_a_reader_that_has_gone_is_not_a_disk_that_is_full() -> None:
    assert broken_pipe(BrokenPipeError(errno.EPIPE, "Broken pipe"))
    assert not broken_pipe(OSError(errno.ENOSPC, "No space left on device"))
    assert not broken_pipe(ValueError())


def test_an_error_that_names_a_file_is_not_the_outputs() -> None:
    assert no_room_for_output(OSError(errno.ENOSPC, "No space left on device"))
    assert not no_room_for_output(OSError(errno.ENOSPC, "No space left on device", "run.h2trace"))
    assert not no_room_for_output(OSError(errno.EACCES, "Permission denied"))


@pytest.mark.parametrize("arguments", [["--help"], ["filters"], ["ca"], ["serve", "--help"]])
def test_output_that_has_no_room_is_one_line(command, environment, arguments) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*command, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, env=environment
        )
    assert done.returncode == 1
    assert done.stderr == "h2craft: cannot write the output: no space left on device\n"


@pytest.mark.parametrize(
    "arguments", [["--help"], ["scenarios"], ["check", "--list"], ["config", "--list"], ["man"]]
)
def test_output_nobody_reads_is_no_failure(command, environment, arguments) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [*command, *arguments], stdout=writing, stderr=subprocess.PIPE, env=environment
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_a_standard_stream_the_shell_closed_is_no_matter(command, environment, closed) -> None:
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *command, "filters"],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "arguments", [["no-such"], ["serve", "--no-such"], ["trace"], ["completion"]]
)
def test_wrong_usage_is_one_line_and_exit_code_2(run, arguments) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("h2craft: ") and done.stderr.count("\n") == 1
    assert "--help" in done.stderr


@pytest.mark.parametrize("words", [[], ["serve"], ["trace"], ["ca"], ["filters"], ["completion"]])
def test_help_has_examples(run, words) -> None:
    done = run(*words, "--help")
    assert done.returncode == 0
    assert "Examples:" in done.stdout


def test_no_command_at_all_is_the_screen_which_needs_a_terminal(run) -> None:
    done = run()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("h2craft: ") and "h2craft serve" in done.stderr
