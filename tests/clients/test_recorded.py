"""What a person and scripts did with a real client, recorded and replayed with the same client.

The law: the client says the same again, frame by frame on every stream, and gets the same answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from h2craft import filter as filters
from h2craft.engine import load_authority
from h2craft.language import Context, parse
from h2craft.replay import ClientCommand, Judging, Options, Ran, Replayed, Stage, replay
from h2craft.replay.following import Following
from h2craft.scenario import (
    DEFAULT,
    Recorder,
    Rules,
    loading,
    read_entry,
    read_notes,
    rendered,
    without_secrets,
)

pytestmark = [pytest.mark.clients, pytest.mark.engine]
SECONDS = 40.0
REST = 5.0  # for connections to end once the client has
NOTHING = '''"""Answers what a person lets through."""


def main(request, response):
    return "let through"
'''
HEAD = "headers {stream} :status=200 content-type=text/plain"


class Hand:
    """A person at the server: waits for what they see, and acts on it."""

    def __init__(self, stage: Stage, recorder: Recorder) -> None:
        self.following = Following(stage.journal, self._take)
        self._stage = stage
        self._recorder = recorder
        self._readings: list[Any] = []

    def _take(self, reading: Any) -> None:
        self._readings.append(reading)
        self._recorder.take(reading)

    async def sees(self, pattern: str, nth: int = 1, *, said: bool = False) -> Any:
        """The nth reading that matches. `said`: they waited for it in these words."""
        wanted = filters.compile(pattern)

        def found() -> list[Any]:
            return [one for one in self._readings if wanted.matches(one)]

        assert await self.following.until(lambda: len(found()) >= nth, SECONDS), self.story
        seen = found()[nth - 1]
        if said:
            self._recorder.waited(seen.record.connection, pattern, seen.record.seq)
        return seen

    async def asked(self, path: str, nth: int = 1) -> Any:
        """A request that waits for an answer."""
        seen = await self.sees(f"kind:REQUEST_HELD path:{path}", nth)
        return seen

    async def does(self, about: Any, *lines: str) -> None:
        """Fire these lines of the command language at a request's stream."""
        number, stream_id = about.record.connection, about.stream_id
        for line in lines:
            context = Context(connection=number, stream_id=stream_id)
            actions = parse(line, context).actions
            result = await asyncio.wrap_future(self._stage.client.submit(number, *actions))
            assert result.accepted, f"{line}: {result}\n{self.story}"

    async def holds(self, pattern: str) -> None:
        result = await asyncio.wrap_future(self._stage.client.set_hold(pattern))
        assert result.accepted, result

    @property
    def story(self) -> str:
        return "\n".join(map(repr, self._readings[-60:]))


Acts = Callable[[Hand], Awaitable[None]]


@dataclass
class Twice:
    """The same client, with a person and with the recording of what they did."""

    text: str
    first: Ran
    second: Replayed
    rules: Rules = field(default=DEFAULT)

    @property
    def story(self) -> str:
        assert self.second.comparison is not None
        lines = (*self.second.sentences, *self.second.comparison.lines())
        client = self.second.client
        outputs = [
            f"{ran.sentence}\n{ran.stdout[-2000:]!r}\n{ran.stderr[-2000:]!r}"
            for ran in (self.first, client)
            if ran is not None
        ]
        return "\n".join((*lines, *outputs, self.text))

    def holds(self) -> None:
        """Everything was done again, the client said the same, and was told the same."""
        assert self.second.client is not None and self.second.comparison is not None, self.story
        assert self.second.verdict.done, self.story
        assert self.second.comparison.same and not self.second.comparison.remarks, self.story
        assert self.second.client.status == self.first.status, self.story
        assert self.second.client.stdout == self.first.stdout, self.story


@pytest.fixture
def ca_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for the run, so that a browser's profile can trust it before anything is served."""
    return tmp_path_factory.getbasetemp() / "recorded-ca"


@pytest.fixture
def twice(tmp_path: Path, ca_folder: Path) -> Callable[..., Twice]:
    """`twice(words, person, hold="path:/", script=...)`: record, render, replay, compare."""

    def run(
        words: list[str],
        person: Acts | None = None,
        *,
        hold: str = "method:GET or method:POST",
        script: str = NOTHING,
        h2c: bool = False,
        vary: tuple[str, ...] = (),
    ) -> Twice:
        source = tmp_path / "source.py"
        source.write_text(script)
        options = Options(timeout=SECONDS, ca_folder=ca_folder, h2c=h2c)
        command = ClientCommand(words)
        rules = DEFAULT.changed(vary=vary)
        return asyncio.run(_twice(source, command, options, person, hold, rules))

    return run


async def _twice(
    source: Path,
    command: ClientCommand,
    options: Options,
    person: Acts | None,
    hold: str,
    rules: Rules,
) -> Twice:
    first, text = await _recorded(source, command, options, person, hold)
    file = source.with_name("recorded.py")
    file.write_text(text)
    assert read_notes(text).said, text
    second = await replay(read_entry(file), command, options, judge=Judging(rules))
    return Twice(text=text, first=first, second=second)


