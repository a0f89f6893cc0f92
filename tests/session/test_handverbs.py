"""Words of the line that no connection hears."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft import language
from h2craft.actions import Note
from h2craft.client import Binding, Desk, HeldAction, HeldReply, HeldRequest, Verdict
from h2craft.language import VERBS as ALL
from h2craft.language import Context
from h2craft.session.handverbs import VERBS, do, pattern_of, pattern_text

DESK = Desk(
    requests=(
        HeldRequest(connection=1, stream_id=3, seq=9, held_seq=10, at=0.0),
        HeldRequest(connection=1, stream_id=5, seq=11, held_seq=12, at=0.0),
        HeldRequest(connection=2, stream_id=3, seq=13, held_seq=14, at=0.0),
    ),
    actions=(HeldAction(seq=20, connection=1, stream_id=5, at=0.0, action=Note(text="x")),),
    replies=(HeldReply(seq=30, connection=1, name="reset", octets=b"", cause=1, at=0.0),),
)


@pytest.fixture
def ask(session_of: Callable[..., Any]) -> Callable[..., list[Any]]:
    """What a line makes the client be asked for, on connection 1, stream 3."""

    def asked(line: str) -> list[Any]:
        client = session_of().client
        client.desk_now = DESK
        do(client, language.parse(line, Context(connection=1, stream_id=3)), 1, 3)
        return list(client.asked)

    return asked


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("hold path:/x", [("set_hold", "path:/x")]),
        ("hold", [("set_hold", "")]),
        ("hold off", [("set_hold", None)]),
        ("break type:DATA", [("set_break", "type:DATA")]),
        ("break off", [("set_break", None)]),
        ("release", [("release_request", 1, 3)]),
        ("release 5", [("release_request", 1, 5), ("decide", 20, Verdict.RELEASE, None, 0.0)]),
        (
            "release all",
            [
                ("release_request", 1, 3),
                ("release_request", 1, 5),
                ("decide", 20, Verdict.RELEASE, None, 0.0),
                ("release_replies", 1, 30),
            ],
        ),
        ("release replies", [("release_replies", 1, 30)]),
        ("release seq=12", [("release_request", 1, 5)]),
        ("drop 5", [("decide", 20, Verdict.DROP, None, 0.0)]),
        ("drop replies", [("drop_replies", 1, 30)]),
        ("drop seq=30", [("drop_replies", 1, 30)]),
        ("attach a.py", [("attach", Binding(file="a.py"))]),
        (
            "attach a.py path=/x/** once",
            [("attach", Binding(file="a.py", pattern="/x/**", once=True))],
        ),
        ("attach a.py stream=5", [("attach", Binding(file="a.py", connection=1, stream_id=5))]),
        ("detach 4", [("detach", 4)]),
    ],
)
def test_a_line_asks_the_client(ask: Any, line: str, expected: list[Any]) -> None:
    assert ask(line) == expected


def test_a_scenario_is_attached_by_its_name(
    ask: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("H2CRAFT_SCENARIOS", str(tmp_path))
    (tmp_path / "drip-drip.py").write_text("")
    file = str(tmp_path / "drip-drip.py")
    assert ask("attach drip-drip once") == [("attach", Binding(file=file, once=True))]
    with pytest.raises(ValueError, match="did you mean drip-drip"):
        ask("attach drip-dripp")
    assert ask("attach handlers/x") == [("attach", Binding(file="handlers/x"))]


@pytest.mark.parametrize("line", ["release 7", "drop 3", "release seq=99", "drop 7"])
def test_what_is_not_held_is_said(ask: Any, line: str) -> None:
    with pytest.raises(ValueError, match="nothing like that is held"):
        ask(line)


def test_a_pattern_that_is_none_is_said(ask: Any) -> None:
    with pytest.raises(ValueError):
        ask("hold paht:/x")


def test_every_word_without_an_action_is_known() -> None:
    silent = {name for name, verb in ALL.items() if verb.frame is None and verb.act is None}
    assert set(VERBS) == silent


@pytest.mark.parametrize(
    ("text", "pattern"), [("", None), ("off", None), ("all", ""), (" path:/x ", "path:/x")]
)
def test_a_dialog_says_none_and_all_in_words(text: str, pattern: str | None) -> None:
    assert pattern_of(text) == pattern
    assert pattern_of(pattern_text(pattern)) == pattern
