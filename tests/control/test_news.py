"""Long polls: answered when something is new, and not before."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.control import news
from h2craft.control.news import MOST_LOOKS


def now(front: Any) -> dict[str, Any]:
    """What there is."""
    said = front.gets("look", desk=-1, within=0)
    assert isinstance(said, dict)
    return said


def told(front: Any, desk: int, what: str) -> Any:
    """What a desk that is newer than `desk` holds under this name: as soon as it holds any. The
    desk may have other news first, such as a script that was loaded."""
    while True:
        front.asks("look", after=1 << 60, desk=desk, within=30)
        said = front.line()["ok"]["desk"]
        assert said is not None and said["version"] > desk, said
        if said[what]:
            return said[what]
        desk = said["version"]


def test_what_is_new_is_answered_at_once(engine) -> None:
    front = engine.front()
    said = front.gets("look", after=0, desk=-1, within=30)
    assert (said["first"], said["lost"], said["troubles"]) == (1, 0, [])
    assert said["last"] == engine.client.records.last >= 1
    assert said["desk"]["version"] == engine.client.desk().version


def test_a_desk_that_is_known_or_not_asked_for_is_not_told(engine) -> None:
    front = engine.front()
    version = now(front)["desk"]["version"]
    assert front.gets("look", after=0, desk=version)["desk"] is None
    assert front.gets("look", after=0)["desk"] is None


def test_a_record_ends_the_wait(engine) -> None:
    front = engine.front()
    known = now(front)
    front.asks("look", "later", after=known["last"], desk=known["desk"]["version"], within=30)
    front.gets("preview", "before", connection=1, action={"verb": "note", "text": ""})
    engine.peer()
    said = front.line()
    assert said["id"] == "later" and said["ok"]["last"] > known["last"]


def test_a_change_of_the_desk_ends_the_wait(engine) -> None:
    front, other = engine.front(), engine.front()
    known = now(front)["desk"]["version"]
    front.asks("look", after=1 << 60, desk=known, within=30)
    other.gets("set_hold", pattern="path:/held")
    desk = front.line()["ok"]["desk"]
    assert desk["version"] > known
    assert (desk["hold"] or told(front, desk["version"], "hold")) == "path:/held"


def test_a_request_that_is_held_ends_the_wait(engine) -> None:
    front = engine.front()
    front.gets("set_hold", pattern="")
    known = now(front)["desk"]["version"]
    front.asks("look", after=1 << 60, desk=known, within=30)
    peer = engine.peer()
    peer.sends(b"\0\0\6\1\5\0\0\0\1", b"\x82\x84\x86\x41\x01a")
    desk = front.line()["ok"]["desk"]
    (held,) = desk["requests"] or told(front, desk["version"], "requests")
    assert (held["connection"], held["stream_id"]) == (1, 1)


def test_a_trouble_ends_the_wait_and_is_told_once_to_each(engine) -> None:
    fronts = [engine.front(), engine.front()]
    for front in fronts:
        front.gets("look", within=0)
        front.asks("look", after=1 << 60, within=30)
    engine.client.trouble("the disk is full")
    for front in fronts:
        assert front.line()["ok"]["troubles"] == ["the disk is full"]
        assert now(front)["troubles"] == []


def test_troubles_are_kept_till_somebody_looks_but_not_all_of_them(engine) -> None:
    front = engine.front()
    now(front)
    for number in range(300):
        engine.client.trouble(f"{number} " + "x" * 5000)
    told: list[str] = []
    while not told or not told[-1].startswith("299 "):
        told += front.gets("look", after=1 << 60, within=30)["troubles"]
    assert len(max(told, key=len)) <= 1000


def test_when_the_time_is_up_it_is_answered_that_nothing_is_new(engine) -> None:
    front = engine.front()
    known = now(front)
    said = front.gets("look", after=1 << 60, desk=known["desk"]["version"], within=0.02)
    assert (said["last"], said["desk"], said["troubles"]) == (known["last"], None, [])


@pytest.mark.parametrize("within", [0, -1, -1e9])
def test_without_time_it_is_answered_now(engine, within) -> None:
    assert engine.front().gets("look", after=1 << 60, within=within)["desk"] is None


def test_nobody_waits_longer_than_is_allowed(engine, monkeypatch) -> None:
    monkeypatch.setattr(news, "LONGEST_POLL", 0.02)
    assert "last" in engine.front().gets("look", after=1 << 60, within=1e9)


def test_more_looks_than_one_front_end_needs_are_refused(engine) -> None:
    front = engine.front()
    for number in range(MOST_LOOKS + 1):
        front.asks("look", number, after=1 << 60, within=30)
    answer = front.line()
    assert answer["id"] == MOST_LOOKS and answer["kind"] == "request"
    assert "last" in engine.front().gets("look", after=0, within=30), "others may wait"


def test_several_wait_for_different_things(engine) -> None:
    desk, records = engine.front(), engine.front()
    known = now(desk)
    desk.asks("look", after=1 << 60, desk=known["desk"]["version"], within=30)
    records.asks("look", after=known["last"], within=30)
    engine.peer()
    assert records.line()["ok"]["last"] > known["last"]
    engine.client.set_break("type:DATA").result()
    assert desk.line()["ok"]["desk"]["break_on"] == "type:DATA"


def test_who_has_changed_the_desk_sees_it_with_the_next_look(engine, monkeypatch) -> None:
    monkeypatch.setattr(news, "DESK_SHARE", 1e9)  # no desk is written twice within an hour
    front = engine.front()
    now(front)
    for number in range(3):
        front.gets("set_hold", pattern=f"path:/{number}")
        assert now(front)["desk"]["hold"] == f"path:/{number}"


def test_a_desk_that_takes_long_to_write_is_not_written_for_each_change(
    engine, monkeypatch
) -> None:
    monkeypatch.setattr(news, "DESK_SHARE", 1e9)
    front = engine.front()
    known = now(front)["desk"]["version"]
    engine.client.set_hold("path:/x").result()
    said = front.gets("look", after=1 << 60, desk=known, within=0.02)
    assert said["desk"] is None
    said = front.gets("look", after=0, desk=known, within=30)
    assert said["desk"] is None and said["last"]


def test_every_record_is_told_of_under_load(engine) -> None:
    front, peer = engine.front(), engine.peer()
    last = seen = 0
    while last < 2_000:
        peer.is_answered()
        last = front.gets("look", after=last, within=30)["last"]
        seen += 1
    assert seen > 10
