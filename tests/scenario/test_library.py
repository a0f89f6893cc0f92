from __future__ import annotations

from pathlib import Path

import pytest

from h2craft.scenario import (
    ScenarioError,
    called,
    entries,
    find,
    library,
    promote,
    scenario_files,
    shipped_folder,
    users_folder,
)

SCRIPT = '"""Title of {}."""\n\n\ndef main(request, response):\n    return ""\n'


def write(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(SCRIPT.format(file.stem))


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's folder; it is not there yet."""
    folder = tmp_path / "own"
    monkeypatch.setenv("H2CRAFT_SCENARIOS", str(folder))
    return folder


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that came with three."""
    package = tmp_path / "h2craft"
    monkeypatch.setattr(library, "_PACKAGE", package)
    write(package / "scenarios", "goaway/graceful", "reset/rst-mid-body", "reset/refused")
    return package / "scenarios"


def test_the_shipped_ones_are_found_in_a_checkout() -> None:
    assert (shipped_folder() / "goaway" / "graceful-in-two-phases.py").is_file()


def test_an_installed_program_has_them_in_its_package(shipped: Path) -> None:
    assert shipped_folder() == shipped


def test_the_own_ones_are_where_the_environment_says(own: Path, monkeypatch, tmp_path) -> None:
    assert users_folder() == own
    monkeypatch.delenv("H2CRAFT_SCENARIOS")
    monkeypatch.setenv("H2CRAFT_DATA", str(tmp_path / "data"))
    assert users_folder() == tmp_path / "data" / "scenarios"
    monkeypatch.delenv("H2CRAFT_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert users_folder().name == "scenarios"


def test_files_are_listed_by_group_and_name(tmp_path: Path) -> None:
    write(tmp_path, "b/two", "a/three", "alone", "b/one", "b/_helper", ".hidden/x", "b/deep/er")
    (tmp_path / "a" / "data.txt").write_text("no script")
    (tmp_path / "a" / "folder.py").mkdir()
    found = [(group, file.stem) for group, file in scenario_files(tmp_path)]
    assert found == [("", "alone"), ("a", "three"), ("b", "one"), ("b", "two")]


def test_a_folder_that_is_not_there_holds_none(tmp_path: Path) -> None:
    assert list(scenario_files(tmp_path / "none")) == []


def test_own_ones_come_first_and_hide_shipped_ones_of_the_same_name(own, shipped) -> None:
    write(own, "refused", "mine/new")
    found = {called(one): one for one in entries()}
    assert list(found) == ["refused", "mine/new", "goaway/graceful", "reset/rst-mid-body"]
    assert (found["refused"].hides, found["refused"].shipped) == (True, False)
    assert (found["mine/new"].hides, found["goaway/graceful"].shipped) == (False, True)


def test_a_scenario_is_found_by_name_by_group_and_by_file(shipped: Path) -> None:
    file = shipped / "reset" / "rst-mid-body.py"
    by_name = find("rst-mid-body")
    assert (by_name.file, by_name.title) == (file, "Title of rst-mid-body.")
    assert find("reset/rst-mid-body") == by_name
    assert find(file) == find(str(file)) == by_name
    with pytest.raises(ScenarioError):
        find("goaway/rst-mid-body")


def test_a_script_anywhere_is_found_by_its_path(tmp_path, shipped, monkeypatch) -> None:
    write(tmp_path, "work/mine")
    read = find(str(tmp_path / "work" / "mine.py"))
    assert (read.name, read.group, read.shipped) == ("mine", "", False)
    monkeypatch.chdir(tmp_path / "work")
    assert find("mine.py").name == "mine"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("rst-mid-bod", ["no scenario is called 'rst-mid-bod'", "did you mean rst-mid-body?"]),
        ("mid", ["did you mean rst-mid-body?"]),
        ("xyzzy", ["h2craft scenarios lists them"]),
        ("reset", ["it is a group, of refused, rst-mid-body"]),
        ("graceful.py", ["there is no file graceful.py", "did you mean graceful?"]),
    ],
)
def test_what_is_not_there_has_near_names(shipped, asked: str, words: list[str]) -> None:
    with pytest.raises(ScenarioError) as raised:
        find(asked)
    assert all(word in str(raised.value) for word in words), raised.value


def test_a_file_of_another_kind_is_no_scenario(tmp_path: Path) -> None:
    file = tmp_path / "run.h2trace"
    file.write_text(SCRIPT.format("script"))  # no server would load it by that name
    with pytest.raises(ScenarioError, match=r"run.h2trace is no handler script: .* in \.py"):
        find(file)


def test_a_file_that_is_called_like_no_scenario_is_told_what_it_is(
    tmp_path: Path, shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes").write_text("no script")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError, match="notes is no handler script"):
        find("notes")


def test_a_name_in_two_groups_has_to_be_told_with_its_group(own, shipped) -> None:
    write(own, "a/same", "b/same")
    with pytest.raises(ScenarioError, match="could be a/same or b/same"):
        find("same")
    assert find("b/same").group == "b"


def test_a_text_is_promoted_into_the_own_library(own: Path, shipped: Path) -> None:
    place = promote(SCRIPT.format("x"), "my-find", "goaway")
    assert place == own / "goaway" / "my-find.py"
    assert find("my-find").title == "Title of x."


def test_a_file_is_promoted_with_all_that_is_in_it(own, shipped, tmp_path) -> None:
    write(tmp_path, "recorded")
    place = promote(tmp_path / "recorded.py", "kept")
    assert place == own / "kept.py"
    assert place.read_bytes() == (tmp_path / "recorded.py").read_bytes()


def test_nothing_is_written_over_by_promoting(own: Path) -> None:
    promote(SCRIPT.format("first"), "same", "group")
    with pytest.raises(ScenarioError, match="there is a scenario group/same already"):
        promote(SCRIPT.format("second"), "same", "group")
    assert find("same").title == "Title of first."


def test_a_file_in_another_coding_is_not_promoted(own: Path, tmp_path: Path) -> None:
    (tmp_path / "old.py").write_bytes(b'# coding: latin-1\n"""\xe4"""\n')
    with pytest.raises(ScenarioError, match="not UTF-8"):
        promote(tmp_path / "old.py", "old")
    assert not own.exists()


@pytest.mark.parametrize("name", ["", "..", "a/b", "../x", ".x", "-x", "a b", "a\n", "x.py", "ä"])
def test_only_a_plain_word_is_a_name(own: Path, name: str) -> None:
    with pytest.raises(ScenarioError, match="cannot be a name"):
        promote("", name)
    with pytest.raises(ScenarioError, match="cannot be a name"):
        promote("", "fine", name or "..")
    assert not own.exists()


def test_a_folder_that_cannot_be_written_is_told(own: Path) -> None:
    own.write_text("a file is in the way")
    with pytest.raises(ScenarioError, match="cannot be written"):
        promote("", "name")


def write_case(folder: Path, name: str, id: str) -> Path:
    file = folder / f"{name}.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'"""Title.\n\nCase: {id}\nLevel: MUST\n"""\n\nmain = print\n')
    return file


def test_a_case_is_found_by_its_id_and_by_its_name(own, shipped) -> None:
    file = write_case(shipped / "violations", "9113-6.1-data-stream-0", "9113/6.1/data-stream-0")
    for wanted in (
        "9113/6.1/data-stream-0",
        "9113-6.1-data-stream-0",
        "violations/9113-6.1-data-stream-0",
    ):
        assert find(wanted).file == file


def test_an_id_that_is_nearly_right_is_offered(own, shipped) -> None:
    write_case(shipped / "violations", "9113-6.1-data-stream-0", "9113/6.1/data-stream-0")
    with pytest.raises(ScenarioError, match="did you mean 9113/6.1/data-stream-0"):
        find("9113/6.1/data-stream")
    with pytest.raises(ScenarioError, match="did you mean 9113-6.1-data-stream-0"):
        find("9113-6.1-data-stream")
