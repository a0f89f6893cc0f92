"""Which engines run, and by what names; what dead ones left is nobody's."""

from __future__ import annotations

import errno
import os
import signal
from typing import Any

import pytest

from h2craft.client import About
from h2craft.control import register
from h2craft.control.errors import ControlError
from h2craft.control.folder import Folder
from h2craft.control.protocol import VERSION, line_of
from h2craft.control.register import LONGEST_NAME, Claim, claim, engines, name_of, names

HANDLERS = About(live=True, root="/some/where/handlers")
CLAIMS = """
import sys
from h2craft.client import About
from h2craft.control.register import claim
made = claim(About(live=True, root="handlers"), *sys.argv[1:])
print(made.name, flush=True)
sys.stdin.read()
"""


def refused(about: About = HANDLERS, name: str = "") -> str:
    with pytest.raises(ControlError) as raised:
        claim(about, name)
    text = str(raised.value)
    assert text and "\n" not in text
    return text


@pytest.mark.parametrize(
    ("root", "name"),
    [
        ("", "welcome"),
        ("handlers", "handlers"),
        ("/a/handlers/", "handlers"),
        ("scripts/hello.py", "hello"),
        ("/a/b/..", "a"),
        ("my handlers!", "my-handlers"),
        ("<lambda>", "lambda"),
        ("..hidden", "hidden"),
        ("日本", "engine"),
        ("/", "engine"),
        ("x" * 200, "x" * LONGEST_NAME),
    ],
)
def test_the_name_is_made_of_the_root(root, name) -> None:
    assert name_of(About(live=True, root=root)) == name
    assert register.NAME.fullmatch(name)


def test_the_folder_where_one_stands_gives_its_name(monkeypatch, tmp_path) -> None:
    (tmp_path / "stood").mkdir()
    monkeypatch.chdir(tmp_path / "stood")
    assert name_of(About(live=True, root=".")) == "stood"


def test_engines_of_the_same_root_get_different_names(runtime) -> None:
    claims = [claim(HANDLERS) for _ in range(3)]
    assert [one.name for one in claims] == ["handlers", "handlers-2", "handlers-3"]
    assert len({one.path for one in claims}) == 3
    claims[1].release()
    again = claim(HANDLERS)
    assert again.name == "handlers-2"
    for one in (*claims, again):
        one.release()
    assert list(runtime.iterdir()) == []


def test_a_long_name_stays_within_what_a_name_may_have(runtime) -> None:
    about = About(live=True, root="x" * 200)
    claims = [claim(about), claim(about)]
    assert [len(one.name) for one in claims] == [LONGEST_NAME, LONGEST_NAME]
    for one in claims:
        one.release()


def test_a_given_name_that_is_taken_names_the_process(runtime) -> None:
    made = claim(HANDLERS, "mine")
    assert f"process {os.getpid()}" in refused(name="mine")
    made.release()


@pytest.mark.parametrize("name", ["a/b", "..", ".x", "-x", "a b", "é", "x" * 65, "a\n", "a\0"])
def test_what_cannot_be_a_name_is_refused(runtime, name) -> None:
    assert "letters, digits" in refused(name=name)
    assert not runtime.exists()


def test_releasing_twice_is_harmless_and_leaves_what_is_somebody_elses(runtime) -> None:
    made = claim(HANDLERS)
    made.release()
    other = claim(HANDLERS)
    made.release()
    assert other.path.exists() and other.name == made.name
    other.release()


def test_what_a_killed_engine_left_is_cleaned_up_by_who_looks(runtime, python) -> None:
    process = python(CLAIMS)
    assert process.stdout.readline() == "handlers\n"
    with Folder() as folder:
        assert names(folder) == ["handlers"]
        assert folder.holder("handlers") == process.pid
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert (runtime / "handlers.sock").exists()
        assert engines() == []
        assert names(folder) == []
    assert list(runtime.iterdir()) == []


def test_what_a_killed_engine_left_is_the_next_ones(runtime, python) -> None:
    process = python(CLAIMS)
    process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    made = claim(HANDLERS)
    assert made.name == "handlers"
    with Folder() as folder:
        assert folder.holder("handlers") == os.getpid()
    made.release()


def test_a_living_engine_of_another_process_keeps_its_name(runtime, python) -> None:
    process = python(CLAIMS)
    process.stdout.readline()
    assert f"process {process.pid}" in refused(name="handlers")
    made = claim(HANDLERS)
    assert made.name == "handlers-2"
    made.release()
    with Folder() as folder:
        assert names(folder) == ["handlers"]
    assert (runtime / "handlers.sock").exists()


def test_many_that_start_at_once_get_a_name_each(runtime, python) -> None:
    processes = [python(CLAIMS) for _ in range(6)]
    found = {process.stdout.readline().strip() for process in processes}
    assert found == {"handlers", *(f"handlers-{number}" for number in range(2, 7))}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of forking where threads are
