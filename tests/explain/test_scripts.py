"""The Script tab."""

from __future__ import annotations

from typing import Any

from h2craft.explain import plain, runs, script
from h2craft.explain.scripts import PRINTS_SHOWN
from h2craft.trace import Kind, Origin


def page(story: Any, now: float | None = None) -> str:
    return plain(script(story.readings, now))


def started(story: Any) -> int:
    story.peer.headers(end=True)
    return story(Kind.HANDLER_STARTED, stream=1, script="a/b.py", path="/x", origin=Origin.SCRIPT)


def test_no_script_is_said(story: Any) -> None:
    assert page(story) == "No handler script has begun here."


def test_a_running_script_says_since_when(story: Any) -> None:
    seq = started(story)
    assert page(story, now=2.8).startswith("a/b.py  running for 2.0000 s\n")
    assert f"for /x, since record {seq} at 0.8000 s" in page(story)


def test_a_script_that_ended_says_how_long_it_took(story: Any) -> None:
    started(story)
    story(Kind.HANDLER_ENDED, stream=1, seconds=0.25)
    assert "a/b.py  ended after 0.2500 s" in page(story)
    (run,) = runs(story.readings)
    assert run.ended == "ended" and run.seconds == 0.25


def test_a_script_that_raised_is_not_said_to_have_ended(story: Any) -> None:
    started(story)
    story(Kind.HANDLER_RAISED, stream=1, hook="main", error="KeyError: 'a'")
    story(Kind.HANDLER_ENDED, stream=1, seconds=0.25)
    assert "a/b.py  failed after 0.2500 s" in page(story)


def test_an_abandoned_one_says_why(story: Any) -> None:
    started(story)
    story(Kind.HANDLER_ABANDONED, stream=1, reason="the stream was reset")
    assert "abandoned after 0.1000 s" in page(story)
    assert "abandoned: the stream was reset" in page(story)


def test_runs_of_other_streams_are_left_out(story: Any) -> None:
    started(story)
    assert runs(story.readings, 3) == [] and len(runs(story.readings, 1)) == 1


def test_a_traceback_begins_with_file_and_line(story: Any) -> None:
    started(story)
    detail = {"stream": 1, "hook": "main", "error": "ValueError: no", "file": "/r/b.py", "line": 7}
    story(Kind.HANDLER_RAISED, detail={**detail, "traceback": "Traceback\n  File\nValueError"})
    shown = page(story).split("\n")
    at = shown.index("Raised")
    assert shown[at + 1].startswith("  /r/b.py:7 in main  record")
    assert shown[at + 2] == "  ValueError: no"
    assert shown[at + 3 : at + 6] == ["    Traceback", "      File", "    ValueError"]


def test_what_it_printed_and_sent_is_told(story: Any) -> None:
    started(story)
    story(Kind.PRINTED, stream=1, text="one\ntwo \x1b[0m\n")
    story.us.headers(1, [(":status", "200")], origin=Origin.SCRIPT)
    shown = page(story)
    assert "  one  record 9" in shown and "\n  two \\x1b[0m\n" in shown
    assert "HEADERS       200" in shown


def test_holding_and_breaking_are_told(story: Any) -> None:
    started(story)
    story(Kind.REQUEST_HELD, stream=1, why="look", by="script")
    story(Kind.REQUEST_RELEASED, stream=1, to="script")
    story(Kind.ACTION_HELD, stream=1, script="a/b.py", action={})
    story(Kind.ACTION_RELEASED, stream=1, verdict="drop")
    story(Kind.HANDLER_QUEUED, stream=1, running=128)
    story(Kind.SCRIPT_BROKEN, file="/r/b.py", line=3, error="SyntaxError")
    shown = page(story)
    for words in (
        "held by the script: look",
        "released to script",
        "stopped at a breakpoint",
        "went on: drop",
        "queued, 128 handlers are running",
        "/r/b.py:3 broken: SyntaxError",
    ):
        assert words in shown


def test_very_many_prints_are_cut(story: Any) -> None:
    started(story)
    for number in range(PRINTS_SHOWN + 5):
        story(Kind.PRINTED, stream=1, text=f"line {number}")
    shown = page(story)
    assert "5 before" in shown and "line 4 " not in shown and "line 204" in shown
