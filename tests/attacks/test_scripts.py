"""Scripts that are wrong: said with file and line, and nobody else's matter."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.engine
MEBI = 1 << 20
AT_ONCE = 3.0  # seconds for the end after Ctrl-C, on a busy machine

HELLO = "def main(request, response):\n    return 'hello'\n"
RAISES = "def {hook}({arguments}):\n    raise ValueError('no luck in {hook}')\n"
STREAM = "frame, request, response"
STREAM_HOOKS = {
    "handle_headers": STREAM,
    "handle_data": STREAM,
    "handle_trailers": STREAM,
    "handle_reset": STREAM,
    "handle_window_update": STREAM,
    "main": "request, response",
}
CONNECTION_HOOKS = {
    "handle_connection": "connection",
    "handle_settings": "frame, connection",
    "handle_ping": "frame, connection",
    "handle_goaway": "frame, connection",
    "handle_unknown": "frame, connection",
    "handle_frame": "frame, connection",
    "handle_close": "connection",
}
OTHERS = {
    "syntax.py": "def main(request, response):\n    return (\n",
    "no_hook.py": "answer = 42\n",
    "fails_to_load.py": "import nothing_of_that_name\n\ndef main(request, response): ...\n",
    "exits.py": "import sys\n\ndef main(request, response):\n    sys.exit(3)\n",
    "exits_on_load.py": "import sys\n\nsys.exit(3)\n\ndef main(request, response): ...\n",
    "interrupts.py": "def main(request, response):\n    raise KeyboardInterrupt\n",
    "recursion.py": "def main(request, response):\n    return main(request, response)\n",
    "after_headers.py": (
        "def main(request, response):\n"
        "    response.write_status_headers()\n"
        "    response.writer.write_data('some')\n"
        "    raise ValueError('too late for a status')\n"
    ),
    "sleeps.py": "import time\n\ndef main(request, response):\n    time.sleep(3600)\n",
    "spins.py": "def main(request, response):\n    while True: pass\n",
    "stubborn.py": (
        "import time\n\ndef main(request, response):\n"
        "    while True:\n        try:\n            time.sleep(3600)\n"
        "        except BaseException:\n            pass\n"
    ),
    "prints.py": (
        "def main(request, response):\n"
        "    for number in range(300_000):\n"
        "        print(number, 'x' * 200)\n"
        "    print('\\x1b[31m\\u202e no newline at the end', end='')\n"
        "    return 'printed'\n"
    ),
}


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scripts")
    (folder / "hello.py").write_text(HELLO)
    for name, text in OTHERS.items():
        (folder / name).write_text(text)
    for hook, arguments in STREAM_HOOKS.items():
        text = "# the second line has it\n" + RAISES.format(hook=hook, arguments=arguments)
        if hook != "main":
            text += "\n\ndef main(request, response):\n    return 'unharmed'\n"
        (folder / f"in_{hook}.py").write_text(text)
    return folder


@pytest.fixture(scope="module")
def server(starting: Any, scripts: Path) -> Iterator[Any]:
    with starting(scripts, "--keep", "16", quiet=False) as running:
        yield running


@pytest.fixture
def client(server: Any, peer: Any) -> Iterator[Any]:
    with peer.Peer(server.https) as one:
        yield one
        assert one.get("/hello.py").body == b"hello"
    assert server.alive


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("syntax.py", "SyntaxError", 2),
        ("no_hook.py", "defines no hook", 0),
        ("fails_to_load.py", "ModuleNotFoundError", 1),
        ("exits_on_load.py", "SystemExit", 3),
    ],
)
def test_a_script_that_does_not_load(
    server: Any, client: Any, said: Any, name: str, text: str, line: int
) -> None:
    answer = client.get("/" + name)
    assert answer.status == 500
    assert name in answer.body.decode()
    (raised,) = said.expect(f"kind:HANDLER_RAISED script:{name}")
    detail = raised.record.detail
    assert text in detail["error"]
    assert (Path(detail["file"]).name, detail["line"]) == (name, line)
    assert said.matching("type:HEADERS dir:sent status:500")
    log = server.log.read_text()
    assert name in log and text in log


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("in_main.py", "no luck in main", 3),
        ("in_handle_headers.py", "no luck in handle_headers", 3),
        ("in_handle_data.py", "no luck in handle_data", 3),
        ("exits.py", "SystemExit: 3", 4),
        ("interrupts.py", "KeyboardInterrupt", 2),
        ("recursion.py", "RecursionError", 2),
    ],
)
def test_an_exception_is_a_500_with_file_and_line(
    server: Any, client: Any, said: Any, name: str, text: str, line: int
) -> None:
    number = client.request("/" + name, "POST", body=b"something")
    answer = client.finish(number)
    assert answer.status == 500
    assert text.partition(":")[0] in answer.body.decode()
    (raised,) = said.expect(f"kind:HANDLER_RAISED script:{name}")
    detail = raised.record.detail
    assert text in detail["error"]
    assert (Path(detail["file"]).name, detail["line"]) == (name, line)
    assert "h2craft/script" not in detail["traceback"]


def test_an_exception_in_handle_trailers(client: Any, peer: Any, said: Any) -> None:
    number, head = client.head("/in_handle_trailers.py", "POST", end=False)
    flags = peer.END_HEADERS | peer.END_STREAM
    trailers = peer.frame(peer.HEADERS, flags, number, client.encoder.encode([("x", "y")]))
    client.send(head, trailers)
    assert client.finish(number).status == 500
    assert said.expect("kind:HANDLER_RAISED script:in_handle_trailers.py")


def test_an_exception_in_handle_reset(client: Any, peer: Any, said: Any) -> None:
    number, head = client.head("/in_handle_reset.py", "POST", end=False)
    client.send(head, peer.rst_stream(number))
    assert said.expect("kind:HANDLER_RAISED script:in_handle_reset.py")


def test_an_exception_in_handle_window_update(client: Any, peer: Any, said: Any) -> None:
    number, head = client.head("/in_handle_window_update.py", "POST", end=False)
    client.send(head)
    said.expect("kind:HANDLER_STARTED script:in_handle_window_update.py")
    client.send(peer.window_update(1, number))
    assert said.expect("kind:HANDLER_RAISED script:in_handle_window_update.py")


def test_an_exception_after_the_headers_is_a_reset(client: Any, peer: Any, said: Any) -> None:
    answer = client.get("/after_headers.py")
    assert (answer.status, bytes(answer.body)) == (200, b"some")
    assert answer.reset == peer.INTERNAL_ERROR
    assert said.expect("kind:HANDLER_RAISED script:after_headers.py")
    assert said.matching("type:RST_STREAM dir:sent code:INTERNAL_ERROR")


def test_exceptions_in_the_hooks_of_the_connection(
    starting: Any, peer: Any, tmp_path: Path
) -> None:
    parts = [RAISES.format(hook=h, arguments=a) for h, a in CONNECTION_HOOKS.items()]
    (tmp_path / "connection.py").write_text("\n\n".join(parts))
    (tmp_path / "hello.py").write_text(HELLO)
    with starting(tmp_path) as server, contextlib.closing(server.conversation()) as said:
        with peer.Peer(server.http) as client:
            assert client.get("/hello.py").body == b"hello"
            client.send(peer.frame(0x42, payload=b"what?"))
            client.barrier()
            client.send(peer.frame(peer.GOAWAY, payload=bytes(8)))
            assert client.get("/hello.py").body == b"hello"
        said.expect("kind:HANDLER_RAISED handle_close")
        raised = said.matching("kind:HANDLER_RAISED script:connection.py")
        assert {reading.record.detail["hook"] for reading in raised} == set(CONNECTION_HOOKS)


def test_a_flood_of_prints_is_counted_and_not_kept(
    server: Any, client: Any, said: Any, attack: Any
) -> None:
    with attack(server):
        assert client.finish(client.request("/prints.py"), 30).body == b"printed"
    said.expect("kind:HANDLER_ENDED script:prints.py")
    printed = said.matching("kind:PRINTED")
    assert len(printed) < 20_000
    assert "more lines not kept" in " ".join(r.record.detail["text"] for r in printed)
    log = server.log.read_text()
    assert "\x1b" not in log
    assert "\u202e" not in log


@pytest.mark.parametrize("script", ["sleeps.py", "spins.py", "stubborn.py"])
def test_ctrl_c_ends_the_server_at_once_whatever_a_handler_does(
    starting: Any, scripts: Path, peer: Any, attack: Any, script: str
) -> None:
    with (
        starting(scripts, exit_status=None) as server,
        contextlib.closing(server.conversation()) as said,
    ):
        with attack(server), peer.Peer(server.http) as client:
            for _ in range(3):
                client.request("/" + script)
            said.expect(f"kind:HANDLER_STARTED script:{script}", 3)
            assert client.get("/hello.py").body == b"hello"
        with peer.Peer(server.https) as client:
            client.request("/" + script)
            client.barrier()
            began = time.monotonic()
            assert server.interrupt() == 0
            assert time.monotonic() - began < AT_ONCE
            client.until_end()
            assert client.goaway is not None
            assert client.goaway.code == peer.NO_ERROR
        assert said.matching("type:GOAWAY dir:sent code:NO_ERROR")
        assert said.damage is None


def test_a_broken_version_leaves_the_good_one_in_force(
    starting: Any, peer: Any, tmp_path: Path
) -> None:
    script = tmp_path / "hello.py"
    script.write_text(HELLO)
    with (
        starting(tmp_path) as server,
        contextlib.closing(server.conversation()) as said,
        peer.Peer(server.http) as client,
    ):
        assert client.get("/hello.py").body == b"hello"
        script.write_text("def main(:\n")
        end = time.monotonic() + 10
        while not said.matching("kind:SCRIPT_BROKEN script:hello.py"):
            assert client.get("/hello.py").body == b"hello"
            assert time.monotonic() < end
        assert client.get("/hello.py").body == b"hello"
        script.write_text(HELLO.replace("hello", "better"))
        while client.get("/hello.py").body != b"better":
            assert time.monotonic() < end