def test_a_process_forked_off_does_not_keep_the_name_of_a_dead_engine(runtime, python) -> None:
    process = python(
        "import os, time\n"
        "from h2craft.client import About\n"
        "from h2craft.control.register import claim\n"
        "made = claim(About(live=True, root='handlers'))\n"
        "r, w = os.pipe()\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    os.write(w, b'x')\n"
        "    time.sleep(60)\n"
        "os.read(r, 1)\n"
        "print(child, flush=True)\n"
        "time.sleep(60)\n"
    )
    child = int(process.stdout.readline())
    try:
        with Folder() as folder:
            assert names(folder) == ["handlers"]
            process.send_signal(signal.SIGKILL)
            process.wait()
            assert names(folder) == []
    finally:
        os.kill(child, signal.SIGKILL)


def test_who_just_looks_does_not_cost_a_beginner_his_name(monkeypatch, runtime) -> None:
    with Folder(make=True) as folder:
        looking = folder.lock("mine")
        assert looking is not None
        monkeypatch.setattr(register.time, "sleep", lambda _: os.close(looking))
        made = claim(HANDLERS, "mine")
    made.release()


def test_a_name_that_is_locked_by_nobody_known_is_taken_all_the_same(monkeypatch, runtime) -> None:
    with Folder(make=True) as folder:
        looking = folder.lock("mine")
        assert looking is not None
        monkeypatch.setattr(register.time, "sleep", lambda _: None)
        assert "another process" in refused(name="mine")
        os.close(looking)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
@pytest.mark.parametrize("call", ["open", "pwrite", "ftruncate", "chmod"])
def test_a_disk_that_takes_nothing_is_said_in_one_line_and_nothing_is_left(
    monkeypatch, runtime, call, number
) -> None:
    Folder(make=True).close()
    real = getattr(os, call)

    def fail(path: Any, *given: Any, **named: Any) -> Any:
        if call == "open" and "dir_fd" not in named:
            return real(path, *given, **named)
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(os, call, fail)
        assert os.strerror(number) in refused()
    assert list(runtime.iterdir()) == []
    claim(HANDLERS).release()


def test_no_engine_where_there_is_no_folder(runtime) -> None:
    assert engines() == []
    assert not runtime.exists()


def test_a_folder_that_is_not_to_be_trusted_is_an_error(runtime) -> None:
    runtime.mkdir(mode=0o755)
    with pytest.raises(ControlError):
        engines()


def test_other_files_in_the_folder_stay(runtime) -> None:
    runtime.mkdir(mode=0o700)
    (runtime / "notes.txt").write_text("mine")
    (runtime / "stale.sock").write_text("")
    assert engines() == []
    assert [one.name for one in runtime.iterdir()] == ["notes.txt"]


def test_an_engine_says_what_it_is(engine, runtime) -> None:
    engine.peer().is_answered()
    engine.front("tui").gets("look", within=0)
    (entry,) = engines()
    assert (entry.name, entry.path, entry.pid) == ("welcome", engine.control.path, os.getpid())
    assert entry.about == engine.client.about
    assert (entry.connections, entry.fronts, entry.trouble) == (1, ("tui",), "")
    assert entry.first == 1 and entry.last == engine.client.records.last


@pytest.fixture
def told(monkeypatch, runtime) -> Any:
    """`told(octets)`: what an engine is taken for that says this, and then nothing more."""
    monkeypatch.setattr(register, "ANSWER_SECONDS", 0.05)
    made: list[Claim] = []

    def tell(octets: bytes) -> Any:
        one = claim(HANDLERS)
        made.append(one)
        real = register._reached

        def reached(folder: Folder, name: str) -> Any:
            connection = real(folder, name)
            one.listener.setblocking(True)
            accepted, _ = one.listener.accept()
            with accepted:
                accepted.sendall(octets)
            return connection

        monkeypatch.setattr(register, "_reached", reached)
        (entry,) = engines()
        return entry

    yield tell
    for one in made:
        one.release()


def test_one_that_does_not_answer_has_that_for_trouble(monkeypatch, runtime) -> None:
    monkeypatch.setattr(register, "ANSWER_SECONDS", 0.01)
    made = claim(HANDLERS)
    (entry,) = engines()
    assert (entry.name, entry.pid, entry.about) == ("handlers", os.getpid(), None)
    assert "does not answer" in entry.trouble
    made.release()


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        (b"", "nothing"),
        (b"HTTP/1.1 400 Bad Request\r\n", "no JSON"),
        (line_of({"error": "full"}), "full"),
        (line_of({"h2craft": "control", "version": VERSION + 1, "pid": 7}), "version"),
        (line_of({"h2craft": "control", "version": VERSION, "pid": 7}), "greeting"),
        (line_of({"h2craft": "control", "version": VERSION, "pid": "x"}), "greeting"),
        (b"x" * (register.LONGEST_GREETING + 1), "too much"),
    ],
)
def test_what_is_no_greeting_is_a_trouble_of_that_engine(told, said, trouble, monkeypatch) -> None:
    monkeypatch.setattr(register, "LONGEST_GREETING", 1 << 10)
    entry = told(said[: (1 << 10) + 1])
    assert trouble in entry.trouble and entry.about is None


def test_a_socket_that_nobody_listens_at_any_more_is_a_trouble(runtime) -> None:
    made = claim(HANDLERS)
    made.listener.close()
    (entry,) = engines()
    assert "does not answer" in entry.trouble
    made.release()
