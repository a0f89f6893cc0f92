"""Rendered scripts a person has read. Each file in golden/ is of the trace of its name beside it,
or of a recording made here by hand.

With H2CRAFT_GOLDEN=write in the environment the files are written anew, to be read again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from h2craft.model import Board
from h2craft.scenario import Recorder, loading, rendered, without_secrets
from h2craft.trace import TraceReader

GOLDEN = Path(__file__).parent / "golden"
TRACES = sorted(path.stem for path in GOLDEN.glob("*.h2trace"))


def of_trace(name: str) -> str:
    reader, board, recorder = TraceReader(GOLDEN / f"{name}.h2trace"), Board(), Recorder()
    for record in reader.read(0, 10_000):
        recorder.take(board.fold(record))
    started = str(reader.header["started"])
    score = recorder.score(started=started, program="h2craft 0.1.0")
    return rendered(*without_secrets(score, loading(reader)))


def greetings_and_gates(scores: ModuleType) -> str:
    """Two connections, three requests for one path, and who waits for whom."""
    sheet = scores.Sheet()
    sheet.greeting(1)("settings MAX_CONCURRENT_STREAMS=1 INITIAL_WINDOW_SIZE=0")
    first = sheet.request(b"/x", connection=1)
    head = first("headers 1 :status=200 content-type=text/plain")
    first.act('data 1 "half"', wait=scores.wait("type:WINDOW_UPDATE", 1), pause=2.34)
    second = sheet.request(b"/x", connection=2)
    second.act("headers 1 :status=103 link=</a.css>", after=head)
    answered = second("headers 1 :status=204 end_stream")
    first.act("rst 1 CANCEL", after=answered)
    first.act("goaway last=3 code=NO_ERROR", wait=scores.wait("type:PING flag:ACK"))
    sheet.request(b"/x", connection=2)
    remarks = ("hold path:/x", "release all")
    return str(sheet.text(remarks=remarks, lost=12))


def pushes_across_hooks(scores: ModuleType) -> str:
    """A promise before the request is complete, its response behind the request's own."""
    sheet = scores.Sheet()
    part = sheet.request(b"/form?step=1", method=b"POST", whole=False)
    promise = "push 1 :method=GET :scheme=https :authority=a :path="
    part.act(f"{promise}/a.css", promised=2)
    part.act(f"{promise}/b.js", promised=4)
    part("headers 1 :status=200 x-list=1,2")
    part.done()
    part("headers 4 :status=200", 'data 4 "b()" end_stream', 'data 1 "done" end_stream')
    part.act("headers 2 :status=404 end_stream", wait=scores.wait("type:RST_STREAM", 4))
    return str(sheet.text(title="A push that is cancelled is answered all the same"))


def many_requests(scores: ModuleType) -> str:
    """What is the same is written once."""
    sheet = scores.Sheet()
    for number in range(24):
        part = sheet.request(f"/{number}.png".encode())
        if number % 12 == 7:
            part("headers 1 :status=500 end_stream".replace(" 1 ", f" {part.named['stream_id']} "))
        elif number % 12 != 3:
            stream = part.named["stream_id"]
            part(f"headers {stream} :status=200", f'data {stream} "x" end_stream')
    return str(sheet.text())


HAND: dict[str, Callable[[ModuleType], str]] = {
    "greetings-and-gates": greetings_and_gates,
    "pushes-across-hooks": pushes_across_hooks,
    "many-requests": many_requests,
}
NAMES = [*TRACES, *HAND]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_as_a_person_has_read_it(name: str, scores: ModuleType) -> None:
    text = HAND[name](scores) if name in HAND else of_trace(name)
    file = GOLDEN / f"{name}.py"
    if os.environ.get("H2CRAFT_GOLDEN") == "write":
        file.write_text(text)
    assert text == file.read_text()


def test_each_file_is_looked_at() -> None:
    assert {path.stem for path in GOLDEN.glob("*.py")} == set(NAMES)
    assert len(TRACES) >= 4


def test_ruff_would_change_nothing() -> None:
    ruff: Any = shutil.which("ruff")
    if ruff is None:
        pytest.skip("ruff is not there: it is for development only")
    for command in (["format", "--check"], ["check"]):
        ran = subprocess.run([ruff, *command, str(GOLDEN)], capture_output=True, text=True)
        assert ran.returncode == 0, ran.stdout + ran.stderr
