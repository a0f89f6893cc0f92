from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from h2craft.repl.tools import TOOLS
from h2craft.repl.tools.typeahead import offers

Stubs = Callable[..., Any]


@pytest.fixture
def stub(stub_of: Stubs, talk: Any) -> Any:
    talk.opened()
    talk.request(1, "/one")
    talk.request(3, "/three")
    return stub_of(talk)


def offered(stub: Any, line: str) -> list[str]:
    tool, _, said = line.partition(" ")
    bare = TOOLS[tool].complete(stub.shell, said, len(said))
    found = TOOLS[tool].complete(stub.shell, f"  {said}", len(said) + 2)
    assert [(one.text, one.start - 2) for one in found] == [(one.text, one.start) for one in bare]
    return [one.text for one in bare]


def test_words_that_begin_so_replace_the_word_at_the_cursor() -> None:
    (made,) = offers(" all of", 4, [("alligator", "a reptile"), ("of", "")])
    assert (made.text, made.start, made.sentence) == ("alligator", 1, "a reptile")


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("use ", ["auto", "1", "1/3", "1/1"]),
        ("use 1/", ["1/3", "1/1"]),
        ("windows ", ["3", "1"]),
        ("streams a", ["all"]),
        ("record o", ["on", "off"]),
        ("preset reset-half", ["reset-half-way"]),
        ("preset reset-half-way ", ["stream=", "code="]),
        ("preset reset-half-way stream=1 ", ["code="]),
        ("show gowa", []),
        ("show goaw", ["goaway", "goaway-before-head"]),
        ("show preset pus", ["push", "push-forbidden"]),
        ("show push ", ["3"]),
        ("show ok sta", ["status="]),
        ("frames type:HEAD", ["type:HEADERS"]),
        ("frames la", ["last="]),
        ("filter of", ["off"]),
        ("help hpack-i", ["hpack-index-zero"]),
        ("explain ", ["9", "8"]),
    ],
)
def test_what_may_follow_is_offered(stub: Any, line: str, wanted: list[str]) -> None:
    found = offered(stub, line)
    assert found[: len(wanted)] == wanted if wanted else found == []


def test_streams_are_offered_with_their_state_and_path(stub: Any) -> None:
    found = TOOLS["use"].complete(stub.shell, " 1/3", 4)
    assert not found
    (first, *_) = TOOLS["use"].complete(stub.shell, " 1/", 3)
    assert "half-closed-remote" in first.sentence
    assert "/three" in first.sentence


def test_files_are_offered(stub: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "saved.py").touch()
    (tmp_path / "sub").mkdir()
    assert offered(stub, "source s") == ["saved.py", "sub/"]
    assert offered(stub, "save ") == ["saved.py", "sub/"]


def test_scenarios_are_offered_by_name_those_of_ones_own_as_such(
    stub: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("H2CRAFT_SCENARIOS", str(tmp_path / "mine"))
    (tmp_path / "mine" / "slow").mkdir(parents=True)
    (tmp_path / "mine" / "slow" / "zz-drip.py").touch()
    assert offered(stub, "replay zz") == ["zz-drip"]
    [found] = TOOLS["replay"].complete(stub.shell, "zz", 2)
    assert found.sentence == "slow yours"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.sampled_from(sorted(TOOLS)), st.text(' ab"=/\\(1:+-', max_size=12), st.integers(0, 12))
def test_nothing_that_is_typed_raises(stub: Any, tool: str, text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    for one in TOOLS[tool].complete(stub.shell, text, cursor):
        assert 0 <= one.start <= cursor
