"""What the tour does itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from h2craft.client import Binding, Desk, HeldRequest
from h2craft.tui.tour.stage import TourStage
from h2craft.tui.tour.step import Tour
from h2craft.tui.tour.visitor import Visitor

ECHO = "import sys; print(*sys.argv[1:])"
WAIT = "import time; time.sleep(600)"


def stage_of(session: Any, folder: Path, program: str | None = ECHO) -> TourStage:
    words = () if program is None else (sys.executable, "-c", program, "{url}", "{cacert}")
    visitor = Visitor(name="echo", words=words, serves=lambda: True) if words else None
    return TourStage(session, Tour(folder=folder, visitor=visitor))


@pytest.fixture
def session(session_of: Any, talk: Any) -> Any:
    return session_of(talk)


def test_the_client_is_started_for_a_path_of_the_server(session: Any, tmp_path: Path) -> None:
    stage = stage_of(session, tmp_path)
    stage.visit("/held")
    assert stage.now is not None and stage.now._process is not None
    assert stage.now._process.wait() == 0
    assert stage.now.said() == ["https://127.0.0.1:8443/held None"]
    assert stage.now.line.endswith("https://127.0.0.1:8443/held ca.pem")


def test_without_a_client_it_says_what_to_install_and_where_to_ask(
    session: Any, tmp_path: Path
) -> None:
    stage = stage_of(session, tmp_path, None)
    stage.visit("/held")
    assert stage.now is None
    assert "install curl" in stage.trouble and "https://127.0.0.1:8443/held" in stage.trouble
    stage.tidy()
    assert stage.trouble == ""
    stage.check()
    assert "h2craft check" in stage.trouble


def test_the_check_runs_the_same_client_with_places_for_what_it_is_told(
    session: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[str, ...]] = []

    class Started:
        trouble = ""

        def __init__(self, words: tuple[str, ...], *rest: Any, **more: Any) -> None:
            started.append(words)

    monkeypatch.setattr("h2craft.tui.tour.stage.Visit", Started)
    stage_of(session, tmp_path).check()
    (words,) = started
    assert words[1:4] == ("-m", "h2craft", "check")
    assert words[-5:] == (sys.executable, "-c", ECHO, "{url}", "{cacert}")
    assert words[words.index("--only") + 1] == "A/8.1/trailers"


def test_what_a_person_holds_stays_as_they_have_it(session: Any, tmp_path: Path) -> None:
    stage = stage_of(session, tmp_path)
    stage.hold("path:/held")
    session.client.desk_now = Desk(hold="method:POST")
    stage.hold("path:/held")
    assert session.client.asked == [("set_hold", "path:/held")]


def test_letting_go_leaves_nothing_in_the_way_of_the_welcome_page(
    session: Any, tmp_path: Path
) -> None:
    session.client.desk_now = Desk(
        hold="",
        requests=(HeldRequest(connection=1, stream_id=3, seq=1, held_seq=2, at=0.0),),
        bindings=(Binding(file="x.py", number=4),),
    )
    stage = stage_of(session, tmp_path)
    stage.let_go()
    assert session.client.asked == [("detach", 4), ("set_hold", None), ("release_request", 1, 3)]


def test_with_nothing_in_the_way_nothing_is_asked_for(session: Any, tmp_path: Path) -> None:
    stage_of(session, tmp_path).let_go()
    assert session.client.asked == []


def test_a_client_that_waits_ends_with_the_tour(session: Any, tmp_path: Path) -> None:
    stage = stage_of(session, tmp_path, WAIT)
    stage.visit("/one")
    first = stage.now
    stage.visit("/two")
    second = stage.now
    assert first is not None and second is not None and first is not second
    stage.close()
    assert not first.running and not second.running
