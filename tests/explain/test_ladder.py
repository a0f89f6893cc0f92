"""The ladder as text and as Mermaid."""

from __future__ import annotations

import re
from typing import Any

import pytest

from h2craft.actions import Note
from h2craft.explain import Ladder, plain
from h2craft.explain.ladder import LANES
from h2craft.trace import Kind, Origin

OK = [(":status", "200")]


def rows(story: Any, width: int = 100) -> list[str]:
    return plain(Ladder(story.readings).text(width)).split("\n")


def test_the_client_is_left_whoever_we_are(story: Any, make_story: Any) -> None:
    story.peer.headers(end=True)
    story.us.headers(1, OK)
    *_, request, response = rows(story)
    assert "── 1 HEADERS END_STREAM GET / ─" in request and request.endswith("─>│")
    assert "<─ 1 HEADERS 200 ─" in response and response.endswith("─│")
    client = make_story("client").greet()
    client.us.headers(end=True)
    assert rows(client)[-1].endswith("─>│")


@pytest.mark.parametrize("width", [20, 60, 80, 132])
def test_every_line_is_as_wide_as_the_others(story: Any, width: int) -> None:
    story.peer.headers(1)
    story.peer.headers(3, [(":method", "GET"), (":path", "/" + "x" * 300)])
    story(Kind.CONNECTION_CLOSED, how="fin")
    widths = {len(row) for row in rows(story, width)}
    assert len(widths) == 1 and (width < 60 or widths == {width})


def test_each_stream_has_a_lane_while_it_lasts(story: Any) -> None:
    story.peer.headers(1)
    story.peer.headers(3)
    story.us.reset(3)
    story.peer.headers(5)
    story.us.reset(5)
    story.us.reset(1)
    ladder = Ladder(story.readings)
    lanes = {rung.stream_id: rung.lane for rung in ladder.rows if rung.stream_id}
    assert lanes == {1: 0, 3: 1, 5: 1} and ladder.lanes == 2
    assert "│ ● │ ── 1" not in rows(story)[-1]
    assert "│ │ ● " in rows(story)[-2]


def test_more_streams_than_lanes_still_fit(story: Any) -> None:
    for number in range(1, 2 * LANES + 21, 2):
        story.peer.headers(number)
    for number in range(1, 2 * LANES + 21, 2):
        story.us.reset(number)
    ladder = Ladder(story.readings)
    assert ladder.lanes == LANES
    assert {len(plain([ladder.line(at)])) for at in range(len(ladder.rows))} == {100}


def test_what_happened_beside_the_wire_is_a_note(story: Any) -> None:
    story(Kind.CONNECTION_CLOSED, how="fin")
    assert "· connection closed (fin) ·" in rows(story)[-1]


def test_noise_is_left_out(story: Any) -> None:
    before = len(rows(story))
    story(Kind.ACTION_DONE, cause=1)
    story(Kind.COMMENTED, cause=1, text="x")
    assert len(rows(story)) == before


def test_a_remark_is_a_rung(story: Any) -> None:
    story(Kind.ACTION_FIRED, origin=Origin.SCRIPT, detail=Note(text="here it begins"))
    assert "here it begins" in rows(story)[-1]


def test_findings_and_a_missing_end_headers_are_on_the_arrow(story: Any) -> None:
    story.peer.headers(1, whole=False)
    assert "no END_HEADERS" in rows(story)[-1]
    story.peer.ping()
    assert "! 6.10" in rows(story)[-1]


def test_a_held_reply_is_no_arrow(story: Any) -> None:
    story(Kind.FRAME_HELD, bytes.fromhex("000000 04 01 00000000"), origin=Origin.AUTOMATIC)
    assert "· SETTINGS held ACK ·" in rows(story)[-1]


def test_no_readings_are_an_empty_ladder() -> None:
    ladder = Ladder([])
    assert ladder.rows == [] and ladder.mermaid().startswith("sequenceDiagram\n")
    assert len(ladder.text()) == 1


def test_mermaid_has_an_arrow_for_each_frame(story: Any) -> None:
    story.peer.headers(end=True)
    story.us.ping(origin=Origin.AUTOMATIC)
    story.us.reset(1)
    lines = Ladder(story.readings).mermaid().rstrip("\n").split("\n")
    assert lines[:3] == [
        "sequenceDiagram",
        "    participant C as client",
        "    participant S as server",
    ]
    assert lines[-3:] == [
        "    C->>S: 1 HEADERS END_STREAM GET /",
        "    S-->>C: PING 3132333435363738",
        "    S-xC: 1 RST_STREAM CANCEL",
    ]


@pytest.mark.parametrize(
    "path", ["/;end", "/%%{init: {}}%%", "/\nS->>C: forged", "/#9829;", "/<script>", "/a:b", "/`"]
)
def test_hostile_octets_cannot_break_the_diagram(story: Any, path: str) -> None:
    story.peer.headers(1, [(":method", "GET"), (":path", path)])
    last = Ladder(story.readings).mermaid().rstrip("\n").split("\n")[-1]
    assert last.startswith("    C->>S: 1 HEADERS GET /")
    label = re.sub(r"#[0-9]+;", "", last.removeprefix("    C->>S: "))
    assert not set(label) & set(";#%<>{}:`\n")