async def _recorded(
    source: Path,
    command: ClientCommand,
    options: Options,
    person: Acts | None,
    hold: str,
) -> tuple[Ran, str]:
    recorder = Recorder()
    stage = Stage(read_entry(source), options)
    hand = Hand(stage, recorder)
    try:
        await hand.sees("kind:SCRIPT_LOADED")
        if person is not None:
            await hand.holds(hold)
        running = asyncio.ensure_future(command.run(stage.values, SECONDS))
        acting = asyncio.ensure_future(person(hand)) if person is not None else None
        try:
            ran = await running
            if acting is not None:
                await asyncio.wait_for(acting, REST)
        except TimeoutError:
            raise AssertionError(f"{ran.sentence}, too early\n{hand.story}") from None
        assert await hand.following.until(lambda: not hand.following.open, REST), hand.story
        score = recorder.score(started="2026-11-23T10:04:00", program="h2craft")
        return ran, rendered(*without_secrets(score, loading(stage.journal)))
    finally:
        await hand.following.close()
        stage.close()


# The clients


def _curl(client: Callable[..., str], *options: str) -> list[str]:
    how = ("-sS", "--noproxy", "*", "--max-time", "30", "--http2", "--cacert", "{cacert}")
    return [client("curl"), *how, *options]


def _commands(client: Callable[..., str], name: str, programs: Path, *paths: str) -> list[str]:
    """The command of a client that asks for these paths, at once where it can."""
    urls = [f"{{base}}{path}" for path in paths]
    if name == "curl":
        several = ("--parallel",) if len(urls) > 1 else ()  # not at once: over one connection
        return _curl(client, *several, *urls)
    if name == "nghttp":
        return [client("nghttp"), *urls]
    if name == "httpx":
        return [sys.executable, str(programs / "get.py"), urls[0], "{cacert}"]
    assert name == "node"
    return [client("node"), str(programs / "recorded.mjs"), "{base}", "{cacert}", *paths]


CLIENTS = ("curl", "nghttp", "httpx", "node")


@pytest.mark.parametrize("name", CLIENTS)
def test_an_answer_by_hand(client: Any, programs: Path, twice: Any, name: str) -> None:
    async def person(hand: Hand) -> None:
        asked = await hand.asked("/")
        await hand.does(
            asked,
            "headers :status=200 content-type=text/plain x-by=hand",
            'data "by "',
            'data "hand" end_stream',
        )

    done = twice(_commands(client, name, programs, "/"), person)
    done.holds()
    assert b"by hand" in done.first.stdout


@pytest.mark.parametrize("name", CLIENTS)
def test_an_answer_by_a_script(client: Any, programs: Path, twice: Any, name: str) -> None:
    done = twice(_commands(client, name, programs, "/"))
    done.holds()
    assert b"let through" in done.first.stdout


@pytest.mark.parametrize("name", ["curl", "nghttp", "node"])
def test_two_streams_answered_in_the_other_order(
    client: Any, programs: Path, twice: Any, name: str
) -> None:
    async def person(hand: Hand) -> None:
        first, second = await hand.asked("/a"), await hand.asked("/b")
        await hand.does(second, "headers :status=200", 'data "B" end_stream', "ping")
        # What a client reads at once it may answer in either order.
        await hand.sees("dir:received type:PING flag:ACK")
        await hand.does(first, "headers :status=200", 'data "A" end_stream')

    done = twice(_commands(client, name, programs, "/a", "/b"), person)
    done.holds()
    assert b"A" in done.first.stdout and b"B" in done.first.stdout
    if name != "node":
        assert done.first.stdout == b"BA"


@pytest.mark.parametrize("name", CLIENTS)
def test_a_reset_in_the_middle_of_a_body(
    client: Any, programs: Path, twice: Any, name: str
) -> None:
    async def person(hand: Hand) -> None:
        asked = await hand.asked("/")
        await hand.does(asked, "headers :status=200", 'data "half of "', "rst code=INTERNAL_ERROR")

    twice(_commands(client, name, programs, "/"), person).holds()


def test_a_response_before_the_upload_has_ended(client: Any, tmp_path: Path, twice: Any) -> None:
    # nghttp goes on sending all of it; curl stops in the middle, or hangs, as it happens
    upload = tmp_path / "upload"
    upload.write_bytes(b"u" * 3_000_000)

    async def person(hand: Hand) -> None:
        await hand.does(await hand.asked("/"), 'headers :status=413 + data "too much" end_stream')

    done = twice([client("nghttp"), "-d", str(upload), "{url}"], person)
    done.holds()
    assert done.first.stdout == b"too much"


def test_goaway_and_a_second_connection(client: Any, twice: Any) -> None:
    async def person(hand: Hand) -> None:
        asked = await hand.asked("/a")
        await hand.does(
            asked,
            "headers :status=200",
            "goaway last=1 code=NO_ERROR",
            'data "A" end_stream',
        )
        again = await hand.asked("/b")
        assert again.record.connection != asked.record.connection
        await hand.does(again, "headers :status=200", 'data "B" end_stream')

    done = twice(_curl(client, "{base}/a", "{base}/b"), person)
    done.holds()
    assert done.first.stdout == b"AB"


