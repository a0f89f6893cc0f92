"""Scripts attached while the server runs, over real sockets."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.script import Binding, bindings
from h2craft.trace import Kind, Origin

ROOT = {"hello": "def main(request, response):\n    return 'root'\n"}


def says(word: str) -> str:
    return f"def main(request, response):\n    return {word!r}\n"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Callable[[str, str], str]:
    """A script outside the root."""

    def write(name: str, text: str) -> str:
        folder = tmp_path / "elsewhere"
        folder.mkdir(exist_ok=True)
        path = folder / f"{name}.py"
        path.write_text(text)
        return str(path)

    return write


Elsewhere = Callable[[str, str], str]


@pytest.mark.parametrize(
    ("binding", "fits"),
    [
        ({}, True),
        ({"pattern": "/hello"}, True),
        ({"pattern": "/h*"}, True),
        ({"pattern": "**"}, True),
        ({"pattern": "/other"}, False),
        ({"connection": 1}, True),
        ({"connection": 1, "stream_id": 1}, True),
        ({"stream_id": 1}, True),
        ({"stream_id": 3}, False),
        ({"connection": 1, "pattern": "/other"}, False),
    ],
)
def test_a_binding_answers_what_fits_it(
    live: Callable[..., Any], elsewhere: Elsewhere, *, binding: dict[str, Any], fits: bool
) -> None:
    server = live(ROOT)
    peer = server.peer()
    peer.barrier()
    file = elsewhere("bound", says("bound"))
    outcome = server.hands("attach", Binding(file=file, **binding))
    assert outcome.accepted
    (attached,) = server.records(Kind.SCRIPT_ATTACHED)
    assert (attached.seq, attached.origin) == (outcome.seq, Origin.HAND)
    assert attached.detail["file"] == file
    assert attached.detail["binding"] == 1
    answer = peer.get("/hello")
    assert answer.body == (b"bound" if fits else b"root")
    started = server.records(Kind.HANDLER_STARTED)[-1]
    assert (started.detail["script"] == file) is fits
    (shown,) = server.state.bindings
    assert (shown.number, shown.file, shown.used, shown.trouble) == (1, file, int(fits), "")


def test_another_connection_is_not_concerned(
    live: Callable[..., Any], elsewhere: Elsewhere
) -> None:
    server = live(ROOT)
    first, second = server.peer(), server.peer()
    first.barrier()
    second.barrier()
    server.hands("attach", Binding(file=elsewhere("bound", says("bound")), connection=2))
    assert first.get("/hello").body == b"root"
    assert second.get("/hello").body == b"bound"


def test_later_ones_come_first_and_before_those_of_the_start(
    live: Callable[..., Any], elsewhere: Elsewhere
) -> None:
    started_with = elsewhere("start", says("start"))
    server = live(ROOT, attach=[("/hello", started_with)])
    peer = server.peer()
    assert peer.get("/hello").body == b"start"
    server.hands("attach", Binding(file=elsewhere("one", says("one"))))
    server.hands("attach", Binding(file=elsewhere("two", says("two"))))
    assert [os.path.basename(b.file) for b in server.state.bindings] == ["two.py", "one.py"]
    assert peer.get("/hello").body == b"two"
    assert server.hands("detach", 2).accepted
    assert peer.get("/hello").body == b"one"
    assert server.hands("detach", 1).accepted
    assert peer.get("/hello").body == b"start"
    reasons = [record.detail["reason"] for record in server.records(Kind.SCRIPT_DETACHED)]
    assert reasons == ["detached by hand"] * 2
    assert not server.hands("detach", 1).accepted


def test_the_next_request_only(live: Callable[..., Any], elsewhere: Elsewhere) -> None:
    server = live(ROOT)
    peer = server.peer()
    file = elsewhere("bound", says("bound"))
    server.hands("attach", Binding(file=file, pattern="/hello", once=True))
    assert peer.get("/other").status == 404
    assert peer.get("/hello").body == b"bound"
    assert peer.get("/hello").body == b"root"
    (detached,) = server.records(Kind.SCRIPT_DETACHED)
    assert detached.detail == {"binding": 1, "file": file, "reason": "it was for one request"}
    assert server.state.bindings == ()


def test_a_held_request_can_be_given_to_another_script(
    live: Callable[..., Any], elsewhere: Elsewhere
) -> None:
    server = live(ROOT)
    server.hands("set_hold", "")
    peer = server.peer()
    numbers = [peer.request("/hello"), peer.request("/hello")]
    server.wait(Kind.REQUEST_HELD, 2)
    file = elsewhere("bound", says("bound"))
    assert server.hands("attach", Binding(file=file, connection=1, stream_id=numbers[0])).accepted
    for number in numbers:
        server.hands("release", 1, number)
    assert [peer.finish(number).body for number in numbers] == [b"bound", b"root"]


def test_a_stream_that_has_its_handler_can_have_no_other(
    live: Callable[..., Any], elsewhere: Elsewhere
) -> None:
    server = live({"asks": "def main(request, response):\n    response.hold('x')\n"})
    server.peer().request("/asks")
    server.wait(Kind.REQUEST_HELD)
    file = elsewhere("bound", says("bound"))
    refused = server.hands("attach", Binding(file=file, connection=1, stream_id=1))
    assert not refused.accepted and "has its handler already" in refused.reason
    gone = server.hands("attach", Binding(file=file, connection=9))
    assert not gone.accepted and "not there" in gone.reason
    assert server.state.bindings == ()


def test_a_binding_ends_with_its_connection(live: Callable[..., Any], elsewhere: Elsewhere) -> None:
    server = live(ROOT)
    peer = server.peer()
    peer.barrier()
    server.hands("attach", Binding(file=elsewhere("bound", says("bound")), connection=1))
    server.hands("attach", Binding(file=elsewhere("other", says("other"))))
    peer.close()
    server.wait(Kind.SCRIPT_DETACHED)
    assert [binding.number for binding in server.state.bindings] == [2]


def trouble(server: Any) -> str:
    return str(server.state.bindings[0].trouble)


def test_a_file_that_does_not_load_is_bound_and_waits_till_it_does(
    live: Callable[..., Any], elsewhere: Elsewhere
) -> None:
    server = live(ROOT, watch=True)
    peer = server.peer()
    file = elsewhere("bound", "def main(request, response):\n    return (\n")
    assert server.hands("attach", Binding(file=file)).accepted
    server.wait_until(lambda: trouble(server))
    assert trouble(server).startswith(f"{file}:2: SyntaxError")
    assert peer.get("/hello").body == b"root"
    elsewhere("bound", says("mended"))
    server.wait_until(lambda: not trouble(server))
    assert peer.get("/hello").body == b"mended"
    elsewhere("bound", "def main(request, response):\n    return (\n")
    server.wait_until(lambda: trouble(server))
    assert peer.get("/hello").body == b"mended"  # the last good version stays in force
    assert server.state.bindings[0].used == 2


def test_a_file_that_is_yet_to_be_written_can_be_bound(
    live: Callable[..., Any], elsewhere: Elsewhere
) -> None:
    file = elsewhere("bound", "")
    os.unlink(file)
    server = live(ROOT, watch=True)
    peer = server.peer()
    assert server.hands("attach", Binding(file=file)).accepted
    server.wait_until(lambda: trouble(server))
    assert "No such file" in trouble(server)
    elsewhere("bound", says("written"))
    server.wait_until(lambda: not trouble(server))
    assert peer.get("/hello").body == b"written"


def test_without_a_watch_a_mended_file_is_found_all_the_same(
    live: Callable[..., Any], elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bindings, "TROUBLE_SECONDS", 0.01)
    server = live(ROOT)
    peer = server.peer()
    file = elsewhere("bound", "def main(:\n")
    server.hands("attach", Binding(file=file))
    server.wait_until(lambda: trouble(server))
    elsewhere("bound", says("mended"))
    server.wait_until(lambda: not trouble(server))
    assert peer.get("/hello").body == b"mended"
    elsewhere("bound", says("newer"))
    server.wait_until(lambda: peer.get("/hello").body == b"newer")


@pytest.mark.parametrize("file", ["", ".", "missing.txt", "a\0b.py"])
def test_what_can_answer_nothing_is_refused(live: Callable[..., Any], file: str) -> None:
    server = live(ROOT)
    assert not server.hands("attach", Binding(file=file)).accepted
    assert server.records(Kind.SCRIPT_ATTACHED) == []


def test_a_relative_name_is_one_of_the_root(live: Callable[..., Any]) -> None:
    server = live({**ROOT, "page.txt": "text"})
    peer = server.peer()
    server.hands("attach", Binding(file="hello.py", pattern="/a"))
    server.hands("attach", Binding(file="page.txt", pattern="/b"))
    assert [peer.get("/a").body, peer.get("/b").body] == [b"root", b"text"]


PING = """
def handle_ping(frame, connection):
    connection.write_raw_frame(200, b"{word}")
