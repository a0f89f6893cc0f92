"""Short words beside connections and streams."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from h2craft.explain import connection_badges, finding_counts, stream_badges
from h2craft.explain.text import Role, Span
from h2craft.trace import Kind


def held(connection: int, stream_id: int = 0) -> Any:
    return SimpleNamespace(connection=connection, stream_id=stream_id)


def desk(**what: Any) -> Any:
    return SimpleNamespace(**{"requests": (), "actions": (), "replies": (), **what})


def words(spans: tuple[Span, ...]) -> list[str]:
    return [span.text for span in spans]


def test_a_quiet_stream_has_no_badges(story: Any) -> None:
    story.peer.headers(end=True)
    assert stream_badges(story.connection, story.stream()) == ()
    assert connection_badges(story.connection) == ()


def test_what_is_held_of_this_stream_is_said(story: Any) -> None:
    story.peer.headers(end=True)
    hands = desk(requests=(held(1, 1), held(1, 3)), actions=(held(1, 1),), replies=(held(1),))
    assert words(stream_badges(story.connection, story.stream(), hands)) == [
        "held",
        "at breakpoint",
    ]
    assert words(connection_badges(story.connection, hands)) == ["3 held", "1 in tray"]
    others = desk(requests=(held(2, 1),), replies=(held(2),))
    assert stream_badges(story.connection, story.stream(), others) == ()
    assert connection_badges(story.connection, others) == ()


def test_a_connection_a_script_holds_is_held(story: Any) -> None:
    story(Kind.REQUEST_HELD, stream=0, why="look", by="script")
    assert connection_badges(story.connection) == (Span("held", Role.HELD),)
    story(Kind.REQUEST_RELEASED, stream=0)
    assert connection_badges(story.connection) == ()


def test_findings_are_counted_by_severity(story: Any) -> None:
    story.peer.headers(end=True)
    story.peer.data(1, b"late")
    story.peer.data(1, b"late")
    story.us.window_update(1, 0)
    story.peer.window_update(0, 0)
    counts = finding_counts(story.connection)
    spans = stream_badges(story.connection, story.stream(), None, counts)
    assert spans[:2] == (Span("2!", Role.ERROR), Span("1w", Role.WARNING))
    assert words(connection_badges(story.connection, None, counts)) == ["3!", "1w"]
    assert words(connection_badges(story.connection)) == ["4!"]


def test_script_reset_push_and_stuck_are_said(story: Any) -> None:
    story.us.settings({4: 0})
    story.peer.settings_ack()
    story.peer.headers(1)
    story(Kind.HANDLER_STARTED, stream=1, script="/some/where/b.py", path="/")
    assert words(stream_badges(story.connection, story.stream())) == ["peer stuck", "b.py"]
    story.us.promise(1, 2)
    story.us.reset(1, 7)
    assert words(stream_badges(story.connection, story.stream())) == ["REFUSED_STREAM", "b.py"]
    assert words(stream_badges(story.connection, story.stream(2))) == ["pushed"]


def test_the_state_of_the_connection_is_said(make_story: Any) -> None:
    story = make_story()
    story.peer.ping()
    story.peer.goaway(0, 0)
    story.us.goaway(0, 1)
    story.peer.headers(1, block=b"\xff")
    story(Kind.H2_GAVE_UP, reason="x", code=1)
    said = words(connection_badges(story.connection))
    assert said[:4] == ["h2 gave up", "< GOAWAY", "< HPACK lost", "> GOAWAY PROTOCOL_ERROR"]
    assert said[-1] == "beginning unknown"


def test_what_the_model_knows_of_holding_and_steps_is_said(story: Any) -> None:
    story.peer.headers(end=True)
    story(Kind.REQUEST_HELD, stream=1, why="look", by="script")
    story.us.data(1, b"x", detail={"door": "wire", "step": "no head yet"})
    story.us.settings(detail={"door": "wire", "step": "not told"})
    assert words(stream_badges(story.connection, story.stream())) == ["held", "out of step"]
    assert words(connection_badges(story.connection, desk(), {})) == ["out of step"]
