"""A person at the prompt: keys in, a transcript out."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from h2craft.repl import PromptOptions
from h2craft.repl import prompt as module
from h2craft.repl.above import Above
from h2craft.repl.entries import Entries
from h2craft.repl.out import Out
from h2craft.repl.prompt import Prompt
from h2craft.repl.shell import Shell

CTRL_C, CTRL_D, CTRL_R = "\x03", "\x04", "\x12"
RIGHT, F1, F2, F3, F4 = "\x1b[C", "\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS"
PASTE = "\x1b[200~{}\x1b[201~"


class Written(DummyOutput):
    """Keeps what is written above the prompt."""

    def __init__(self, paper: io.StringIO) -> None:
        self.paper = paper

    def write_raw(self, data: str) -> None:
        self.paper.write(data)


class Person:
    """A prompt over a client, and what a terminal shows of it without the prompt itself."""

    def __init__(self, client: Any, pipe: Any, *, since: int | None = 0, **options: Any) -> None:
        self.paper = io.StringIO()
        above: Any = Above(self.paper)
        self.shell = Shell(client, out=Out(stream=above, errors=above), since=since)
        self.prompt = Prompt(self.shell, PromptOptions(**options), above)
        self.history = InMemoryHistory()
        self.entries = Entries(
            self.shell,
            self.prompt,
            self.prompt.above,
            self.prompt.hangup,
            history=self.history,
            colour=False,
            given=pipe,
            output=Written(self.paper),
        )
        self._pipe = pipe

    def types(self, *keys: str) -> str:
        """Till the prompt has ended; what was shown, but for the welcome."""
        if keys:
            self._pipe.send_text("".join(keys))
        self.status = self.prompt.run(self.entries, self.paper)
        self.shell.close()
        return self.paper.getvalue().split("Ctrl-D leaves\n", 1)[1]


@pytest.fixture
def person_of() -> Iterator[Callable[..., Person]]:
    with create_pipe_input() as pipe:
        yield lambda client, **options: Person(client, pipe, **options)


@pytest.fixture
def person(stub_of: Any, person_of: Any) -> Person:
    """At a client to which nobody has come."""
    made: Person = person_of(stub_of().client)
    return made


def test_entries_are_run_one_after_the_other_till_the_end(person: Person) -> None:
    assert person.types("x = 2\r", "x * 21\r", CTRL_D) == "42\n"
    assert person.status == 0


def test_it_begins_with_where_we_listen(person: Person) -> None:
    person.types(CTRL_D)
    assert person.paper.getvalue().startswith("h2craft 0.1.0  https://127.0.0.1:8443")


def test_a_block_is_run_after_an_empty_line(person: Person) -> None:
    assert person.types("for x in range(2):\rprint(x)\r\r", CTRL_D) == "0\n1\n"


def test_what_is_pasted_is_run_as_one_and_not_before_enter(person: Person) -> None:
    pasted = PASTE.format("x = 1\nfor y in (1, 2):\n    x += y\n\nx\n")
    assert person.types(pasted, "\r", CTRL_D) == "4\n"
    assert len(person.history.get_strings()) == 1


def test_what_is_wrong_is_not_run_and_can_be_mended(person: Person) -> None:
    back = "\x1b[F" + "\x7f" * 2
    assert person.types("print(1, 2))\r", back, ")\r", CTRL_D) == "1 2\n"


def test_ctrl_c_gives_up_the_line(person: Person) -> None:
    assert person.types("print('no')", CTRL_C, "print('yes')\r", CTRL_D) == "yes\n"


def test_ctrl_c_ends_what_runs_and_the_prompt_goes_on(person: Person) -> None:
    code = "import os, signal; os.kill(os.getpid(), signal.SIGINT)\r"
    assert person.types(code, "3\r", CTRL_D) == "interrupted\n3\n"


def test_an_exception_is_told_and_the_prompt_goes_on(person: Person) -> None:
    said = person.types("1 / 0\r", "3\r", CTRL_D)
    assert "ZeroDivisionError" in said and "h2craft/repl" not in said and said.endswith("3\n")


def test_quit_leaves(person: Person) -> None:
    person.types("quit\r")
    assert person.status == 0


def test_an_entry_from_before_is_suggested_and_found_again(person: Person) -> None:
    person.history.append_string("print('from before')")
    assert person.types(CTRL_R, "before", "\r\r", CTRL_D) == "from before\n"


def test_function_keys_toggle_what_the_bar_says(person: Person) -> None:
    person.types(F2, F3, F4, CTRL_D)
    now = person.entries.now
    assert (now.frames, now.automatic, now.recording) == (False, False, None)


def test_help_is_shown_beside_what_is_typed(person: Person) -> None:
    said = person.types("goaway", F1, " 0 code=", CTRL_C, "nonsense", F1, CTRL_C, CTRL_D)
    assert "Close the connection in order" in said or "GOAWAY" in said


def test_frames_are_printed_once_and_in_order(talk: Any, stub_of: Any, person_of: Any) -> None:
    talk.opened()
    talk.request(1, "/a")
    client = stub_of(talk).client
    talk.closed()
    said = person_of(client).types("3\r", CTRL_D)
    assert said.count("GET /a") >= 1
    assert said.index("connection opened") < said.index("HEADERS")


def test_frames_from_before_are_not_printed_where_the_engine_is_anothers(
    talk: Any, stub_of: Any, person_of: Any
) -> None:
    talk.opened()
    talk.request(1, "/before")
    person = person_of(stub_of(talk).client, since=None, ours=False)
    assert "/before" not in person.types("3\r", CTRL_D)
    assert "before: frames() has them" in person.paper.getvalue()


def test_no_frames_are_printed_where_none_are_wanted(
    talk: Any, stub_of: Any, person_of: Any
) -> None:
    talk.opened()
    assert person_of(stub_of(talk).client, frames=False).types("3\r", CTRL_D, "y") == "3\n"


def test_the_filter_can_be_changed_from_the_prompt(person: Person) -> None:
    person.types("filter path:/x\r", CTRL_D)
    assert person.prompt.printer.pattern == "path:/x"


def test_leaving_asks_where_somebody_is_connected(bench: Any, person_of: Any) -> None:
    bench.peer("/")
    person = person_of(bench.client)
    assert person.types("3\r", CTRL_D, "n", "4\r", CTRL_D, "y").endswith("4\n")
    assert person.status == 0


def test_leaving_another_engine_asks_nothing_and_says_what_stays_on(
    bench: Any, person_of: Any
) -> None:
    bench.peer("/")
    person = person_of(bench.client, since=None, ours=False)
    assert person.types("3\r", CTRL_D).endswith("still on: hold\nstill held: 1 request\n")


def test_a_request_is_answered_frame_by_frame(bench: Any, person_of: Any) -> None:
    peer = bench.peer("/")
    person = person_of(bench.client)
    person.types("headers 1 :status=200\r", 'data(1, b"hi", end_stream=True)\r', CTRL_D, "y")
    assert peer.wants(0).payload == b"hi"
    loaded = [person.shell.taking.action(act) for act in person.shell.taking.acts]
    assert [type(action.frames[0]).__name__ for action in loaded] == ["Headers", "Data"]


def test_an_engine_that_has_gone_is_told_at_once_and_enter_leaves(
    bench: Any, person_of: Any
) -> None:
    person = person_of(bench.client, since=None, ours=False)
    bench.client.close()
    said = person.types("print('not run')\r")
    assert said.count("the engine has stopped") == 1 and "not run" not in said
    assert person.status == 1


def test_troubles_of_the_engine_are_told(stub_of: Any, person_of: Any) -> None:
    client = stub_of().client
    client.troubles.append("a trouble\x1b")
    assert "a trouble\\x1b\n" in person_of(client).types("3\r", CTRL_D)


def test_a_terminal_that_is_closed_ends_what_runs(person: Person) -> None:
    before = signal.getsignal(signal.SIGHUP)
    try:
        person.types("import os, signal; os.kill(os.getpid(), signal.SIGHUP)\r")
        assert person.status == 128 + signal.SIGHUP
    finally:
        signal.signal(signal.SIGHUP, before)


def test_input_that_ends_asks_nothing(bench: Any) -> None:
    bench.peer("/")
    with create_pipe_input() as pipe:
        person = Person(bench.client, pipe)
        pipe.close()
        person.types()
    assert person.status == 0


def test_what_is_printed_while_the_terminal_is_lent_comes_after(person: Person) -> None:
    def lent() -> None:
        assert person.shell.lend is not None
        with person.shell.lend():
            person.shell.out.line("above")
            person.paper.write("editor\n")

    person.shell.bound["lent"] = lent
    said = person.types("lent()\r", CTRL_D)
    assert said.index("editor") < said.index("above")


def test_standard_streams_are_as_before_once_it_has_ended(person: Person) -> None:
    import sys

    before = sys.stdout, sys.stderr, sys.stdin
    person.types(CTRL_D)
    assert (sys.stdout, sys.stderr, sys.stdin) == before


def test_a_terminal_that_cannot_be_drawn_on_is_read_by_lines(
    stub_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    paper = io.StringIO()
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(sys, "stdin", io.StringIO("1 + 1\n"))
    monkeypatch.setattr(sys, "stdout", paper)
    shell = Shell(stub_of().client, out=Out())
    assert module.run(shell, PromptOptions()) == 0
    shell.close()
    assert paper.getvalue().endswith("h2craft > 2\nh2craft > \n")


def test_why_nothing_is_remembered_is_said_once(person: Person) -> None:
    person._pipe.send_text(f"3\r4\r{CTRL_D}")
    person.prompt.run(person.entries, person.paper, lambda: "cannot write the history")
    person.shell.close()
    assert person.paper.getvalue().endswith("3\ncannot write the history\n4\n")


def test_the_history_is_kept_in_the_state_folder(
    stub_of: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import sys

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    shell = Shell(stub_of().client, out=Out())
    with create_pipe_input() as pipe:
        monkeypatch.setattr("h2craft.repl.entries.create_input", lambda: pipe)
        pipe.send_text(f"x = 1\r{CTRL_D}")
        assert module.run(shell, PromptOptions()) == 0
    shell.close()
    kept = tmp_path / "h2craft" / "prompt-history"
    assert "+x = 1\n" in kept.read_text()
    assert os.stat(kept).st_mode & 0o777 == 0o600
