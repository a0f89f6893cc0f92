from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from h2craft.scenario import write_new


def test_pieces_are_written_as_one_text(tmp_path: Path) -> None:
    file = tmp_path / "x.py"
    write_new(file, iter(("one\n", "two\n")))
    assert file.read_bytes() == b"one\ntwo\n"
    assert list(tmp_path.iterdir()) == [file]


def test_octets_are_written_as_they_are_for_their_owner_alone_where_they_are_private(
    tmp_path: Path,
) -> None:
    write_new(tmp_path / "x", iter((b"\r\n\xff", b"\0")), private=True)
    assert (tmp_path / "x").read_bytes() == b"\r\n\xff\0"
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_is_left_alone_and_the_error_says_how_to_insist(
    tmp_path: Path,
) -> None:
    file = tmp_path / "x.py"
    file.write_text("mine")
    with pytest.raises(FileExistsError, match="is there already; --force writes over it") as raised:
        write_new(file, "theirs", remedy="--force writes over it")
    assert raised.value.filename == str(file) and file.read_text() == "mine"
    write_new(file, "theirs", force=True)
    assert file.read_text() == "theirs"


@pytest.mark.parametrize("force", [True, False])
def test_what_cannot_be_made_to_its_end_leaves_nothing_behind(tmp_path: Path, force: bool) -> None:
    def pieces() -> Iterator[str]:
        yield "half"
        raise ValueError("nowhere whole")

    with pytest.raises(ValueError, match="nowhere whole"):
        write_new(tmp_path / "x.py", pieces(), force=force)
    assert list(tmp_path.iterdir()) == []


def test_what_was_there_outlives_a_failure(tmp_path: Path) -> None:
    def pieces() -> Iterator[str]:
        raise ValueError("no")
        yield ""

    file = tmp_path / "x.py"
    file.write_text("mine")
    with pytest.raises(ValueError, match="no"):
        write_new(file, pieces(), force=True)
    assert file.read_text() == "mine"


@pytest.mark.parametrize("name", ["", "nowhere/x.py"])
def test_the_error_names_the_file_that_was_asked_for(tmp_path: Path, name: str) -> None:
    with pytest.raises(OSError) as raised:
        write_new(tmp_path / name, "text", force=True)
    assert raised.value.filename == str(tmp_path / name)


def test_a_lone_surrogate_is_written_as_an_escape(tmp_path: Path) -> None:
    write_new(tmp_path / "x.py", "\udc80")
    assert (tmp_path / "x.py").read_bytes() == b"\\udc80"


def test_its_name_is_there_only_once_it_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "x.py"

    def pieces() -> Iterator[str]:
        yield "half"
        assert not file.exists()
        yield ", whole"

    write_new(file, pieces())
    assert file.read_text() == "half, whole"


def test_somebody_elses_file_that_came_meanwhile_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "x.py"

    def pieces() -> Iterator[str]:
        yield "ours"
        file.write_text("theirs")

    with pytest.raises(FileExistsError, match="is there already"):
        write_new(file, pieces())
    assert file.read_text() == "theirs" and list(tmp_path.iterdir()) == [file]


def test_a_file_system_without_links_does_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    write_new(tmp_path / "x.py", "text")
    assert (tmp_path / "x.py").read_text() == "text"
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "x.py", "other")


def test_a_pipe_or_device_is_never_replaced_by_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="is no ordinary file"):
        write_new(pipe, "text", force=True)
    assert pipe.is_fifo() and list(tmp_path.iterdir()) == [pipe]
