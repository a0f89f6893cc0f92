from __future__ import annotations

import os
import select
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from h2craft.check import Calibration, CommandClient, SuiteOptions
from h2craft.check.calibration import Seen, calibrate, known
from h2craft.judge import ClientRun
from h2craft.wire import SettingId

pytestmark = pytest.mark.engine


def python(code: str) -> CommandClient:
    return CommandClient([sys.executable, "-c", code, "{url}", "{cacert}"], name="client")


CONNECTS = (
    "import socket, sys, urllib.parse as p; u = p.urlsplit(sys.argv[1]);"
    "s = socket.create_connection((u.hostname, u.port)); s.close()"
)
WRAPS = "import subprocess, sys; code = subprocess.call([*{words!r}, sys.argv[1]]); {then}"
EASY = (
    "body = subprocess.run([*{words!r}, sys.argv[1]], stdout=-1).stdout;"
    "sys.stdout.buffer.write(body); sys.exit(not body)"
)


def ends(number: int) -> bool:
    """The process has ended, or is about to; perhaps nobody has reaped it yet."""
    try:
        handle = os.pidfd_open(number)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 30)[0])
    finally:
        os.close(handle)


def wrapping(strict: CommandClient, then: str) -> CommandClient:
    """The strict client, and something that it does afterwards."""
    words = [word for word in strict._words.words if "{" not in word]
    words = [word for word in words if not word.startswith("--")]
    return python(WRAPS.format(words=words, then=then))


async def of(client: CommandClient, folder: Path, **more: object) -> Calibration:
    return await calibrate(client, SuiteOptions(**more), folder, f"test-{os.getpid()}")  # type: ignore[arg-type]


async def test_a_good_client_tells_all(strict: CommandClient, tmp_path: Path) -> None:
    found = await of(strict, tmp_path)
    assert not found.trouble and not found.remarks
    assert found.tells_exit and found.tells_body and not found.leaves
    assert found.seconds > 0
    assert found.settings.get(SettingId.ENABLE_PUSH) == 0 and not found.push


async def test_cleartext_is_calibrated_likewise(strict: CommandClient, tmp_path: Path) -> None:
    assert not (await of(strict, tmp_path, h2c=True)).trouble


async def test_a_client_that_takes_pushes_is_known_by_its_settings(
    strict: CommandClient, tmp_path: Path
) -> None:
    pushing = CommandClient([*strict._words.words[:-1], "--push", "{url}"])
    assert (await of(pushing, tmp_path)).push


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("", "client never connects: it exits with status 0"),
        ("raise SystemExit('no way')", "client never connects: it exits with status 1 (no way)"),
        (
            "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
            "client never connects: was ended by SIGSEGV",
        ),
        (
            CONNECTS,
            "client does not get through the TLS handshake: "
            "the client closed the connection during the handshake",
        ),
    ],
)
async def test_where_nothing_can_work_that_is_said(tmp_path: Path, code: str, trouble: str) -> None:
    found = await of(python(code), tmp_path)
    assert found.trouble == trouble and not found.remarks


async def test_a_client_that_asks_for_nothing_is_called_so(tmp_path: Path) -> None:
    found = await of(python(CONNECTS), tmp_path, h2c=True)
    assert found.trouble == "client connects and asks for nothing: it exits with status 0"


async def test_a_client_that_cannot_be_started_says_why(tmp_path: Path) -> None:
    found = await of(CommandClient(["no-such-client", "{url}"]), tmp_path)
    assert found.trouble == "no-such-client cannot be started: no such program"


async def test_a_client_of_http1_is_called_so(tmp_path: Path) -> None:
    code = (
        "import sys, ssl, urllib.request as r; c = ssl.create_default_context(cafile=sys.argv[2]);"
        "r.urlopen(sys.argv[1], context=c)"
    )
    found = await of(python(code), tmp_path)
    assert found.trouble.startswith("client speaks HTTP/1.1, not HTTP/2")


async def test_a_client_that_hangs_after_its_answer_is_called_so(
    strict: CommandClient, tmp_path: Path
) -> None:
    client = wrapping(strict, "import time; time.sleep(600)")
    insecure = await of(client, tmp_path, timeout=2.0, h2c=True)
    assert "did not end within 2 s and was ended" in insecure.trouble
    assert insecure.trouble.endswith("although its request was answered in full")


async def test_an_exit_status_that_says_nothing_is_not_believed(
    strict: CommandClient, tmp_path: Path
) -> None:
    found = await of(wrapping(strict, "sys.exit(0)"), tmp_path, h2c=True)
    assert not found.trouble and not found.tells_exit
    assert "its exit status does not say whether a request has failed" in found.remarks


async def test_half_a_body_may_be_a_success_to_it_and_its_exit_status_is_believed(
    strict: CommandClient, tmp_path: Path
) -> None:
    words = [word for word in strict._words.words if "{" not in word and word[:2] != "--"]
    easy = python("import subprocess, sys; " + EASY.format(words=words))
    found = await of(easy, tmp_path, h2c=True)
    assert found.tells_exit and found.tells_body and not found.remarks


async def test_a_client_that_fails_what_is_right_is_told_of(
    strict: CommandClient, tmp_path: Path
) -> None:
    found = await of(wrapping(strict, "sys.exit('not happy')"), tmp_path, h2c=True)
    assert not found.trouble and not found.tells_exit
    assert "a failure to it: it exits with status 1 (not happy)" in found.remarks[0]


async def test_output_that_is_not_the_body_is_not_compared(
    strict: CommandClient, tmp_path: Path
) -> None:
    words = [*strict._words.words]
    quiet = CommandClient(["sh", "-c", 'exec "$@" >/dev/null', "sh", *words])
    found = await of(quiet, tmp_path)
    assert found.tells_exit and not found.tells_body
    assert found.remarks == ("what it prints is not the body: what it delivers cannot be judged",)


async def test_a_client_that_asks_for_something_else_is_told_of(
    strict: CommandClient, tmp_path: Path
) -> None:
    own = CommandClient([*strict._words.words[:-1], "{base}/own"])
    found = await of(own, tmp_path)
    assert not found.trouble
    assert found.remarks == (
        "it asks for /own, not for {url}: of a case the first variant is served",
    )


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="there is no /proc")
@pytest.mark.parametrize("new_session", [True, False])
async def test_processes_that_are_left_behind_are_found_and_ended(
    strict: CommandClient, tmp_path: Path, new_session: bool
) -> None:
    file = tmp_path / "pids"
    stays = ["sh", "-c", f"echo $$ >> {file}; exec sleep 600"]
    then = f"subprocess.Popen({stays!r}, start_new_session={new_session}); sys.exit(code)"
    found = await of(wrapping(strict, then), tmp_path, h2c=True)
    assert found.leaves
    assert "it leaves processes behind when it exits; they are ended" in found.remarks
    assert all(map(ends, map(int, file.read_text().split())))


def test_what_is_known_of_a_client_goes_into_each_run() -> None:
    run = ClientRun(tells_body=False)
    found = known(run, Calibration(tells_exit=False))
    assert not found.tells_exit and not found.tells_body
    assert replace(found, tells_exit=True) == run


def test_of_a_request_nothing_is_known_before() -> None:
    assert Seen().settings is None and not Seen().paths
