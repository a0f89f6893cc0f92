"""The library joined with what came of its scenarios the last time."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from h2craft.session import DONE, NOT_DONE, Shelf, remember, results, shelf

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def keep(file: Path, name: str = "drip", outcome: str = DONE, client: str = "", said: str = ""):
    return remember(name, outcome, client, said, file=file, now=lambda: NOON)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "results.json"


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of the person's own, with nothing shipped beside it."""
    folder = tmp_path / "scenarios"
    (folder / "slow").mkdir(parents=True)
    monkeypatch.setenv("H2CRAFT_SCENARIOS", str(folder))
    monkeypatch.setattr("h2craft.scenario.library.shipped_folder", lambda: tmp_path / "none")
    (folder / "slow" / "drip.py").write_text('"""One octet a second.\n\nTags: windows\n"""\n')
    (folder / "storm.py").write_text('"""Ten thousand PINGs.\n\nRFC 9113 6.7\n"""\n')
    return folder


def test_what_is_remembered_is_read_again(file: Path) -> None:
    assert keep(file, "drip", NOT_DONE, "curl/8.5.0", "two acts were not done") == ""
    last = results(file).by_name["drip"]
    assert (last.outcome, last.client, last.sentence) == (
        NOT_DONE,
        "curl/8.5.0",
        "two acts were not done",
    )
    assert last.at == "2026-11-23T12:00:00Z"
    assert not last.is_done
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_later_result_takes_the_place_of_the_one_before(file: Path) -> None:
    keep(file, "a")
    keep(file, "b")
    keep(file, "a", NOT_DONE)
    known = results(file).by_name
    assert list(known) == ["b", "a"]
    assert known["a"].outcome == NOT_DONE


def test_nothing_is_remembered_before_anything_was(file: Path) -> None:
    assert dict(results(file).by_name) == {}
    assert results(file).trouble == ""


@pytest.mark.parametrize("octets", [b"{", b"\xff\xfe", b"[1]", b"[" * 100_000])
def test_a_damaged_file_is_said_and_is_no_end(file: Path, octets: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(octets)
    read = results(file)
    assert read.trouble == f"{file} is damaged: results are unknown"
    assert keep(file) == ""
    assert results(file).by_name["drip"].is_done


def test_what_is_no_result_is_left_out_and_said(file: Path) -> None:
    file.parent.mkdir()
    lines = {"a": {"outcome": 1}, "b": 7, "c": {"outcome": "done", "at": None, "more": "x"}}
    file.write_text(json.dumps(lines))
    read = results(file)
    assert list(read.by_name) == ["c"]
    assert read.trouble.endswith("some results are unknown")


def test_a_file_that_is_too_long_is_not_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(file)
    monkeypatch.setattr(shelf, "LARGEST", 10)
    assert "larger than 10 octets" in results(file).trouble


def test_a_file_that_cannot_be_read_or_written_is_said(tmp_path: Path) -> None:
    assert "Is a directory" in results(tmp_path).trouble
    (tmp_path / "a file").write_text("")
    said = keep(tmp_path / "a file" / "results.json")
    assert said.endswith("the result is not remembered")


def test_the_oldest_results_go(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "KEPT", 3)
    for name in ("a", "b", "a", "c", "d"):
        keep(file, name)
    assert list(results(file).by_name) == ["a", "c", "d"]


def test_what_a_peer_calls_itself_cannot_act_on_a_terminal(file: Path) -> None:
    keep(file, client="\x1b[2Jcurl" + "x" * 1_000)
    client = results(file).by_name["drip"].client
    assert client.startswith("\\x1b[2Jcurl")
    assert len(client) <= shelf.LONGEST


def test_it_is_kept_in_the_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "state_folder", lambda: tmp_path)
    assert remember("drip", DONE) == ""
    assert (tmp_path / "results.json").exists()
    assert "drip" in results().by_name


def test_the_shelf_has_each_scenario_with_its_last_result(library: Path, file: Path) -> None:
    keep(file, "drip", client="curl/8.5.0")
    made = Shelf(file)
    drip, storm = sorted(made.all, key=lambda one: one.entry.name)
    assert drip.entry.title == "One octet a second."
    assert drip.last is not None and drip.last.client == "curl/8.5.0"
    assert storm.last is None
    assert made.trouble == ""


def test_the_shelf_is_read_anew_when_it_is_looked_at(library: Path, file: Path) -> None:
    made = Shelf(file)
    (library / "new.py").write_text('"""New."""\n')
    file.parent.mkdir()
    file.write_text("{")
    made.look()
    assert "new" in [one.entry.name for one in made.all]
    assert "damaged" in made.trouble


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["drip", "storm"]),
        ("PING", ["storm"]),
        ("slow/", ["drip"]),
        ("windows octet", ["drip"]),
        ("9113 6.7", ["storm"]),
        ("windows PING", []),
    ],
)
def test_scenarios_are_found_by_their_words(
    library: Path, file: Path, text: str, names: list[str]
) -> None:
    assert sorted(one.entry.name for one in Shelf(file).matching(text)) == names
