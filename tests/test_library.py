"""The library face, as a test of somebody's client uses it."""

from __future__ import annotations

import asyncio
import gc
import time
from collections import Counter

import httpx
import pytest

import h2craft
from h2craft.engine import Engine, Target
from h2craft.setup import Setup, greeting

pytestmark = pytest.mark.engine


def hello(request, response) -> str:
    return "hello"


def get(server, path: str = "/", *, tls: bool = True) -> httpx.Response:
    """One request on a connection of its own."""
    if tls:
        asking = httpx.Client(http2=True, verify=server.ssl_context())
    else:
        asking = httpx.Client(http1=False, http2=True)
    with asking:
        return asking.get((server.url if tls else server.h2c_url) + path)


@pytest.fixture
def server(tmp_path_factory):
    with h2craft.serve(hello, ca_folder=tmp_path_factory.getbasetemp()) as running:
        yield running


@pytest.fixture
def server_that_talks():
    with h2craft.serve(lambda request, response: print("said"), tls=False) as running:  # noqa: T201
        yield running


def test_a_test_of_a_client_is_five_lines(server) -> None:
    with httpx.Client(http2=True, verify=server.ssl_context()) as client:
        answer = client.get(f"{server.url}/items")
    assert (answer.http_version, answer.text) == ("HTTP/2", "hello")
    asked = server.wait_for("type:HEADERS dir:received path:/items")
    assert asked.stream_id == 1
    assert server.findings("finding:error") == []


async def test_the_same_with_async_with(tmp_path_factory) -> None:
    ca = tmp_path_factory.getbasetemp()
    async with h2craft.serve(hello, ca_folder=ca) as server:
        async with httpx.AsyncClient(http2=True, verify=server.ssl_context()) as asking:
            assert (await asking.get(server.url)).text == "hello"
        reading = await server.wait_for("type:HEADERS dir:sent")
        assert reading.fields is not None


async def test_waiting_does_not_hold_up_the_callers_loop(tmp_path_factory) -> None:
    async with h2craft.serve(hello, ca_folder=tmp_path_factory.getbasetemp()) as server:
        waiting = asyncio.create_task(server.wait_for("type:HEADERS"))
        async with httpx.AsyncClient(http2=True, verify=server.ssl_context()) as asking:
            await asking.get(server.url)
        assert (await waiting).frame.name == "HEADERS"


def test_cleartext_has_an_address_of_its_own(server) -> None:
    assert get(server, tls=False).text == "hello"
    assert server.h2c_url.startswith("http://127.0.0.1:")


def test_without_tls_the_only_address_is_the_cleartext_one() -> None:
    with h2craft.serve(hello, tls=False) as server:
        assert server.url == server.h2c_url
        assert get(server, tls=False).status_code == 200


def test_a_wait_that_fails_tells_the_conversation(server) -> None:
    get(server)
    with pytest.raises(TimeoutError) as raised:
        server.wait_for("type:GOAWAY dir:sent", timeout=0.05)
    story = str(raised.value)
    assert "'type:GOAWAY dir:sent' within 0.05 s" in story
    assert "HEADERS" in story and "GET /" in story


def test_a_bad_filter_is_said_at_once(server) -> None:
    with pytest.raises(h2craft.FilterError, match="HEADERS"):
        server.wait_for("type:HEDERS", timeout=60)
    with pytest.raises(ValueError):
        server.readings("(")


def test_waiting_can_go_on_after_what_was_found(server) -> None:
    with httpx.Client(http2=True, verify=server.ssl_context()) as asking:
        asking.get(f"{server.url}/first")
        asking.get(f"{server.url}/second")
    first = server.wait_for("type:HEADERS dir:received")
    second = server.wait_for("type:HEADERS dir:received", after=first.record.seq)
    assert [first.stream_id, second.stream_id] == [1, 3]


def test_connections_are_the_model_folded_so_far(server) -> None:
    with httpx.Client(http2=True, verify=server.ssl_context()) as asking:
        asking.get(f"{server.url}/a")
        server.wait_for("type:DATA dir:sent")
        connection = server.connections[1]
        assert connection.stream(1).path == b"/a"
    server.wait_for("kind:CONNECTION_CLOSED")
    assert server.connections[1].closed is not None


def test_a_folder_a_script_and_a_mapping_of_hooks_can_be_served(tmp_path) -> None:
    (tmp_path / "one.py").write_text("def main(request, response): return 'one'\n")
    for root, path in (
        (tmp_path, "/one.py"),
        (tmp_path / "one.py", "/any"),
        ({"main": lambda *_: "one"}, "/x"),
    ):
        with h2craft.serve(root, tls=False) as server:
            assert get(server, path, tls=False).text == "one"


def test_a_script_can_be_attached_to_paths(tmp_path) -> None:
    (tmp_path / "api.py").write_text("def main(request, response): return request.url_parts.path\n")
    with h2craft.serve(hello, tls=False, attach={"/api/*": tmp_path / "api.py"}) as server:
        assert get(server, "/api/x", tls=False).text == "/api/x"
        assert get(server, "/else", tls=False).text == "hello"


