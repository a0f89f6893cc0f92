"""Replaying from the command line: real processes, to their exit status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.engine

HELLO = "def main(request, response):\n    return 'hello'\n"
NEVER = """
def main(request, response):
    response.writer.write_headers([], 200)
    response.writer.wait_for("type:RST_STREAM", timeout=0.2)
"""
PEER = str(Path(__file__).parents[1] / "peer.py")
ASKS = f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location("peer", {PEER!r})
peer = importlib.util.module_from_spec(spec)
sys.modules["peer"] = peer
spec.loader.exec_module(peer)
with peer.Peer(sys.argv[1]) as one:
    one.get("/")
"""
CLIENT = (sys.executable, "-c", ASKS, "{base}")
PATIENCE_SECONDS = 20


@pytest.fixture
def scenario(tmp_path: Path) -> Callable[..., str]:
    def make(text: str = HELLO, name: str = "it") -> str:
        (tmp_path / f"{name}.py").write_text(text)
        return f"{name}.py"

    return make


class Standing:
    """`h2craft replay` without a client: what it says, line by line, until it is ended."""

    def __init__(self, command: list[str], environment: dict[str, str], folder: Path) -> None:
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=folder,
        )
        self.said: list[str] = []
        self.ready = threading.Event()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        assert self.ready.wait(PATIENCE_SECONDS)

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line.rstrip("\n"))
            if line == "ready\n":
                self.ready.set()
        self.ready.set()

    @property
    def urls(self) -> list[str]:
        return [line.split()[1] for line in self.said if line.startswith("listening ")]

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")

    def over(self) -> int:
        status = self.process.wait(PATIENCE_SECONDS)
        self._listener.join(PATIENCE_SECONDS)
        return status

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.over()


@pytest.fixture
def standing(
    command: list[str], environment: dict[str, str], tmp_path: Path
) -> Iterator[Callable[..., Standing]]:
    made: list[Standing] = []

    def start(*words: str) -> Standing:
        made.append(Standing([*command, "replay", *words], environment, tmp_path))
        return made[-1]

    yield start
    for one in made:
        if one.process.poll() is None:
            one.process.kill()
        one.over()
        for pipe in (one.process.stdout, one.process.stderr):
            assert pipe is not None
            pipe.close()


# With a client


def test_all_done_is_told_in_a_line_and_exits_with_nought(run: Any, scenario: Any) -> None:
    done = run("replay", scenario(), "--h2c", "--", *CLIENT)
    assert done.returncode == 0, done.stdout + done.stderr
    first, second = done.stdout.splitlines()
    assert first == "it: good: all was done: 1 request, 1 act"
    assert second.startswith(f"  {os.path.basename(sys.executable)} exited with status 0 after ")
    assert done.stderr == ""


def test_a_wait_that_never_came_true_is_named_and_exits_with_one(run: Any, scenario: Any) -> None:
    done = run("replay", scenario(NEVER), "--h2c", "--", *CLIENT)
    assert done.returncode == 1
    first = done.stdout.splitlines()[0]
    assert first.startswith("it: not done: GET /: main raised at it.py:4: TimeoutError: no 'type:")


def test_a_client_that_cannot_be_started_is_named(run: Any, scenario: Any) -> None:
    done = run("replay", scenario(), "--h2c", "--", "no-such-client", "{url}")
    assert done.returncode == 1
    assert done.stdout == ("it: not done: no-such-client cannot be started: no such program\n")


def test_a_file_that_does_not_load_is_named_with_its_line(run: Any, scenario: Any) -> None:
    done = run("replay", scenario("def main(:\n"), "--h2c", "--", *CLIENT)
    assert done.returncode == 1
    assert done.stdout.endswith("it.py:1: SyntaxError: invalid syntax\n")


def test_several_are_played_one_after_the_other_and_counted(run: Any, scenario: Any) -> None:
    names = scenario(), scenario(NEVER, "never")
    done = run("replay", *names, "--h2c", "--", *CLIENT)
    assert done.returncode == 1
    lines = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert [line.partition(":")[0] for line in lines] == ["it", "never", "2 scenarios"]
    assert lines[-1] == "2 scenarios: 1 done, 1 not done"


def test_quiet_is_silent_about_what_went_well(run: Any, scenario: Any) -> None:
    done = run("replay", scenario(), "--h2c", "--quiet", "--", *CLIENT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_json_is_an_object_a_run(run: Any, scenario: Any) -> None:
    done = run("replay", scenario(), scenario(NEVER, "never"), "--h2c", "--json", "--", *CLIENT)
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["scenario"], one["good"]) for one in said] == [("it", True), ("never", False)]
    assert said[0]["client"]["status"] == 0
    assert said[0]["url"].startswith("http://127.0.0.1:")