@pytest.mark.parametrize("name", ["nghttp", "node"])
def test_a_push(client: Any, programs: Path, twice: Any, name: str) -> None:
    script = '''"""Pushes."""


def main(request, response):
    response.writer.write_push(
        [
            (":method", "GET"),
            (":scheme", request.url_parts.scheme),
            (":authority", request.url_parts.netloc),
            (":path", "/pushed"),
        ],
        status=200,
        response_headers=[("content-type", "text/plain")],
        response_data="pushed",
    )
    return "asked for"
'''
    done = twice(_commands(client, name, programs, "/"), script=script)
    done.holds()
    assert b"asked for" in done.first.stdout and b"pushed" in done.first.stdout


def test_a_difference_is_found(client: Any, programs: Path, twice: Any, tmp_path: Path) -> None:
    done = twice(_curl(client, "{url}"))
    done.holds()
    command = ClientCommand(_curl(client, "-H", "x-new: yes", "{url}"))
    entry = read_entry(tmp_path / "recorded.py")
    options = Options(timeout=SECONDS)
    changed = asyncio.run(replay(entry, command, options, judge=Judging()))
    assert changed.comparison is not None
    assert [one.line for one in changed.comparison.differences] == [
        "request 1: a new field x-new: yes"
    ]


# The same by commands: serve --record, send, replay --compare


def test_commands_record_and_replay(client: Any, starting: Any, tmp_path: Path) -> None:
    def h2craft(*arguments: str) -> Any:
        own = {"H2CRAFT_DATA": str(tmp_path / "data"), "XDG_STATE_HOME": str(tmp_path / "state")}
        here = {**os.environ, **own, "PYTHONPATH": str(Path(__file__).parents[2])}
        program = [sys.executable, "-c", "from h2craft.cli import main; main()", *arguments]
        done = subprocess.run(program, capture_output=True, text=True, env=here, timeout=SECONDS)
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    source, out = tmp_path / "source.py", tmp_path / "out.py"
    source.write_text(NOTHING)
    with (
        starting(source, "--record", str(out)) as server,
        contextlib.closing(server.conversation()) as said,
    ):
        h2craft("send", "hold path:/held")
        values = {"cacert": str(server.ca), "base": server.https}
        words = ClientCommand(_curl(client, "{base}/held")).filled(values)
        with subprocess.Popen(words, stdout=subprocess.PIPE) as running:
            said.expect("kind:REQUEST_HELD")
            h2craft("send", 'headers :status=200 + data "by hand" end_stream')
            body, _ = running.communicate(timeout=SECONDS)
        said.expect("kind:CONNECTION_CLOSED")
    assert body == b"by hand"
    replayed = h2craft("replay", str(out), "--compare", "--", *_curl(client, "{url}"))
    assert "the client said the same" in replayed.stdout


# A browser

QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
PAGE = '''"""A page that asks for two more things."""

BODY = b"""<!doctype html><link rel=icon href=data:,><pre id=told></pre><script>
function ask(method, path, body) {  // synchronous, so that the page is not finished before
  const request = new XMLHttpRequest();
  request.open(method, path, false);
  try { request.send(body); return request.responseText; } catch { return "failed"; }
}
const one = ask("GET", "/one");
document.getElementById("told").textContent = one + " " + ask("POST", "/two", "posted");
</script>"""


def main(request, response):
    response.headers.set("content-type", "text/html")
    return BODY
'''


@pytest.fixture
def chromium(
    client: Callable[..., str],
    run: Callable[..., Any],
    tmp_path: Path,
    ca_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> list[str]:
    """The command of a browser that trusts our CA; it prints the page's DOM."""
    program, certutil = client("chromium"), client("certutil")
    certificate = load_authority(ca_folder).certificate
    known = tmp_path / ".pki" / "nssdb"
    known.mkdir(parents=True)
    run(certutil, "-d", f"sql:{known}", "-N", "--empty-password")
    run(certutil, "-d", f"sql:{known}", "-A", "-n", "h2", "-t", "C,,", "-i", certificate)
    monkeypatch.setenv("HOME", str(tmp_path))
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    return [program, *QUIET, profile, "--dump-dom", "{url}"]


@pytest.mark.timeout(120)
def test_a_browser(chromium: list[str], twice: Any) -> None:
    async def person(hand: Hand) -> None:
        asked = await hand.asked("/one")
        await hand.does(asked, 'headers :status=200 + data "by hand" end_stream')
        asked = await hand.asked("/two")
        await hand.does(asked, "headers :status=200", "rst code=INTERNAL_ERROR")

    done = twice(chromium, person, hold="path:/one or path:/two", script=PAGE)
    done.holds()
    assert b"by hand failed" in done.first.stdout
