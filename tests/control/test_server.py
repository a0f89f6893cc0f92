"""The control socket of an engine: who comes in, what is done for them, and the end of it."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from h2craft.actions import Note, Reply, action_to_json
from h2craft.client import Binding
from h2craft.control import ControlError, engines, folder, server
from h2craft.control.codec import to_json
from h2craft.control.front import Bounds
from h2craft.control.protocol import MOST_FRONTS, hello, line_of
from h2craft.control.server import open_control

GET = b"\0\0\6\1\5\0\0\0\1" + b"\x82\x84\x86\x41\x01a"
PING = {"verb": "send", "frames": [{"frame": "PING", "opaque_data": "12345678"}]}
ROOT = not hasattr(os, "geteuid") or os.geteuid() == 0

# Who comes as somebody else. What it hears is written to its standard output.
STRANGER = """
import os, socket, sys
path, uid = sys.argv[1], int(sys.argv[2])
os.setgroups([])
os.setgid(uid)
os.setuid(uid)
connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
connection.settimeout(20)
try:
    connection.connect(path)
    print("in", flush=True)
    connection.sendall(b'{"h2craft":"control","version":1,"front":"repl"}\\n')
    heard = connection.recv(4096)
except OSError as error:
    print(type(error).__name__)
else:
    print(heard)