def test_frames_are_shown_where_that_is_asked(run: Any, scenario: Any) -> None:
    words = "--frames", "--filter", "type:HEADERS dir:sent"
    done = run("replay", scenario(), "--h2c", *words, "--", *CLIENT)
    log, *rest = done.stdout.splitlines()
    assert "HEADERS" in log
    assert rest[0].startswith("it: good")


def test_traces_of_several_lie_in_a_folder(run: Any, scenario: Any, tmp_path: Path) -> None:
    (tmp_path / "traces").mkdir()
    names = scenario(), scenario(HELLO, "other")
    done = run("replay", *names, "--h2c", "--trace", "traces", "--", *CLIENT)
    assert done.returncode == 0, done.stdout
    assert sorted(os.listdir(tmp_path / "traces")) == ["it.h2trace", "other.h2trace"]


def test_a_trace_that_is_there_is_not_overwritten(run: Any, scenario: Any, tmp_path: Path) -> None:
    (tmp_path / "run.h2trace").write_text("something")
    done = run("replay", scenario(), "--h2c", "--trace", "run.h2trace", "--", *CLIENT)
    assert done.returncode == 1
    assert done.stderr.startswith("h2craft: ")
    assert (tmp_path / "run.h2trace").read_text() == "something"


def test_nothing_to_compare_with_is_not_the_same(run: Any, scenario: Any) -> None:
    done = run("replay", scenario(), "--h2c", "--compare", "--", *CLIENT)
    assert done.returncode == 1
    assert done.stdout.startswith("it: not the same: there is nothing to compare with")


def test_a_result_of_the_library_is_remembered(
    run: Any, environment: dict[str, str], tmp_path: Path
) -> None:
    library = tmp_path / "library"
    library.mkdir()
    (library / "mine.py").write_text(HELLO)
    environment["H2CRAFT_SCENARIOS"] = str(library)
    assert run("replay", "mine", "--h2c", "--", *CLIENT).returncode == 0
    listed = run("scenarios", "mine", "--json")
    assert '"done"' in listed.stdout


# Without one


def test_a_run_is_told_as_it_happens_and_ctrl_c_ends_it(
    standing: Callable[..., Standing], scenario: Any, peer: Any
) -> None:
    show = standing(scenario(), "--h2c")
    (url,) = show.urls
    assert show.said[0] == f"listening {url}  it"
    assert show.said[1].startswith("  curl -v --http2-prior-knowledge http://127.0.0.1:")
    for _ in range(2):
        with peer.Peer(url) as client:
            client.get("/")
        assert show.line() == "it: good: all was done: 1 request, 1 act"
    assert show.interrupt() == 130


def test_ctrl_c_in_the_middle_tells_what_is_known(
    standing: Callable[..., Standing], scenario: Any, peer: Any
) -> None:
    text = "def main(request, response):\n    response.writer.write_headers([], 200)\n"
    show = standing(scenario(f"{text}    response.writer.wait_for('type:RST_STREAM')\n"), "--h2c")
    with peer.Peer(show.urls[0]) as client:
        answer = client.answer(client.request("/"))
        client.until(lambda: answer.status)
        assert show.interrupt() == 130
    assert show.line() == "it: interrupted: GET /: its handler has not ended"


def test_ctrl_c_ends_the_client_too(
    command: list[str], environment: dict[str, str], scenario: Any, tmp_path: Path
) -> None:
    program = "print(open('begun', 'w').write('x'), flush=True)\nimport time\ntime.sleep(600)\n"
    os.mkfifo(tmp_path / "begun")
    words = [*command, "replay", scenario(), "--h2c", "--", sys.executable, "-c", program]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, text=True, env=environment, cwd=tmp_path
    ) as process:
        assert (tmp_path / "begun").read_text() == "x"  # once the client writes
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130
    assert told.startswith("it: interrupted: no request came")


def test_once_ends_with_the_first_run_of_each(
    standing: Callable[..., Standing], scenario: Any, peer: Any
) -> None:
    show = standing(scenario(), scenario(HELLO, "other"), "--h2c", "--once")
    for url in show.urls:
        with peer.Peer(url) as client:
            client.get("/")
    assert show.over() == 0
    assert sorted(show.line().partition(":")[0] for _ in range(2)) == ["it", "other"]


def test_once_ends_in_time_where_nobody_comes(
    standing: Callable[..., Standing], scenario: Any
) -> None:
    show = standing(scenario(), "--h2c", "--once", "--timeout", "0.3")
    assert show.over() == 1
    assert show.line() == "it: not done: no request came"


def test_others_can_attach_to_it(
    standing: Callable[..., Standing], scenario: Any, run: Any
) -> None:
    show = standing(scenario(), "--h2c", "--name", "stage")
    listed = run("ps", "--json")
    assert [json.loads(line)["name"] for line in listed.stdout.splitlines()] == ["stage"]
    assert show.interrupt() == 130
