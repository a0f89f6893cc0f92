from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.client import Result
from h2craft.repl.evaluate import Verdict
from h2craft.repl.tools import TOOLS, ToolError, replaying
from h2craft.session import NOT_DONE, results
from h2craft.wire import FrameType

ANSWERS = '''"""Answers and ends."""


def main(request, response):
    response.writer.write_headers([], 200)
    response.writer.write_data("one")
    response.writer.write_data("two", last=True)
'''


@pytest.fixture
def library(bench: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The person's own library, with a scenario `answers` in it."""
    folder = tmp_path / "library"
    folder.mkdir()
    monkeypatch.setenv("H2CRAFT_SCENARIOS", str(folder))
    (folder / "answers.py").write_text(ANSWERS)
    (folder / "raises.py").write_text('"""R."""\n\n\ndef main(request, response):\n    1 / 0\n')
    return folder


def meanwhile(bench: Any, do: Callable[[Any], object]) -> threading.Thread:
    """A client that comes once a script is attached, and what it does then."""

    def come() -> None:
        bench.recorded("kind:script_attached")
        do(bench.peer(hold=False))

    thread = threading.Thread(target=come)
    thread.start()
    return thread


@pytest.mark.engine
def test_a_scenario_answers_and_is_followed_to_its_verdict(bench: Any, library: Path) -> None:
    got: list[Any] = []

    def ask(peer: Any) -> None:
        peer.asks(path="/x")
        got.extend(peer.wants(FrameType.DATA).payload for _ in range(2))

    client = meanwhile(bench, ask)
    said = bench.run("replay answers once")
    client.join(10)
    assert got == [b"one", b"two"]
    verdict, first, *_ = said.splitlines()  # what is said beside results comes last here
    assert first.startswith("answers answers the next request; make a client come: curl ")
    assert verdict.endswith("done: 1 request, 3 acts")
    assert results().by_name["answers"].is_done
    assert bench.shell.playing is None
    assert bench.client.desk().bindings == ()


@pytest.mark.engine
def test_what_was_recorded_here_is_replayed_to_its_last_act(bench: Any, library: Path) -> None:
    first = bench.peer("/x")
    bench.run('headers :status=200\ndata "one"\nend\nsave x.py')
    bench.run("hold off")
    got: list[Any] = []

    def ask(peer: Any) -> None:
        peer.asks(path="/x")
        got.extend(peer.wants(FrameType.DATA).payload for _ in range(2))

    client = meanwhile(bench, ask)
    said = bench.run("replay x.py")
    client.join(10)
    assert got == [first.wants(FrameType.DATA).payload for _ in range(2)] == [b"one", b""]
    assert said.splitlines()[0].endswith("done: 1 request, 3 acts")


@pytest.mark.engine
def test_python_gets_the_verdict(bench: Any, library: Path) -> None:
    client = meanwhile(bench, lambda peer: peer.asks(path="/x"))
    bench.run('done = replay("answers", path="/x")')
    client.join(10)
    assert bench.shell.namespace["done"].verdict.done
    assert bench.verdict is Verdict.OK


@pytest.mark.engine
def test_what_was_not_done_is_an_error_and_is_remembered(bench: Any, library: Path) -> None:
    client = meanwhile(bench, lambda peer: peer.asks(path="/x"))
    said = bench.run("replay raises")
    client.join(10)
    assert "replay: not done: GET /x: main raised" in said
    assert bench.verdict is Verdict.FAILED
    last = results().by_name["raises"]
    assert last.outcome == NOT_DONE
    assert "ZeroDivisionError" in last.sentence


@pytest.mark.engine
def test_ctrl_c_ends_the_waiting_and_unbinds_it(bench: Any, library: Path) -> None:
    def interrupt() -> None:
        bench.recorded("kind:script_attached")
        bench.shell.interrupt()

    thread = threading.Thread(target=interrupt)
    thread.start()
    said = bench.run("replay answers")
    thread.join(10)
    assert said.splitlines()[-1] == "interrupted"
    assert bench.verdict is Verdict.INTERRUPTED
    bench.recorded("kind:script_detached")
    assert bench.shell.playing is None
    assert "answers" not in results().by_name


@pytest.mark.engine
def test_a_scenario_is_stepped_through(bench: Any, library: Path) -> None:
    said = bench.run("step answers")
    assert said.startswith("each act of answers waits for you: step lets the next pass, stop ends")
    assert bench.run("step") == "no request has come; 0 acts so far\n"
    peer = bench.peer(hold=False)
    peer.asks(path="/x")
    bench.recorded("kind:action_held")
    first = bench.run("step").splitlines()
    assert first == ["passed  headers 1 :status=200", 'next    data 1 "one"']
    assert peer.wants(FrameType.HEADERS).stream_id == 1
    assert bench.run("step").splitlines() == [
        'passed  data 1 "one"',
        'next    data 1 "two" end_stream',
    ]
    assert peer.wants(FrameType.DATA).payload == b"one"
    last, verdict = bench.run("step").splitlines()
    assert last == 'passed  data 1 "two" end_stream'
    assert verdict.endswith("done: 1 request, 3 acts")
    assert bench.client.desk().bindings == ()
    assert bench.client.desk().break_on is None
    assert "no scenario is stepped through" in bench.run("step")


@pytest.mark.engine
def test_stop_breaks_off_what_runs(bench: Any, library: Path) -> None:
    bench.run("step answers")
    peer = bench.peer(hold=False)
    peer.asks(path="/x")
    bench.recorded("kind:action_held")
    assert bench.run("stop") == "answers answers no more: 0 acts done\n"
    assert peer.wants(FrameType.RST_STREAM).stream_id == 1
    assert bench.client.desk().break_on is None
    assert results().by_name["answers"].outcome == NOT_DONE
    assert "no scenario answers requests here" in bench.run("stop")


@pytest.mark.engine
def test_one_at_a_time(bench: Any, library: Path) -> None:
    bench.run("step answers")
    assert "answers answers requests already: stop ends it" in bench.run("replay raises")
    bench.run("stop")


@pytest.mark.engine
def test_what_an_engine_does_not_take_is_said(bench: Any, library: Path) -> None:
    (library / "broken.py").write_text("def main(:\n")
    assert "replay: this is not Python" in bench.run("replay broken")
    assert "did you mean answers?" in bench.run("replay answer")
    assert bench.shell.playing is None


def test_a_refusal_is_said_and_leaves_nothing_behind(
    stub_of: Any, talk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.py").write_text(ANSWERS)
    stub = stub_of(talk)
    stub.client.result = Result(accepted=False, reason="no room for scripts")
    assert stub.run("replay x.py") == "replay: no room for scripts\n"
    assert stub.shell.playing is None


def test_an_engine_that_goes_ends_the_waiting(
    stub_of: Any, talk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.py").write_text(ANSWERS)
    stub = stub_of(talk)
    stub.client.ended = "the engine has gone"
    with pytest.raises(ToolError, match="the engine has gone"):
        TOOLS["replay"].call(stub.shell, "x.py")


def test_how_far_it_is_is_told_now_and_then(stub_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Steps:
        """At each look it is one act further."""

        count = 0

        @property
        def verdict(self) -> Any:
            return self

        requests = 1

        @property
        def progress(self) -> str:
            return f"{self.count} of 3 acts"

    there = Steps()

    def looked(shell: Any, playing: Any) -> bool:
        there.count += 1
        return there.count > 3

    monkeypatch.setattr(replaying, "_looked", looked)
    monkeypatch.setattr(replaying, "TOLD_SECONDS", -1.0)
    stub = stub_of()
    replaying._follow(stub.shell, there)  # type: ignore[arg-type]
    assert stub.said() == "1 of 3 acts\n2 of 3 acts\n3 of 3 acts\n"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("replay", "replay needs the name of a scenario; scenarios lists them"),
        ("replay x.py twice", "replay takes a name, then once or path=/x"),
        ("step x.py once", "step takes a name, then path=/x"),
        ("step path=/x", "step needs the name of a scenario"),
        ("stop it", "stop takes nothing behind it"),
    ],
)
def test_a_line_that_cannot_be_meant_is_pointed_at(stub_of: Any, said: str, message: str) -> None:
    assert stub_of().run(said).splitlines()[0].startswith(message)


def test_words_behind_the_name_are_offered(stub_of: Any) -> None:
    shell = stub_of().shell
    tools = {"replay": ["path=", "once"], "step": ["path="]}
    for tool, words in tools.items():
        found = TOOLS[tool].complete(shell, "x.py ", 5)
        assert [one.text for one in found] == words