"""


# What is asked is done


def test_what_is_fired_is_on_the_wire_and_answered(engine) -> None:
    peer = engine.peer()
    peer.is_answered()
    result = engine.front().gets("submit", connection=1, actions=[PING])
    assert result["accepted"] and result["seq"]
    assert peer.until(6)[3] == b"12345678"


def test_what_is_refused_says_why(engine) -> None:
    engine.peer().is_answered()
    front = engine.front()
    data = {"verb": "send", "frames": [{"frame": "DATA", "stream_id": 9}]}
    result = front.gets("submit", connection=1, actions=[data])
    assert not result["accepted"] and result["reason"] and result["section"]
    assert "connection 5" in front.gets("submit", connection=5, actions=[PING])["reason"]


def test_what_would_be_sent_is_shown_and_not_sent(engine) -> None:
    engine.peer().is_answered()
    preview = engine.front().gets("preview", connection=1, action=PING)
    (frame,) = preview["frames"]
    assert frame["octets"]["hex"].endswith(b"12345678".hex())
    assert not any(one.octets.endswith(b"12345678") for one in engine.client.records.read())


def test_a_filter_that_is_none_is_an_error_of_its_own_kind(engine) -> None:
    front = engine.front()
    for name in ("set_hold", "set_break"):
        front.asks(name, pattern="nonsense:x")
        answer = front.line()
        assert answer["kind"] == "filter" and "unknown key" in answer["error"]


def test_a_held_request_is_released(engine) -> None:
    front, peer = engine.front(), engine.peer()
    front.gets("set_hold", pattern="")
    peer.sends(GET)
    engine.recorded("kind:request_held")
    assert front.gets("release_request", connection=1, stream_id=1)["accepted"]
    assert peer.until(1)[2] == 1


def test_a_binding_is_made_and_undone(engine, tmp_path) -> None:
    file = tmp_path / "one.py"
    file.write_text("def main(request, response):\n    return 'mine'\n")
    front = engine.front()
    assert front.gets("attach", binding=to_json(Binding(file=str(file))))["accepted"]
    (binding,) = front.gets("look", desk=-1, within=0)["desk"]["bindings"]
    assert front.gets("detach", number=binding["number"])["accepted"]
    assert not front.gets("detach", number=99)["accepted"]


def test_a_reply_is_held_and_released_or_dropped(engine) -> None:
    front, peer = engine.front(), engine.peer()
    peer.is_answered()
    assert front.gets("set_policy", changes={"ping_ack": Reply.HOLD.value})["accepted"]
    for name in ("release_replies", "drop_replies"):
        peer.sends(b"\0\0\x08\x06\0\0\0\0\0" + bytes(8))
        engine.recorded("kind:frame_held")
        while not (replies := front.gets("look", desk=-1, within=0)["desk"]["replies"]):
            pass
        assert front.gets(name, connection=1, held_seqs=[replies[0]["seq"]])["accepted"]


def test_a_scripts_action_is_decided_about(start, tmp_path) -> None:
    (tmp_path / "main.py").write_text("def main(request, response):\n    return 'x'\n")
    running = start(tmp_path / "main.py")
    front, peer = running.front(), running.peer()
    front.gets("set_break", pattern="")
    peer.sends(GET)
    held = running.recorded("kind:action_held").record.seq
    assert not front.gets("decide", held_seq=held + 999, verdict="release")["accepted"]
    note = action_to_json(Note(text="in its place"))
    assert front.gets("decide", held_seq=held, verdict="edit", action=note)["accepted"]


def test_a_record_is_marked(engine) -> None:
    front = engine.front()
    seq = front.gets("comment", seq=1, text="look here")["seq"]
    assert engine.client.records.get(seq).detail["text"] == "look here"
    assert "no record" in front.gets("comment", seq=10**6)["reason"]


def test_a_fault_of_ours_is_an_error_of_that_request(engine, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(type(engine.client), "preview", fail)
    front = engine.front()
    front.asks("preview", connection=1, action=PING)
    answer = front.line()
    assert answer["kind"] == "engine" and "internal fault" in answer["error"]
    assert "last" in front.gets("look", within=0)


def test_a_fault_in_a_callback_is_a_trouble_and_not_on_standard_error(
    engine, capfd, monkeypatch
) -> None:
    front = engine.front()
    front.gets("look", within=0)

    def fail(*_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(engine.control, "ask", fail)
    front.says(line_of({"id": 1}))
    assert front.ended()
    assert any("ZeroDivisionError" in one for one in engine.client.troubles)
    assert capfd.readouterr().err == ""


# Who comes in


def test_as_many_front_ends_as_may_come_are_served_and_one_more_is_told_so(engine) -> None:
    fronts = [engine.front() for _ in range(MOST_FRONTS)]
    for front in fronts:
        front.gets("look", within=0)
    late = [engine.front() for _ in range(8)]
    for one in late:
        answer = one.line()
        assert answer["kind"] == "engine" and "32 front ends" in answer["error"]
        assert one.ended()
    engine.peer().is_answered()
    for front in fronts:
        front.gets("look", within=0)
    fronts[0].close()
    while len(engine.control._fronts()) == MOST_FRONTS:
        fronts[1].gets("look", within=0)
    assert "last" in engine.front().gets("look", within=0)


def test_whoever_looks_who_runs_is_answered_where_all_places_are_taken(start) -> None:
    running = start(bounds=Bounds(fronts=1))
    running.front("tui").gets("look", within=0)
    (entry,) = engines()
    assert (entry.fronts, entry.trouble) == (("tui",), "")


def test_a_person_is_there_as_long_as_one_is_attached(engine) -> None:
    hands = engine.client.application.hands
    engine.client._attended = False  # as where `serve` has no screen of its own
    engine.client.attend(False)
    passing, person = engine.front("send"), engine.front("tui")
    passing.gets("look", within=0)
    person.gets("look", within=0)
    assert hands.attended
    person.close()
    while len(engine.control._fronts()) > 1:
        passing.gets("look", within=0)
    assert not hands.attended


def test_visitors_who_say_nothing_are_not_let_in_without_end(start) -> None:
    running = start(bounds=Bounds(visitors=2))
    visitors = [running.visitor() for _ in range(3)]
    said = [one.line() for one in visitors]
    assert "too many" in said[2]["error"] and visitors[2].ended()


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOBUFS])
def test_where_no_descriptors_are_left_it_is_said_and_tried_again(
    engine, monkeypatch, number
) -> None:
    monkeypatch.setattr(server, "NO_DESCRIPTORS_SECONDS", 0.01)
    real, failed = engine.control._claim.listener, []

    class Listener:
        def accept(self) -> Any:
            if not failed:
                failed.append(number)
                raise OSError(number, os.strerror(number))
            return real.accept()

        def fileno(self) -> int:
            return int(real.fileno())

        def close(self) -> None:
            real.close()

    monkeypatch.setattr(engine.control._claim, "listener", Listener())
    assert "last" in engine.front().gets("look", within=0)
    assert any(os.strerror(number) in one for one in engine.client.troubles)


def test_another_user_gets_nothing_not_even_a_greeting(engine, monkeypatch) -> None:
    monkeypatch.setattr(server, "peer_uid", lambda _: os.geteuid() + 1)
    for _ in range(3):
        assert engine.visitor().ended()
    monkeypatch.undo()
    told = [one for one in engine.client.troubles if "wanted to attach" in one]
    assert len(told) == 1 and f"user {os.geteuid() + 1}" in told[0]
    monkeypatch.setenv("H2CRAFT_RUNTIME", str(engine.control.path.parent))
    assert "last" in engine.front().gets("look", within=0)


def test_whoever_cannot_be_named_gets_nothing(engine, monkeypatch) -> None:
    def cannot(_: socket.socket) -> int:
        raise ControlError("this system does not say")

    monkeypatch.setattr(server, "peer_uid", cannot)
    assert engine.visitor().ended()
    assert any("cannot be named" in one for one in engine.client.troubles)


@pytest.fixture
def as_nobody(start, monkeypatch) -> Any:
    """An engine in a folder everybody could come to, and a call that comes as `uid`."""
    import shutil
    import tempfile

    place = Path(tempfile.mkdtemp(prefix="h2c-", dir="/tmp"))
    place.chmod(0o755)
    monkeypatch.setenv("H2CRAFT_RUNTIME", str(place / "run"))
    running = start()

    def come(uid: int) -> list[str]:
        process = subprocess.run(
            [sys.executable, "-I", "-c", STRANGER, str(running.control.path), str(uid)],
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert process.returncode == 0, process.stderr
        return process.stdout.splitlines()

    yield running, come
    shutil.rmtree(place, ignore_errors=True)


@pytest.mark.skipif(not ROOT or not hasattr(os, "setuid"), reason="needs root to be another user")
def test_the_modes_keep_another_user_out(as_nobody) -> None:
    running, come = as_nobody
    assert come(65534) == ["PermissionError"]
    running.control.path.parent.chmod(0o711)
    assert come(65534) == ["PermissionError"], "the socket has a mode of its own"
    assert not [one for one in running.client.troubles if "attach" in one]


@pytest.mark.skipif(not ROOT or not hasattr(os, "setuid"), reason="needs root to be another user")
def test_another_user_who_gets_to_the_socket_gets_nothing_from_it(as_nobody) -> None:
    running, come = as_nobody
    running.control.path.parent.chmod(0o711)
    running.control.path.chmod(0o666)
    assert come(65534) in (["in", "b''"], ["in", "ConnectionResetError"], ["in", "BrokenPipeError"])
    (told,) = [one for one in running.client.troubles if "attach" in one]
    assert "user 65534" in told
    running.control.path.parent.chmod(0o700)
    assert "last" in running.front().gets("look", within=0)


@pytest.mark.skipif(not ROOT or not hasattr(os, "setuid"), reason="needs root to be another user")
def test_root_too_gets_nothing_from_somebody_elses_engine(python, tmp_path) -> None:
    import shutil
    import tempfile

    place = Path(tempfile.mkdtemp(prefix="h2c-", dir="/tmp"))
    os.chown(place, 65534, 65534)
    program = (
        "import os, sys\n"
        "sys.path.insert(0, os.getcwd())\n"
        "from h2craft.client.local import LocalClient\n"
        "from h2craft.control.server import open_control\n"
        "from h2craft.setup import Setup\n"
        "import h2craft.script, h2craft.filter, encodings.idna, cryptography, trustme\n"
        "client = LocalClient(Setup(port=None))\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        f"os.environ['H2CRAFT_RUNTIME'] = {str(place / 'run')!r}\n"
        "control = open_control(client)\n"
        "print(control.path, flush=True)\n"
        "sys.stdin.read()\n"
        "print(list(client.troubles), flush=True)\n"
    )
    process = python(program, env={**os.environ, "HOME": str(place)})
    try:
        path = process.stdout.readline().strip()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(20)
            connection.connect(path)
            assert connection.recv(100) == b""
        process.stdin.close()
        assert "user 0" in process.stdout.readline()
    finally:
        shutil.rmtree(place, ignore_errors=True)


# Life


def test_the_engine_is_told_its_name(engine) -> None:
    assert (engine.client.about.name, engine.client.about.pid) == ("welcome", os.getpid())


def test_two_engines_with_the_same_root_are_told_apart(start) -> None:
    one, other = start(), start()
    assert (one.name, other.name) == ("welcome", "welcome-2")
    assert [entry.name for entry in engines()] == ["welcome", "welcome-2"]
    assert [entry.about for entry in engines()] == [one.client.about, other.client.about]
    one.control.close()
    assert [entry.name for entry in engines()] == ["welcome-2"]


def test_a_name_that_is_taken_is_an_error_and_the_engine_goes_on(start) -> None:
    one = start(name="mine")
    with pytest.raises(ControlError, match=f"called mine already: the process {os.getpid()}"):
        open_control(one.client, "mine")
    assert one.client.about.name == "mine"
    assert "last" in one.front().gets("look", within=0)


def test_closing_tells_everybody_and_leaves_nothing(engine, runtime) -> None:
    front = engine.front()
    front.gets("look", within=0)
    front.asks("look", after=1 << 60, within=30)
    engine.peer().is_answered()
    engine.control.close()
    engine.control.close()
    assert front.line() == {"error": "the engine has stopped", "kind": "engine"}
    assert front.ended()
    assert list(runtime.iterdir()) == []
    assert (engine.client.about.name, engine.client.about.pid) == ("", 0)
    engine.peer().is_answered()
    assert not [one for one in threading.enumerate() if one.name == "h2craft-control"]


def test_who_does_not_take_the_last_of_it_is_not_waited_for(engine) -> None:
    front = engine.front()
    front.socket.setblocking(False)
    with pytest.raises(BlockingIOError):
        while True:
            front.socket.send(line_of({"id": 1, "do": "look", "desk": -1, "within": 0}) * 100)
    engine.control.close()
    assert not engine.control._visitors


def test_where_no_loop_can_be_had_that_is_one_line(engine, monkeypatch, runtime) -> None:
    def none(*_: object) -> None:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(server.asyncio, "run", none)
    with pytest.raises(ControlError, match="no control socket: Too many open files"):
        open_control(engine.client, "other")
    assert not list(runtime.glob("other*"))
    assert engine.client.about.name == "welcome"


def test_closing_while_something_is_pending_disturbs_nobody(engine) -> None:
    engine.peer().is_answered()
    front = engine.front()
    front.asks("submit", connection=1, actions=[{"verb": "sleep", "seconds": 3600.0}])
    engine.recorded("kind:action_fired")
    engine.control.close()
    engine.client.trouble("after the end")
    engine.client.set_hold("path:/x").result()
    engine.peer().is_answered()


def test_it_can_be_opened_again(engine) -> None:
    engine.control.close()
    again = open_control(engine.client)
    assert again.name == "welcome"
    again.close()


def test_what_cannot_be_opened_is_one_line_and_the_engine_goes_on(engine, monkeypatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(ControlError, match="No space left") as raised:
        open_control(engine.client, "other")
    assert "\n" not in str(raised.value)
    engine.peer().is_answered()


def test_a_system_without_unix_sockets_says_so(engine, monkeypatch) -> None:
    monkeypatch.setattr(folder, "fcntl", None)
    with pytest.raises(ControlError, match="no Unix sockets"):
        open_control(engine.client, "other")


def test_an_engine_that_was_killed_is_none_the_next_time(python, runtime) -> None:
    process = python(
        "import sys\n"
        "from h2craft.client import open_local\n"
        "from h2craft.control import open_control\n"
        "from h2craft.setup import Setup\n"
        "client = open_local(Setup(port=None))\n"
        "print(open_control(client).name, flush=True)\n"
        "sys.stdin.read()\n"
    )
    assert process.stdout.readline() == "welcome\n"
    (entry,) = engines()
    assert (entry.pid, entry.trouble) == (process.pid, "")
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert engines() == [] and list(runtime.iterdir()) == []


def test_the_greeting_is_one_line_with_all_that_is_to_be_said(visit, engine) -> None:
    said = visit(engine.name).line()
    keys = {"h2craft", "version", "trace", "program", "name", "pid", "about", "first", "last"}
    assert keys | {"connections", "fronts"} == set(said)
    assert json.loads(line_of(hello("x")))["version"] == said["version"]
