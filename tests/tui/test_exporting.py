from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from h2craft.export import FORMATS
from h2craft.session import Selection
from h2craft.tui.exporting import Part, open_export, parts


@pytest.fixture
def screen(talk: Any, session_of: Any) -> Any:
    """What of a workbench is asked: its session, and the list of frames."""
    talk.opened()
    talk.request(1, "/one")
    talk.response(1, end=True)
    talk.request(3, "/three")
    said: list[str] = []
    rows = SimpleNamespace(begun=False, chosen=[])
    return SimpleNamespace(
        session=session_of(talk),
        frames=SimpleNamespace(rows=rows, filter_text=""),
        panes=[object()],
        said=said,
        say=lambda text, severity="": said.append(text),
        app=SimpleNamespace(pushed=[]),
    )


def names(screen: Any) -> list[str]:
    return [part.name for part in parts(screen)]


def test_what_may_be_meant_is_what_a_person_has_chosen_and_then_all(screen: Any) -> None:
    assert names(screen) == ["all"]
    screen.session.selection = Selection(connection=1)
    assert names(screen) == ["connection", "all"]
    screen.session.selection = Selection(connection=1, stream_id=3)
    assert names(screen) == ["stream", "connection", "all"]
    screen.frames.filter_text = "type:DATA"
    screen.frames.rows = SimpleNamespace(begun=True, chosen=[4, 7])
    screen.session.client.comment(8, "")
    screen.session.advance(1.0)
    assert names(screen) == ["range", "marked", "filter", "stream", "connection", "all"]
    chosen = {part.name: part for part in parts(screen)}
    assert (chosen["range"].first, chosen["range"].last) == (4, 7)
    assert chosen["filter"].wanted == "type:DATA"


@pytest.mark.parametrize(
    ("part", "streams"),
    [
        ({"connection": 1, "stream_id": 3}, {3}),
        ({"wanted": "path:/one"}, {1}),
        ({}, {1, 3}),
        ({"connection": 2}, None),
    ],
)
def test_a_part_writes_what_it_means(
    screen: Any, tmp_path: Path, part: dict[str, Any], streams: set[int] | None
) -> None:
    import json

    from h2craft.session import ExportError

    one = Part(screen.session, "x", 1, 100, **part)
    path = tmp_path / "x.har"
    if streams is None:
        with pytest.raises(ExportError):
            one.write(FORMATS["har"], path)
        return
    seen: list[int] = []
    assert one.write(FORMATS["har"], path, watch=seen.append).startswith("wrote ")
    entries = json.loads(path.read_text())["log"]["entries"]
    assert {entry["_stream"] for entry in entries} == streams and seen


def test_without_records_there_is_nothing_to_ask(screen: Any, make_talk: Any) -> None:
    screen.session.client.records = make_talk().journal
    open_export(screen)
    assert screen.said == ["there are no records"]