def test_our_greeting_can_be_chosen() -> None:
    settings = [("max_frame_size", 20_000), (0x99, 5)]
    with h2craft.serve(hello, tls=False, settings=settings, window=1000, max_streams=7) as server:
        get(server, tls=False)
        sent = server.wait_for("type:SETTINGS dir:sent -flag:ACK").frame.view.pairs
    assert (5, 20_000) in sent and (0x99, 5) in sent and (4, 1000) in sent and (3, 7) in sent
    assert len({name for name, _ in sent}) == len(sent)


def test_a_clients_greeting_is_another_and_takes_no_pushes_unless_told() -> None:
    assert (2, 0) in greeting(role="client").settings
    told = greeting({"ENABLE_PUSH": 1}, max_streams=7, role="client").settings
    assert (2, 1) in told and (2, 0) not in told and (3, 7) in told


async def test_where_we_are_the_client_no_port_is_opened() -> None:
    setup = Setup(connect=Target.of("https://h.test"))
    assert setup.role == "client"
    assert setup.engine_options.trace_header["role"] == "client"
    assert (Setup().role, dict(Setup().engine_options.trace_header)) == ("server", {})
    application = setup.application()
    engine = Engine(application)
    await engine.start()
    assert await setup.listen(engine, application) == []
    application.close()
    await engine.stop()


def test_an_unknown_setting_is_said_at_once() -> None:
    with pytest.raises(ValueError, match="MAX_FRAME_SIZE"):
        h2craft.serve(hello, settings={"MAX_FRAME_SIZ": 1})


def test_limits_are_chosen_by_name_and_a_wrong_name_is_said() -> None:
    assert h2craft.serve(hello, limits={"max_connections": 3, "resets_per_second": 5})
    with pytest.raises(ValueError, match="max_connections"):
        h2craft.serve(hello, limits={"max_connection": 3})
    with pytest.raises(ValueError, match="-1"):
        h2craft.serve(hello, limits={"max_connections": -1})


def test_a_limit_holds() -> None:
    with h2craft.serve(hello, tls=False, limits={"max_connections": 0}) as server:
        with pytest.raises(httpx.HTTPError):
            get(server, tls=False)
        assert server.wait_for("kind:LIMIT_REACHED").record.detail["limit"] == "max_connections"


def test_what_a_script_prints_is_a_record_though_pytest_swaps_stdout(server_that_talks) -> None:
    get(server_that_talks, tls=False)
    assert server_that_talks.wait_for("kind:PRINTED").summary == "said"


def test_every_record_can_go_to_a_file(tmp_path) -> None:
    path = tmp_path / "run.h2trace"
    with h2craft.serve(hello, tls=False, trace=path) as server:
        get(server, tls=False)
        server.wait_for("kind:CONNECTION_CLOSED")
    with h2craft.TraceReader(path) as reader:
        kinds = [record.kind for record in reader]
    assert kinds.count(h2craft.Kind.CONNECTION_CLOSED) == 1
    assert h2craft.Kind.FRAME_RECEIVED in kinds


def test_the_journal_can_be_read_when_the_server_is_gone() -> None:
    with h2craft.serve(hello, tls=False) as server:
        get(server, tls=False)
    assert server.readings("kind:CONNECTION_CLOSED")
    assert "GET /" in server.transcript("type:HEADERS")


def test_a_port_in_use_is_an_error_that_names_it(server) -> None:
    port = int(server.url.rpartition(":")[2])
    with pytest.raises(OSError, match=str(port)):
        h2craft.serve(hello, port=port).__enter__()


def test_two_servers_at_once_do_not_mix(server) -> None:
    with h2craft.serve(lambda request, response: "other", tls=False) as other:
        assert get(other, tls=False).text == "other"
        assert get(server).text == "hello"
    assert len(server.connections) == 1


def test_nothing_of_a_closed_connection_or_request_waits_for_the_collector() -> None:
    """Garbage in circles stops the server for as long as it takes to find it."""

    def held() -> Counter[str]:
        names = (type(each).__name__ for each in gc.get_objects())
        return Counter(name for name in names if name in {"Endpoint", "Link", "StreamTask"})

    gc.collect()
    gc.disable()
    try:
        before = held()  # other tests may have left something
        with h2craft.serve(lambda request, response: "hello") as server:
            with httpx.Client(http2=True, verify=server.ssl_context()) as client:
                for _ in range(3):
                    client.get(server.url)
                server.wait_for("kind:HANDLER_ENDED", timeout=20)
            server.wait_for("kind:CONNECTION_CLOSED", timeout=20)
            for _ in range(200):
                left = held() - before
                if not left:
                    break
                time.sleep(0.05)
            assert not left
    finally:
        gc.enable()


def test_a_server_in_a_failing_tests_message_says_where_and_how_much(server) -> None:
    get(server)
    assert repr(server) == f"<Server {server.url} connections=1>"
