"""`h2craft serve` as a person runs it: a process, its lines, its signals, its exit code."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from h2craft.trace import Kind, TraceReader

pytestmark = pytest.mark.engine

SECONDS = 30


class Serving:
    """A running `h2craft serve`. Its standard error is read up to `ready`."""

    def __init__(self, process: subprocess.Popen[str], data_folder: Path) -> None:
        self.process = process
        self.data_folder = data_folder
        self.heading: list[str] = []
        while (line := self._line()) and line != "ready\n":
            self.heading.append(line.rstrip("\n"))
        self.heading.append(line.rstrip("\n"))

    def _line(self) -> str:
        """The next one; nothing behind it is taken, which `communicate` would not find again."""
        line = b""
        while not line.endswith(b"\n") and (octet := os.read(self.process.stderr.fileno(), 1)):
            line += octet
        return line.decode()

    @property
    def urls(self) -> list[str]:
        return [line.partition(" ")[2] for line in self.heading if line.startswith("listening ")]

    def get(self, path: str = "/", **more) -> httpx.Response:
        [url, *_] = self.urls
        verify = ssl.create_default_context(cafile=str(self.data_folder / "ca" / "ca.pem"))
        options = {"verify": verify} if url.startswith("https") else {"http1": False}
        with httpx.Client(http2=True, **options) as client:
            return client.get(url + path, **more)

    def end(self, number: int = signal.SIGINT) -> tuple[str, str, int]:
        """Standard output, the rest of standard error, exit code."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=SECONDS)
        return out, err, self.process.returncode


@pytest.fixture
def serve(command, environment, data_folder, tmp_path):
    """Starts a server on free ports; whatever still runs at the end is killed."""
    started = []

    def starting(*arguments: str, start: list[str] | None = None, **more) -> Serving:
        process = subprocess.Popen(
            [*(start or command), "serve", "--port", "0", "--h2c-port", "0", *arguments],
            stdout=more.get("stdout", subprocess.PIPE),
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=tmp_path,
        )
        started.append(process)
        return Serving(process, data_folder)

    yield starting
    for process in started:
        if process.poll() is None:
            process.kill()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()
        process.wait()


@pytest.fixture
def handlers(tmp_path) -> Path:
    folder = tmp_path / "handlers"
    folder.mkdir()
    (folder / "hello.py").write_text("def main(request, response):\n    return 'hello'\n")
    return folder


def test_it_says_each_listener_and_then_ready(serve) -> None:
    heading = serve().heading
    assert len(heading) == 3 and heading[-1] == "ready"
    for line, scheme in zip(heading, ("https", "http"), strict=False):
        port = int(line.removeprefix(f"listening {scheme}://127.0.0.1:"))
        with socket.create_connection(("127.0.0.1", port), timeout=SECONDS):
            pass


@pytest.mark.parametrize(("option", "scheme"), [("--no-tls", "http"), ("--no-h2c", "https")])
def test_one_of_the_two_can_be_left_out(serve, option, scheme) -> None:
    [url] = serve(option).urls
    assert url.startswith(f"{scheme}://127.0.0.1:")


def test_an_ipv6_address_stands_in_brackets(serve) -> None:
    server = serve("--host", "::1")
    assert all("//[::1]:" in url for url in server.urls)
    assert server.get().status_code == 200


def test_several_hosts_are_several_listeners(serve) -> None:
    urls = serve("--host", "127.0.0.1", "--host", "127.0.0.2", "--no-tls").urls
    assert [url.rpartition(":")[0] for url in urls] == ["http://127.0.0.1", "http://127.0.0.2"]


def test_without_a_root_there_is_a_welcome_page(serve) -> None:
    answer = serve().get()
    assert answer.http_version == "HTTP/2" and answer.status_code == 200 and answer.text


def test_each_frame_is_a_line_on_standard_output(serve, handlers) -> None:
    server = serve(str(handlers))
    assert server.get("/hello.py").text == "hello"
    out, err, code = server.end()
    assert (err, code) == ("", 0)
    words = [line.split() for line in out.splitlines()]
    assert any(line[2:] and line[2] == "<" and "HEADERS" in line for line in words)
    assert any(line[2:] and line[2] == ">" and '"hello"' in line for line in words)
    assert "connection closed" in out


