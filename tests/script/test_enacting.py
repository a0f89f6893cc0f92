"""A client's script on a real connection: what `connect` is given, and what comes of it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from h2craft.client import LocalClient, open_local
from h2craft.engine import EngineError, Target
from h2craft.script import Enacted, Pace, Usual
from h2craft.setup import Setup
from h2craft.trace import Kind, Origin

WITHIN = 20.0
Enact = Callable[[str], Enacted]


def main(request: Any, response: Any) -> Any:
    """What all of these tests ask: an echo, or what the path says."""
    if request.request_path == "/reset":
        response.writer.write_rst_stream("ENHANCE_YOUR_CALM")
        return None
    if request.request_path == "/close":
        response.writer.close("reset")
        return None
    if request.request_path == "/hints":
        response.writer.write_informational(103, [("link", "</a>")])
    response.headers.set("x-method", request.method)
    return b"echo " + request.body


@pytest.fixture
def server() -> Iterator[LocalClient]:
    with contextlib.closing(open_local(Setup(root={"main": main}, port=None))) as server:
        yield server


@pytest.fixture
def client(server: LocalClient) -> Iterator[LocalClient]:
    target = Target.of(f"{server.about.urls[0]}/usual?a=b")
    pace = Pace(wait_seconds=WITHIN)
    setup = Setup(connect=target, pace=pace, fields=(("user-agent", "tests"),))
    with contextlib.closing(open_local(setup)) as ours:
        yield ours


@pytest.fixture
def enact(client: LocalClient, tmp_path: Path) -> Enact:
    """Run a script; its body is given, indented by four."""

    def enacting(body: str) -> Enacted:
        file = tmp_path / "script.py"
        file.write_text(f"def connect(connection):\n{body}")
        return client.enact(1, str(file)).result(WITHIN)

    return enacting


def printed(client: LocalClient) -> list[str]:
    records = client.records.read(0, 1000)
    return [record.detail["text"] for record in records if record.kind == Kind.PRINTED]


def test_a_request_is_made_of_the_url_and_its_response_is_read(enact, client) -> None:
    came = enact(
        "    answer = connection.request().response()\n"
        "    print(answer.status, answer.headers['x-method'].decode(), answer.text, answer.ended)\n"
    )
    assert (came.done, came.trouble) == (True, "")
    assert printed(client) == ["200 GET echo  True"]
    [fired] = [one for one in client.records.read(0, 1000) if one.kind == Kind.ACTION_FIRED]
    [head] = fired.detail.frames
    assert fired.origin == Origin.SCRIPT and head.stream_id == 1
    assert [(one.name, one.value) for one in head.fields] == [
        (b":method", b"GET"),
        (b":scheme", b"http"),
        (b":authority", client.about.urls[0].partition("//")[2].encode()),
        (b":path", b"/usual?a=b"),
        (b"user-agent", b"tests"),
    ]


def test_requests_have_streams_of_their_own_and_bodies(enact, client) -> None:
    came = enact(
        "    one = connection.request('POST', '/a', {'x': 'y'}, body='abc')\n"
        "    with open(__file__, 'rb') as file:\n"
        "        two = connection.request('PUT', '/b', body=file)\n"
        "    print(one.stream_id, two.stream_id, one.response().text)\n"
        "    print(two.response().body[:9])\n"
    )
    assert came.done, came
    assert printed(client) == ["1 3 echo abc", "b'echo def '"]


def test_a_stream_is_written_frame_by_frame(enact, client) -> None:
    came = enact(
        "    stream, later = connection.stream(), connection.stream()\n"
        "    stream.writer.write_headers([('method', 'POST'), ('scheme', 'http'),"
        " ('authority', 'x'), ('path', '/')])\n"
        "    stream.writer.write_data('a')\n"
        "    stream.writer.write_trailers([('b', 'c')])\n"
        "    stream.wait_for('type:HEADERS status:200')\n"
        "    print(stream.stream_id, later.stream_id, stream.response().text)\n"
    )
    assert came.done, came
    assert printed(client) == ["1 3 echo a"]


def test_interim_responses_and_what_is_usual_can_be_said_otherwise(enact, client) -> None:
    came = enact(
        "    said = [(':authority', 'b'), ('user-agent', 'x')]\n"
        "    asked = connection.request('GET', '/hints', said)\n"
        "    print(asked.response().informational)\n"
        "    connection.request('GET', '/', scheme='https', authority='other').response()\n"
    )
    assert came.done, came
    assert printed(client) == ["[103]"]


def test_a_reset_ends_a_wait_with_its_code(enact) -> None:
    came = enact("    connection.request('GET', '/reset').wait_for('status:200')\n")
    assert (
        not came.done
        and "script.py:2: the server reset stream 1 (ENHANCE_YOUR_CALM)" in came.trouble
    )
    came = enact("    connection.request('GET', '/reset').response()\n")
    assert "while 'the response' was awaited" in came.trouble


def test_a_reset_that_is_waited_for_is_found(enact) -> None:
    came = enact("    connection.request('GET', '/reset').wait_for('type:RST_STREAM')\n")
    assert came.done, came


def test_a_script_makes_further_connections_with_streams_and_answers_of_their_own(
    enact, client
) -> None:
    came = enact(
        "    other = connection.reconnect()\n"
        "    one, two = connection.request('GET', '/'), other.request('POST', '/', body='x')\n"
        "    third = other.reconnect()\n"
        "    print(connection.number, other.number, third.number)\n"
        "    print(one.stream_id, two.stream_id, one.response().text, two.response().text)\n"
        "    other.request('GET', '/close')\n"
        "    other.wait_for('kind:END_RECEIVED')\n"
        "    print(third.request().response().status)\n"
    )
    assert came.done, came
    assert printed(client) == ["1 2 3", "1 1 echo  echo x", "200"]


async def _stop_listening(server: LocalClient) -> None:
    for listener in server.engine.listeners:
        listener.close()


def test_where_there_is_no_further_connection_the_line_says_why(enact, server) -> None:
    server.host.call(_stop_listening(server))
    came = enact("    connection.reconnect()\n")
    assert not came.done and "script.py:2: cannot connect to http://127.0.0.1:" in came.trouble
    assert "connection refused" in came.trouble


def test_a_connection_nobody_knows_the_server_of_stays_the_only_one(client, tmp_path) -> None:
    file = tmp_path / "script.py"
    file.write_text("def connect(connection):\n    connection.reconnect()\n")
    future: Future[Enacted] = Future()
    enact = client.application.enact
    client.engine.post(lambda: enact(1, str(file), Usual(), future.set_result))
    assert "nobody here knows which server" in future.result(WITHIN).trouble


def test_a_stop_ends_a_connection_in_the_making(enact, client) -> None:
    async def never() -> Any:
        raise EngineError("the engine has stopped")

    client.engine.connect = lambda target: never()
    assert "script.py:2: the engine has stopped" in enact("    connection.reconnect()\n").trouble

    async def cancelled() -> Any:
        raise asyncio.CancelledError

    client.engine.connect = lambda target: cancelled()
    assert "script.py:2: the engine has stopped" in enact("    connection.reconnect()\n").trouble


def test_the_end_of_the_connection_ends_the_script(enact) -> None:
    came = enact("    connection.request('GET', '/close').response()\n")
    assert not came.done and "script.py:2: " in came.trouble


def test_what_a_script_raises_is_told_with_file_and_line(enact, client) -> None:
    came = enact("    connection.write_ping()\n    1 / 0\n")
    assert not came.done and came.trouble.endswith(
        "script.py:3: ZeroDivisionError: division by zero"
    )
    assert "1 / 0" in came.trace
    kinds = [record.kind for record in client.records.read(0, 1000)]
    assert Kind.HANDLER_STARTED in kinds and Kind.HANDLER_RAISED in kinds


def test_a_refusal_is_an_exception_with_its_law(enact) -> None:
    came = enact("    connection.request('GET', headers=[('Bad Name', 'x')])\n")
    assert not came.done and "RFC 9113" in came.trouble


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def main(request, response): pass\n", "is a server's script (main)"),
        ("x = 1\n", "defines no connect(connection)"),
        ("def connect(:\n", "SyntaxError"),
    ],
)
def test_what_is_no_clients_script_is_not_run(
    client: LocalClient, tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "other.py").write_text(text)
    came = client.enact(1, str(tmp_path / "other.py")).result(WITHIN)
    assert not came.done and said in came.trouble


def test_there_is_no_script_without_its_connection(client: LocalClient, tmp_path: Path) -> None:
    came = client.enact(7, str(tmp_path / "none.py")).result(WITHIN)
    assert came.trouble == "there is no connection 7"
