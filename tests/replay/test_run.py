"""One scenario, one client command: real engines, real processes."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.replay import ClientCommand, Options, Replayed, replay, run
from h2craft.scenario import Comparison, Entry, Notes
from h2craft.trace import Journal, Kind

pytestmark = pytest.mark.engine

H2C = Options(h2c=True, timeout=20)
SOON = Options(h2c=True, timeout=0.5)
HELLO = "def main(request, response):\n    return 'hello'\n"
WAITS = """
def main(request, response):
    response.writer.write_headers([], 200)
    response.writer.wait_for("type:RST_STREAM")
"""
NOTES = """
# What the client said, for h2craft replay --compare; it may be deleted.
#: {"h2craft":"h2craft 0.1.0","format":1,"path":"/a","acts":[1,1],"unsaid":0}
#: {"c":1,"s":1,"f":"HEADERS","fields":[[":method","GET"],[":path","/a"]]}
#: {"c":1,"s":2,"f":"HEADERS","fields":[[":method","GET"],[":path","/b"]]}
"""

Scenario = Callable[..., Entry]
Asks = Callable[..., list[str]]


def python(program: str, *words: str) -> list[str]:
    return [sys.executable, "-c", program, *words]


def test_a_client_that_gets_its_answer_sees_all_of_it_done(scenario: Scenario, asks: Asks) -> None:
    replayed = run(scenario(HELLO), asks("/"), H2C)
    assert replayed.good, replayed.sentences
    assert replayed.client is not None
    assert (replayed.client.status, replayed.client.stdout) == (0, b"hello\n")
    assert (replayed.verdict.requests, replayed.verdict.acts) == (1, 1)
    assert replayed.url.startswith("http://127.0.0.1:")
    assert 0 < replayed.seconds < 20


def test_the_records_of_the_run_are_handed_out(scenario: Scenario, asks: Asks) -> None:
    kinds = [record.kind for record in run(scenario(HELLO), asks("/"), H2C).records]
    assert Kind.HANDLER_STARTED in kinds
    assert kinds[-1] in {Kind.CONNECTION_CLOSED, Kind.HANDLER_ENDED}
    less = Options(h2c=True, timeout=20, keep=False)
    assert run(scenario(HELLO), asks("/"), less).records == ()


def test_curl_over_tls(scenario: Scenario, tmp_path: Path) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    words = [curl, "-sS", "--cacert", "{cacert}", "{url}"]
    replayed = run(scenario(HELLO), words, Options(ca_folder=tmp_path / "ca"))
    assert replayed.good, (replayed.sentences, replayed.client)
    assert replayed.client is not None
    assert replayed.client.stdout == b"hello"
    assert replayed.program.startswith("curl/")


def test_a_scenario_of_the_library_by_name(asks: Asks) -> None:
    replayed = run("rst-mid-body", asks("/"), H2C)
    assert replayed.good, replayed.sentences
    assert replayed.name == "reset/rst-mid-body"
    assert replayed.client is not None
    assert len(replayed.client.stdout) < 1000


# Clients of every sort


def test_a_client_that_cannot_be_started_is_named(scenario: Scenario) -> None:
    replayed = run(scenario(HELLO), ["/nowhere/client"], H2C)
    assert not replayed.good
    assert replayed.sentences == ("client cannot be started: no such file",)


def test_a_client_that_never_asks_leaves_all_undone(scenario: Scenario) -> None:
    replayed = run(scenario(HELLO), python("raise SystemExit(7)"), H2C)
    assert replayed.sentences == ("no request came",)
    assert replayed.client is not None
    assert replayed.client.status == 7


def test_a_client_that_fails_after_its_answer_is_no_failure(scenario: Scenario, asks: Asks) -> None:
    words = asks("/")
    words[2] += "\nraise SystemExit(3)\n"
    replayed = run(scenario(HELLO), words, H2C)
    assert replayed.good
    assert replayed.client is not None
    assert replayed.client.status == 3


def test_a_client_that_hangs_is_ended(scenario: Scenario) -> None:
    replayed = run(scenario(HELLO), python("import time; time.sleep(600)"), SOON)
    assert not replayed.good
    assert replayed.client is not None
    assert replayed.client.timed_out


def test_a_client_that_prints_without_end_is_heard_at_its_beginning(
    scenario: Scenario, asks: Asks
) -> None:
    words = asks("/")
    words[2] += "\nsys.stdout.write('x' * 50_000_000)\n"
    replayed = run(scenario(HELLO), words, H2C)
    assert replayed.good
    assert replayed.client is not None
    assert len(replayed.client.stdout) + replayed.client.lost == len("hello\n") + 50_000_000
    assert len(replayed.client.stdout) <= 1 << 20


def test_a_client_that_leaves_somebody_behind_is_waited_for_no_longer(
    scenario: Scenario, asks: Asks
) -> None:
    words = asks("/")
    words[2] += "\nimport os, time\nif os.fork() == 0:\n    time.sleep(600)\n"
    replayed = run(scenario(HELLO), words, H2C)
    assert replayed.good
    assert replayed.seconds < 15


# What is left undone


def test_a_wait_that_never_comes_true_is_named_and_what_came_instead(
    scenario: Scenario, asks: Asks
) -> None:
    text = WAITS.replace('RST_STREAM"', 'RST_STREAM", timeout=0.2')
    replayed = run(scenario(text), asks("/"), H2C)
    assert not replayed.good
    (sentence,) = replayed.sentences
    assert sentence.startswith("GET /: main raised at it.py:4: TimeoutError: no 'type:RST_STREAM'")
    assert "received: SETTINGS stream 0" in sentence


def test_a_wait_the_client_leaves_is_named_too(scenario: Scenario, asks: Asks) -> None:
    text = WAITS.replace("200)", "200, last=True)")
    replayed = run(scenario(text), asks("/"), H2C)
    (sentence,) = replayed.sentences
    assert "'type:RST_STREAM' was awaited; " in sentence


def test_a_request_that_never_came_is_named(scenario: Scenario, asks: Asks) -> None:
    replayed = run(scenario(HELLO + NOTES), asks("/a"), H2C)
    assert replayed.sentences == ("the second request, GET /b, never came",)


def test_all_requests_of_a_recording_are_one_run(scenario: Scenario, asks: Asks) -> None:
    replayed = run(scenario(HELLO + NOTES), asks("/a", "/b"), H2C)
    assert replayed.good, replayed.sentences
    assert replayed.verdict.expected == 2


def test_a_file_that_does_not_load_is_told_with_its_line(scenario: Scenario, asks: Asks) -> None:
    entry = scenario("def main(request, response:\n    pass\n")
    replayed = run(entry, asks("/"), H2C)
    assert not replayed.good
    assert replayed.client is None
    assert replayed.trouble == f"{entry.file}:1: SyntaxError: '(' was never closed"


def test_a_file_that_never_comes_to_its_end_is_told(scenario: Scenario, asks: Asks) -> None:
    entry = scenario("import threading\nthreading.Event().wait(20)\n" + HELLO)
    assert run(entry, asks("/"), SOON).trouble == "it.py: it was not loaded within 0.5 s"


# Pace


def test_a_scenario_at_speed_nought_does_not_sleep(scenario: Scenario, asks: Asks) -> None:
    text = "import time\ndef main(request, response):\n    time.sleep(600)\n    return 'awake'\n"
    replayed = run(scenario(text), asks("/"), Options(h2c=True, timeout=20, speed=0))
    assert replayed.good, replayed.sentences


def test_requests_in_strict_order_are_answered_one_at_a_time(
    scenario: Scenario, tmp_path: Path, peer: Any
) -> None:
    text = """
        import threading
        running = []
        def main(request, response):
            running.append(request.ordinal)
            alone = len(running) == 1
            threading.Event().wait(0.05)
            running.pop()
            return f"{request.ordinal} {alone}"
    """
    program = f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location("peer", {peer.__file__!r})
peer = importlib.util.module_from_spec(spec)
sys.modules["peer"] = peer
spec.loader.exec_module(peer)
with peer.Peer(sys.argv[1]) as one:
    numbers = [one.request(path) for path in ("/a", "/b", "/c")]
    print([one.finish(number).body.decode() for number in numbers])
"""
    strict = Options(h2c=True, timeout=20, strict_order=True)
    file = scenario("\n".join(line[8:] for line in text.splitlines()))
    words = python(program.replace("{", "{{"), "{base}")
    replayed = run(file, words, strict)
    assert replayed.good, (replayed.sentences, replayed.client)
    assert replayed.client is not None
    assert replayed.client.stdout == b"['1 True', '2 True', '3 True']\n"


