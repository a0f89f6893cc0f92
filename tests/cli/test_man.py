from __future__ import annotations

from h2craft.cli import cli


def test_the_page_of_a_command_is_printed(run) -> None:
    done = run("man", "serve")
    assert done.returncode == 0
    assert done.stdout.startswith('.TH H2CRAFT\\-SERVE 1 "" "h2craft ')
    assert run("man").stdout.startswith('.TH H2CRAFT 1 "" "h2craft ')


def test_all_pages_are_written_where_they_are_wanted(run, tmp_path) -> None:
    folder = tmp_path / "share" / "man1"
    done = run("man", "--into", str(folder))
    written = {f"h2craft-{name}.1" for name in cli.commands} | {"h2craft.1"}
    assert {file.name for file in folder.iterdir()} == written
    assert set(done.stdout.splitlines()) == {str(folder / name) for name in written}


def test_a_folder_that_cannot_be_made_is_one_line(run, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    done = run("man", "--into", str(tmp_path / "file" / "man1"))
    assert done.returncode == 1
    assert done.stderr.startswith("h2craft: cannot write ") and done.stderr.count("\n") == 1


def test_a_page_that_cannot_be_written_is_named(run, tmp_path) -> None:
    (tmp_path / "h2craft-serve.1").mkdir()
    done = run("man", "--into", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == f"h2craft: cannot write {tmp_path}/h2craft-serve.1: is a folder\n"


def test_one_command_and_all_of_them_exclude_each_other(run, tmp_path) -> None:
    assert run("man", "serve", "--into", str(tmp_path)).returncode == 2
    assert run("man", "no-such").returncode == 2
