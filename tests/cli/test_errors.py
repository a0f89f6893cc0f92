from __future__ import annotations

import errno

import pytest

from h2craft.cli.errors import broken_pipe, reason


def test_the_reason_is_the_systems_words_without_number_and_file() -> None:
    assert reason(OSError(errno.ENOSPC, "No space left on device", "run.h2trace")) == (
        "no space left on device"
    )


def test_a_reader_that_has_gone_is_not_a_disk_that_is_full() -> None:
    assert broken_pipe(BrokenPipeError(errno.EPIPE, "Broken pipe"))
    assert not broken_pipe(OSError(errno.ENOSPC, "No space left on device"))
    assert not broken_pipe(ValueError())


@pytest.mark.parametrize("arguments", [["no-such"], ["serve", "--no-such"], ["trace"]])
def test_wrong_usage_is_one_line_and_exit_code_2(run, arguments) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("h2craft: ") and done.stderr.count("\n") == 1
    assert "--help" in done.stderr


def test_the_version_is_the_packages(run) -> None:
    import h2craft

    assert run("--version").stdout == f"h2craft {h2craft.__version__}\n"


@pytest.mark.parametrize("words", [[], ["serve"], ["trace"], ["ca"], ["filters"], ["completion"]])
def test_help_has_examples(run, words) -> None:
    done = run(*words, "--help")
    assert done.returncode == 0
    assert "Examples:" in done.stdout


def test_no_command_at_all_shows_the_help(run) -> None:
    done = run()
    assert done.returncode == 0
    assert done.stdout == run("--help").stdout
