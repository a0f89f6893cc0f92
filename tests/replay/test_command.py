from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from h2craft.replay import PLACEHOLDERS, ClientCommand, Ran, run_words
from h2craft.replay.command import CA_VARIABLES, KEPT_OCTETS, environment_for
from h2craft.scenario import ScenarioError

VALUES = {
    "url": "https://127.0.0.1:1/x",
    "base": "https://127.0.0.1:1",
    "cacert": "/tmp/ca.pem",
    "host": "127.0.0.1",
    "port": "1",
}
LONG = 30.0


def shell(script: str) -> list[str]:
    return ["sh", "-c", script]


async def ran(words: list[str], seconds: float = LONG) -> Ran:
    return await ClientCommand(words).run(VALUES, seconds)


def ends(number: int) -> bool:
    """The process has ended, or is about to; perhaps nobody has reaped it yet."""
    try:
        handle = os.pidfd_open(number)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], LONG)[0])
    finally:
        os.close(handle)


@pytest.fixture
def open_files() -> Iterator[None]:
    """No descriptor is left behind."""
    before = set(os.listdir("/proc/self/fd"))
    yield
    assert set(os.listdir("/proc/self/fd")) <= before


def test_placeholders_are_filled_in() -> None:
    words = [f"{{{name}}}" for name in PLACEHOLDERS]
    assert ClientCommand(words).filled(VALUES) == tuple(VALUES[name] for name in PLACEHOLDERS)


@pytest.mark.parametrize(
    ("word", "filled"),
    [
        ("a{port}b{port}", "a1b1"),
        ("{{url}", "{url}"),
        ("{{{port}}", "{1}"),
        ('{"a": 1}', '{"a": 1}'),
        ("{}", "{}"),
        ("}", "}"),
        ("%{http_code}".replace("{", "{{"), "%{http_code}"),
    ],
)
def test_a_brace_that_begins_no_name_is_left_alone(word: str, filled: str) -> None:
    assert ClientCommand(["x", word]).filled(VALUES) == ("x", filled)


def test_a_placeholder_without_a_value_is_empty() -> None:
    assert ClientCommand(["x", "{cacert}"]).filled({}) == ("x", "")


def test_a_placeholder_there_is_not_names_those_there_are() -> None:
    with pytest.raises(ScenarioError, match=r"has \{uri\}; there are \{url\}.*\{\{ is a brace"):
        ClientCommand(["curl", "{uri}"])


@pytest.mark.parametrize("words", [[], [""]])
def test_without_words_there_is_no_command(words: list[str]) -> None:
    with pytest.raises(ScenarioError, match="no client command"):
        ClientCommand(words)


def test_certificates_are_named_to_clients_that_have_no_option(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/own.pem")
    monkeypatch.setenv("NO_PROXY", "a.test")
    made = environment_for(VALUES)
    assert {made[name] for name in CA_VARIABLES} == {"/tmp/ca.pem"}
    assert made["NO_PROXY"] == "a.test,127.0.0.1"
    assert environment_for({**VALUES, "cacert": ""})["SSL_CERT_FILE"] == "/own.pem"


async def test_what_a_client_says_and_its_status_are_kept(open_files: None) -> None:
    done = await ran(shell("echo out; echo err >&2; exit 3"))
    assert (done.status, done.stdout, done.stderr) == (3, b"out\n", b"err\n")
    assert not done.good and not done.trouble
    assert done.sentence.startswith("sh exited with status 3 after 0.")


async def test_a_client_gets_nothing_to_read() -> None:
    assert (await ran(["cat"])).stdout == b""


async def test_a_client_has_its_values_and_its_folder(tmp_path: Path) -> None:
    script = "echo $SSL_CERT_FILE $0; pwd"
    done = await ClientCommand(["sh", "-c", script, "{url}"]).run(VALUES, LONG, cwd=tmp_path)
    assert done.words[-1] == VALUES["url"]
    assert done.stdout.split() == [b"/tmp/ca.pem", VALUES["url"].encode(), bytes(tmp_path)]


async def test_of_much_output_the_beginning_is_kept(open_files: None) -> None:
    done = await ran(shell("echo begin; head -c 3000000 /dev/zero; echo end >&2"))
    assert len(done.stdout) == KEPT_OCTETS and done.stdout.startswith(b"begin\n")
    assert done.lost == 3_000_006 - KEPT_OCTETS
    assert done.stderr == b"end\n"


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("/nowhere/at/all", "no such file"),
        ("no-such-program-anywhere", "no such program"),
        ("{folder}", "it is a folder"),
        ("{text}", "it may not be executed"),
        ("{broken}", "exec format error"),
        ("a\0b", "a word of it has a NUL in it"),
    ],
)
async def test_a_client_that_cannot_be_started_says_why(
    tmp_path: Path, open_files: None, word: str, why: str
) -> None:
    text, broken = tmp_path / "text", tmp_path / "broken"
    text.write_text("hello")
    broken.write_bytes(b"\0\1\2")
    broken.chmod(0o755)
    there = {"{folder}": str(tmp_path), "{text}": str(text), "{broken}": str(broken)}
    done = await ran([there.get(word, word)])
    assert done.status is None and not done.good
    assert done.trouble == f"cannot be started: {why}"