"""


class Pings:
    """What hooks say to a ping."""

    def __init__(self, server: Any, peer: Any) -> None:
        self.server, self.peer, self.said = server, peer, []
        take = peer.take

        def listen(frame: Any) -> None:
            if frame.type == 200:
                self.said.append(frame.payload)
            take(frame)

        peer.take = listen

    def answers(self, word: bytes) -> bool:
        self.peer.barrier()
        return word in self.said


def test_its_connection_hooks_work_while_it_is_bound(
    live: Callable[..., Any], elsewhere: Elsewhere
) -> None:
    server = live(ROOT)
    pings = Pings(server, server.peer())
    file = elsewhere("bound", PING.format(word="bound"))
    elsewhere("beside", PING.format(word="beside"))
    server.hands("attach", Binding(file=file, pattern="/nothing"))
    server.wait_until(lambda: pings.answers(b"bound"))
    server.hands("detach", 1)
    pings.peer.barrier()
    pings.said.clear()
    pings.peer.barrier()
    assert pings.peer.get("/hello").body == b"root"
    assert pings.said == []


def test_connection_hooks_of_one_connection_are_for_it_alone(
    live: Callable[..., Any], elsewhere: Elsewhere
) -> None:
    server = live(ROOT)
    first, second = Pings(server, server.peer()), Pings(server, server.peer())
    first.peer.barrier()
    second.peer.barrier()
    file = elsewhere("bound", PING.format(word="bound"))
    server.hands("attach", Binding(file=file, connection=2))
    server.wait_until(lambda: second.answers(b"bound"))
    first.peer.barrier()
    assert first.peer.get("/hello").body == b"root"
    assert first.said == []


def test_files_beside_a_bound_one_are_never_run(
    live: Callable[..., Any], elsewhere: Elsewhere, tmp_path: Path
) -> None:
    server = live(ROOT, watch=True)
    pings = Pings(server, server.peer())
    file = elsewhere("bound", says("bound"))
    server.hands("attach", Binding(file=file))
    server.wait(Kind.SCRIPT_LOADED)
    ran = tmp_path / "ran"
    elsewhere("beside", f"open({str(ran)!r}, 'w')\n" + PING.format(word="beside"))
    elsewhere("bound", says("bound again"))
    server.wait_until(lambda: pings.peer.get("/hello").body == b"bound again")
    assert not pings.answers(b"beside")
    assert not ran.exists()


COUNTS = "seen = []\ndef main(request, response):\n    seen.append(1)\n    return str(len(seen))\n"


def test_a_script_that_is_attached_again_begins_afresh(
    live: Callable[..., Any], elsewhere: Elsewhere
) -> None:
    server = live(ROOT)
    peer = server.peer()
    binding = Binding(file=elsewhere("counts", COUNTS))
    server.hands("attach", binding)
    assert [peer.get("/").body for _ in range(2)] == [b"1", b"2"]
    server.hands("attach", binding)
    assert peer.get("/").body == b"3", "while it is bound it goes on"
    server.hands("detach", 1)
    server.hands("detach", 2)
    server.hands("attach", binding)
    assert peer.get("/").body == b"1"
