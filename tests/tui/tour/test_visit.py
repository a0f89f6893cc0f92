"""A process of the tour: what it says, and that it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from h2craft.tui.tour.visit import Visit


def python(folder: Path, program: str, *, lines: int = 1) -> Visit:
    return Visit((sys.executable, "-c", program), "python ...", folder, lines=lines)


def ended(visit: Visit) -> int | None:
    """Its status, once it has ended by itself."""
    assert visit._process is not None
    visit._process.wait()
    return visit.status


def test_what_it_writes_is_told_from_the_beginning(tmp_path) -> None:
    visit = python(tmp_path, "print('\\none\\n\\ntwo\\nthree')", lines=3)
    assert ended(visit) == 0
    assert visit.said() == ["one", "two", "three"]


@pytest.mark.parametrize(("lines", "said"), [(1, ["one"]), (2, ["one"]), (3, ["one"])])
def test_a_paragraph_there_is_no_room_for_is_left_out(tmp_path, lines, said) -> None:
    visit = python(tmp_path, "print('one\\n\\na head\\nand rows\\nof it')", lines=lines)
    ended(visit)
    assert visit.said() == said


def test_of_a_first_paragraph_that_is_too_long_the_beginning_is_told(tmp_path) -> None:
    visit = python(tmp_path, "print('one\\ntwo\\nthree')", lines=2)
    ended(visit)
    assert visit.said() == ["one", "two"]


def test_of_one_that_wrote_nothing_its_last_complaint_is_told(tmp_path) -> None:
    visit = python(tmp_path, "import sys; sys.exit('first of all\\ncannot')")
    assert ended(visit) == 1
    assert visit.said() == ["cannot"]


def test_what_would_act_on_the_terminal_is_escaped(tmp_path) -> None:
    visit = python(tmp_path, "print('\\x1b[2Jgone')")
    ended(visit)
    assert visit.said() == ["\\x1b[2Jgone"]


def test_one_that_cannot_be_started_says_why(tmp_path) -> None:
    visit = Visit(("/no/such/client", "x"), "client x", tmp_path)
    assert visit.trouble == "/no/such/client: No such file or directory"
    assert (visit.status, visit.running, visit.said()) == (None, False, [])
    visit.stop()
    visit.close()


def test_one_that_waits_is_ended_with_all_it_has_started(tmp_path) -> None:
    program = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print(child.pid, flush=True)\n"
        "child.wait()\n"
    )
    visit = python(tmp_path, program)
    while not visit.said():
        assert visit.running
    child = int(visit.said()[0])
    visit.close()
    assert not visit.running
    with pytest.raises(ProcessLookupError):
        while True:  # till whoever adopted it has seen to it
            os.kill(child, 0)


def test_one_that_will_not_end_is_killed(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("h2craft.tui.tour.visit.KINDLY_SECONDS", 0.1)
    program = (
        "import signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('deaf', flush=True)\n"
        "time.sleep(600)\n"
    )
    visit = python(tmp_path, program)
    while not visit.said():
        assert visit.running
    visit.close()
    assert not visit.running