async def test_a_client_that_crashes_is_named_with_its_signal() -> None:
    done = await ran(shell("kill -SEGV $$"))
    assert (done.status, done.signal) == (None, "SIGSEGV")
    assert done.sentence == "sh was ended by SIGSEGV"


@pytest.mark.parametrize("trap", ["", "trap '' TERM;"])
async def test_a_client_that_hangs_is_ended_with_its_group(trap: str, open_files: None) -> None:
    done = await ran(shell(f"{trap} sleep 600 & echo $!; sleep 600; sleep 600"), 0.2)
    assert done.timed_out and done.status != 0
    assert done.trouble == "did not end within 0.2 s and was ended"
    assert ends(int(done.stdout))


@pytest.mark.parametrize("trap", ["", "trap '' TERM;"])
async def test_what_a_client_leaves_behind_is_ended(trap: str, open_files: None) -> None:
    done = await ran(shell(f"{trap} sleep 600 & echo $!; exit 0"))
    assert done.good
    assert ends(int(done.stdout))


async def test_what_has_left_the_group_holds_nothing_up(open_files: None) -> None:
    script = (
        "from subprocess import Popen as P; print(P(['sleep', '600'], start_new_session=1).pid)"
    )
    done = await ran([sys.executable, "-c", script])
    assert done.good and done.seconds < LONG
    os.kill(int(done.stdout), signal.SIGKILL)


async def test_whoever_no_longer_waits_leaves_nothing_behind(
    tmp_path: Path, open_files: None
) -> None:
    pipe = tmp_path / "started"
    os.mkfifo(pipe)
    words = shell(f"trap '' TERM; echo $$ > {pipe}; while :; do sleep 600; done")
    task = asyncio.ensure_future(ClientCommand(words).run(VALUES, LONG))
    number = await asyncio.get_running_loop().run_in_executor(None, pipe.read_text)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert task.cancelled()
    assert ends(int(number))


@pytest.mark.parametrize("script", ["echo $$", "echo $$; sleep 600"])
def test_no_child_is_left_to_be_reaped(script: str) -> None:
    done = asyncio.run(ran(shell(script), 0.2))
    with pytest.raises(ChildProcessError):
        os.waitpid(int(done.stdout), os.WNOHANG)


def test_a_name_is_printable() -> None:
    assert Ran(words=("/bin/\x1b[2J",), trouble="x").sentence == "\\x1b[2J x"


async def test_a_client_can_be_told_to_stop(open_files: None) -> None:
    interrupt = asyncio.Event()
    numbers: list[int] = []

    def started(number: int) -> None:
        numbers.append(number)
        interrupt.set()

    words = (sys.executable, "-c", "import time; time.sleep(60)")
    done = await run_words(words, dict(os.environ), LONG, started=started, interrupt=interrupt)
    assert done.signal == "SIGINT" or done.status == 1  # by the signal, or by KeyboardInterrupt
    assert not done.timed_out
    assert len(numbers) == 1 and ends(numbers[0])


async def test_a_client_that_ends_is_not_told_to(open_files: None) -> None:
    done = await run_words(("true",), dict(os.environ), LONG, interrupt=asyncio.Event())
    assert done.status == 0


async def test_a_client_may_be_given_more_time(open_files: None) -> None:
    asked: list[str] = []

    def more() -> float:
        asked.append("more")
        return LONG

    words = (sys.executable, "-c", "import time; time.sleep(0.5)")
    done = await run_words(words, dict(os.environ), 0.1, more=more)
    assert (done.status, done.timed_out, asked) == (0, False, ["more"])


async def test_what_it_was_given_is_said_where_it_was_not_enough(open_files: None) -> None:
    words = (sys.executable, "-c", "import time; time.sleep(600)")
    done = await run_words(words, dict(os.environ), 0.2, more=lambda: 0.3)
    assert done.timed_out and done.trouble == "did not end within 0.5 s and was ended"