def test_json_is_one_object_a_line_and_complete(serve, handlers) -> None:
    server = serve(str(handlers), "--json")
    server.get("/hello.py")
    objects = [json.loads(line) for line in server.end()[0].splitlines()]
    assert [one["seq"] for one in objects] == list(range(1, len(objects) + 1))
    assert {"frame_received", "frame_sent", "connection_closed"} <= {one["kind"] for one in objects}


def test_a_filter_chooses_and_quiet_shows_nothing(serve, handlers) -> None:
    server = serve(str(handlers), "--filter", "type:HEADERS dir:received")
    server.get("/hello.py")
    [line] = server.end()[0].splitlines()
    assert "GET /hello.py" in line
    server = serve(str(handlers), "--quiet")
    server.get("/hello.py")
    assert server.end() == ("", "", 0)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_it_in_order_with_the_trace_complete(serve, handlers, tmp_path, name) -> None:
    path = tmp_path / "run.h2trace"
    server = serve(str(handlers), "--trace", str(path), "--quiet")
    server.get("/hello.py")
    assert server.end(getattr(signal, name)) == ("", "", 0)
    with TraceReader(path) as reader:
        kinds = [record.kind for record in reader]
        assert reader.damage is None
    assert kinds.count(Kind.CONNECTION_OPENED) == kinds.count(Kind.CONNECTION_CLOSED) == 1


def test_a_sleeping_script_does_not_hold_up_the_end(serve, handlers) -> None:
    (handlers / "sleep.py").write_text("import time\ndef main(*_): time.sleep(600)\n")
    server = serve(str(handlers), "--filter", "kind:HANDLER_STARTED or type:HEADERS")
    asking = threading.Thread(target=lambda: _ignoring(server.get, "/sleep.py"), daemon=True)
    asking.start()
    assert "GET /sleep.py" in server.process.stdout.readline()
    began = time.monotonic()
    assert server.end()[2] == 0
    assert time.monotonic() - began < 10
    asking.join(SECONDS)


def _ignoring(call, *arguments) -> None:
    try:
        call(*arguments)
    except httpx.HTTPError:
        return


def test_a_second_ctrl_c_ends_it_at_once(serve, handlers) -> None:
    """The log still has much to say, and nobody reads it."""
    (handlers / "big.py").write_text("def main(*_): return b'x' * 16_000_000\n")
    server = serve(str(handlers), "--json")
    server.get("/big.py")
    server.process.send_signal(signal.SIGINT)
    for line in server.process.stdout:  # the end has begun
        if "connection_closed" in line:
            break
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(SECONDS) in {0, 130}


def test_a_reader_that_leaves_ends_it(serve, handlers) -> None:
    server = serve(str(handlers))
    server.process.stdout.readline()
    server.process.stdout.close()
    _ignoring(server.get, "/hello.py")
    assert server.process.wait(SECONDS) == 0
    assert server.process.stderr.read() == ""


def test_a_full_disk_under_the_log_ends_the_log_and_not_the_server(serve, handlers) -> None:
    with open("/dev/full", "w") as full:
        server = serve(str(handlers), stdout=full)
        assert server.get("/hello.py").text == "hello"
        assert server.get("/hello.py").text == "hello"
    _, err, code = server.end()
    assert code == 0
    said = [line for line in (*server.heading, *err.splitlines()) if line.startswith("h2craft: ")]
    assert len(said) == 1
    assert said[0].startswith("h2craft: cannot write the frame log: no space left on device")


def test_an_output_the_shell_closed_does_not_end_the_server(serve, handlers, command) -> None:
    server = serve(str(handlers), start=["sh", "-c", 'exec "$@" >&-', "sh", *command])
    assert server.get("/hello.py").text == "hello"
    assert server.end() == ("", "", 0)


def test_a_broken_script_is_shown_with_file_and_line(serve, handlers) -> None:
    (handlers / "broken.py").write_text("def main(request, response):\n    return (\n")
    server = serve(str(handlers))
    assert server.get("/broken.py").status_code == 500
    out = server.end()[0]
    assert "broken.py:2" in out and "SyntaxError" in out


def test_a_raising_script_is_shown_with_its_own_lines_only(serve, handlers) -> None:
    (handlers / "raises.py").write_text("def main(request, response):\n    return 1 / 0\n")
    server = serve(str(handlers))
    assert server.get("/raises.py").status_code == 500
    lines = [line for line in server.end()[0].splitlines() if " | " in line]
    assert "main raised ZeroDivisionError" in lines[0]
    assert any("raises.py" in line and "line 2" in line for line in lines)
    assert not any("h2craft/script" in line for line in lines)


