"""Which script answers what is selected, and where it failed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from h2craft.session import Selection
from h2craft.trace import Kind, Origin
from h2craft.tui.scripts import script_place


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "hello.py").write_text("1 / 0\n")
    return tmp_path


@pytest.fixture
def session(session_of, talk, folder):
    """A stream that hello.py answers, and fails to."""
    talk.opened()
    talk.request(1, "/hello.py")
    started = {"stream": 1, "script": "hello.py", "path": "/hello.py"}
    talk(Kind.HANDLER_STARTED, origin=Origin.SCRIPT, detail=started)
    made = session_of(talk)
    made.client.about = replace(made.client.about, folder=folder, root="")
    return made


def test_nothing_selected_and_no_single_script_is_no_place(session) -> None:
    assert script_place(session) is None


def test_a_stream_leads_to_its_script(session, folder) -> None:
    session.selection = Selection(1, 1)
    assert script_place(session) == (folder / "hello.py", 0)


def test_an_error_leads_to_its_line(session, talk, folder) -> None:
    path = folder / "hello.py"
    error = {
        "stream": 1,
        "hook": "main",
        "error": "ZeroDivisionError",
        "traceback": f'  File "{path}", line 1, in main\nZeroDivisionError: division by zero\n',
    }
    talk(Kind.HANDLER_RAISED, origin=Origin.SCRIPT, detail=error)
    session.advance(1.0)
    session.selection = Selection(1, 1)
    assert script_place(session) == (path, 1)


def test_a_single_script_that_is_served_is_one_too(session, folder) -> None:
    session.client.about = replace(session.client.about, root=str(folder / "hello.py"))
    assert script_place(session) == (folder / "hello.py", 0)


def test_a_file_that_is_not_there_is_no_place(session) -> None:
    session.client.about = replace(session.client.about, folder=Path("/nowhere"))
    session.selection = Selection(1, 1)
    assert script_place(session) is None


def test_a_saved_trace_leads_to_no_file(session) -> None:
    session.client.about = replace(session.client.about, live=False)
    session.selection = Selection(1, 1)
    assert script_place(session) is None