# Beside it


def test_the_judge_is_asked_once_the_client_has_ended(scenario: Scenario, asks: Asks) -> None:
    asked: list[int] = []

    def judge(notes: Notes, journal: Journal) -> Comparison:
        asked.append(len(notes.said))
        return Comparison(recorded=2, now=2)

    replayed = run(scenario(HELLO + NOTES), asks("/a", "/b"), H2C, judge=judge)
    assert asked == [2]
    assert replayed.comparison == Comparison(recorded=2, now=2)


async def test_it_can_be_ended_in_the_middle(scenario: Scenario) -> None:
    stop, closed = asyncio.Event(), []

    def opened(stage: Any) -> Callable[[], object]:
        asyncio.get_running_loop().call_soon(stop.set)
        return lambda: closed.append(stage.entry.name)

    command = ClientCommand(python("import time; time.sleep(600)"))
    replayed: Replayed = await replay(scenario(HELLO), command, H2C, stop=stop, opened=opened)
    assert replayed.interrupted
    assert not replayed.good
    assert closed == ["it"]


async def test_it_can_be_ended_while_its_file_never_comes_to_its_end(scenario: Scenario) -> None:
    stop = asyncio.Event()

    def opened(stage: Any) -> Callable[[], object]:
        asyncio.get_running_loop().call_soon(stop.set)
        return lambda: None

    entry = scenario("import threading\nthreading.Event().wait(20)\n" + HELLO)
    forever = Options(h2c=True, timeout=1_000_000)
    replayed = await replay(entry, ClientCommand(python("pass")), forever, stop=stop, opened=opened)
    assert replayed.interrupted
    assert replayed.client is None
    assert replayed.trouble == "it.py: it was not loaded yet"