def test_a_script_attached_to_a_pattern_answers_it(serve, handlers) -> None:
    server = serve("--attach", f"/api/*={handlers / 'hello.py'}")
    assert server.get("/api/anything").text == "hello"


def test_our_settings_are_what_was_asked_for(serve) -> None:
    arguments = ("--settings", "MAX_FRAME_SIZE=20000", "--settings", "0x99=5", "--max-streams", "7")
    server = serve(*arguments, "--window", "1000", "--filter", "type:SETTINGS dir:sent -flag:ACK")
    server.get()
    [line] = server.end()[0].splitlines()
    for said in ("MAX_FRAME_SIZE=20000", "0x99=5", "MAX_CONCURRENT_STREAMS=7"):
        assert said in line
    assert "INITIAL_WINDOW_SIZE=1000" in line


def test_serving_imports_neither_a_screen_nor_a_prompt(serve) -> None:
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: sys.stderr.write('\\n'.join(sys.modules)))\n"
        "from h2craft.cli import main; main()"
    )
    server = serve(start=[sys.executable, "-c", code])
    server.get()
    modules = set(server.end()[1].split("\n"))
    assert "h2craft.engine" in modules
    assert not modules & {"textual", "prompt_toolkit", "rich"}


def test_an_empty_file_is_no_reason_to_refuse_a_trace(serve, tmp_path) -> None:
    path = tmp_path / "made-by-mktemp"
    path.touch()
    server = serve("--trace", str(path), "--quiet")
    assert server.end() == ("", "", 0)
    with TraceReader(path) as reader:
        assert reader.count


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_was_done_is_recorded_to_the_end(serve, handlers, tmp_path, number) -> None:
    server = serve(str(handlers), "--quiet", "--record", "done.py")
    assert server.get("/hello.py").text == "hello"
    _, err, status = server.end(number)
    assert (status, err) == (0, "h2craft: recorded 1 act for 1 request in done.py\n")
    text = (tmp_path / "done.py").read_text()
    compile(text, "done.py", "exec")
    assert '"hello"' in text and "GET /hello.py" in text


def test_a_recording_is_written_while_it_grows(serve, handlers, tmp_path) -> None:
    server = serve(str(handlers), "--quiet", "--record", "done.py")
    server.get("/hello.py")
    end = time.monotonic() + SECONDS
    while not (tmp_path / "done.py").exists():
        assert time.monotonic() < end
        time.sleep(0.01)
    assert "hello" in (tmp_path / "done.py").read_text()


def test_little_memory_is_enough_to_record_everything(serve, handlers, tmp_path) -> None:
    """With --quiet and no trace, records would else be dropped."""
    server = serve(str(handlers), "--quiet", "--keep", "1", "--no-tls", "--record", "done.py")
    with httpx.Client(http2=True, http1=False, base_url=server.urls[0]) as client:
        for number in range(700):
            client.get(f"/hello.py?{number}")
    _, err, _ = server.end()
    assert "recorded 700 acts for 700 requests" in err and "lost" not in err
    text = (tmp_path / "done.py").read_text()
    assert "/hello.py?0" in text and "/hello.py?699" in text


def test_nothing_done_is_said_and_no_file_is_left(serve, tmp_path) -> None:
    _, err, status = serve("--quiet", "--record", "done.py").end()
    assert status == 0 and "nothing was done" in err
    assert not (tmp_path / "done.py").exists()


def test_a_recording_that_cannot_be_written_in_the_end_is_said_and_no_success(
    serve, handlers, tmp_path
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    server = serve(str(handlers), "--quiet", "--record", str(folder / "done.py"))
    folder.rmdir()
    server.get("/hello.py")
    _, err, status = server.end()
    assert status == 1
    assert "cannot write" in err and "done.py" in err


def test_a_recording_is_not_written_over_another(run, tmp_path) -> None:
    (tmp_path / "done.py").write_text("mine")
    done = run("serve", "--port", "0", "--no-h2c", "--record", "done.py")
    assert done.returncode == 1 and "done.py is there already" in done.stderr
    assert "listening" not in done.stderr
    assert (tmp_path / "done.py").read_text() == "mine"


def test_without_a_journal_nothing_can_be_recorded(run) -> None:
    assert run("serve", "--no-journal", "--record", "done.py").returncode == 2
