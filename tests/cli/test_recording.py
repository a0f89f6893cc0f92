"""Options of recordings, and what cannot be."""

from __future__ import annotations

import os
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from h2craft.cli.options import options
from h2craft.cli.recording import RECORD, RECORDING, recording_of


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """What a command is given for these words: the recording, or how it failed."""
    monkeypatch.chdir(tmp_path)

    def asking(*words: str):
        made = []

        @click.command()
        @options(RECORD, *RECORDING)
        @click.pass_context
        def command(context, /, **given) -> None:
            made.append(recording_of(context, given))
            assert not given

        done = CliRunner().invoke(command, words)
        return made[0] if made else done

    return asking


@pytest.mark.parametrize(
    ("timing", "pause"), [("none", None), ("exact", 0.0), ("NONE", None), ("2.5", 2.5), ("0", 0.0)]
)
def test_timing_is_a_word_or_seconds(asked, timing, pause) -> None:
    assert asked("--record", "x.py", "--timing", timing).pause == pause


def test_usually_pauses_of_a_second_are_kept_and_secrets_are_not(asked) -> None:
    made = asked("--record", "x.py")
    assert (made.pause, made.keep_secrets, made.replies, made.force) == (1.0, False, False, False)


@pytest.mark.parametrize("timing", ["soon", "-1", "nan", "inf", ""])
def test_another_timing_is_usage(asked, timing) -> None:
    done = asked("--record", "x.py", "--timing", timing)
    assert done.exit_code == 2 and "none, exact or a number of seconds" in done.output


def test_without_a_file_nothing_is_recorded(asked) -> None:
    assert asked() is None


@pytest.mark.parametrize(
    "words", [["--replies"], ["--keep-secrets"], ["--title", "x"], ["--force"], ["--timing", "1"]]
)
def test_how_to_record_without_recording_is_usage(asked, words) -> None:
    done = asked(*words)
    assert done.exit_code == 2 and f"{words[0]} goes with --record only" in done.output


def test_a_file_that_is_there_is_refused_and_left_alone(asked, tmp_path) -> None:
    (tmp_path / "x.py").write_text("mine")
    done = asked("--record", "x.py")
    assert done.exit_code == 1 and "x.py is there already: --force writes over it" in done.output
    assert (tmp_path / "x.py").read_text() == "mine"
    assert asked("--record", "x.py", "--force").force


@pytest.mark.parametrize(("path", "why"), [(".", "is a folder"), ("no/x.py", "there is no folder")])
def test_a_place_where_no_file_can_be_is_refused(asked, path, why) -> None:
    done = asked("--record", path)
    assert done.exit_code == 1 and why in done.output


def test_a_link_that_leads_nowhere_is_there_as_well(asked, tmp_path) -> None:
    (tmp_path / "x.py").symlink_to("x.py")
    done = asked("--record", "x.py")
    assert done.exit_code == 1 and "x.py is there already: --force writes over it" in done.output


def test_a_pipe_or_device_is_refused_even_by_force(asked, tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe")
    done = asked("--record", "pipe", "--force")
    assert done.exit_code == 1 and "cannot write pipe: is no ordinary file" in done.output


def test_a_folder_where_nothing_can_be_written_is_refused(asked, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path)  # root may all
    done = asked("--record", "x.py")
    assert done.exit_code == 1 and f"nothing can be written in {tmp_path}" in done.output


def test_a_recording_that_grows_needs_a_file(asked) -> None:
    done = asked("--record", "-")
    assert done.exit_code == 1
    assert "not to standard output" in done.output
