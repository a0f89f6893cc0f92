from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.language import Context, parse
from h2craft.repl.recording import Step
from h2craft.repl.rendering import hand_text, render, step_text

CONTEXT = Context(connection=1, stream_id=1)
PUSH = "push 1 :method=GET :scheme=https :authority=a :path=/p"


def step(line: str, stream_id: int = 1, **more: Any) -> Step:
    usual = {"connection": 1, "request": "GET /", "path": "/", "at": 0.0}
    return Step(stream_id=stream_id, command=parse(line, CONTEXT), **{**usual, **more})


def body_of(*steps: Step) -> str:
    text = render(steps)
    ast.parse(text)
    return text[text.index("def ") :]


def test_a_script_reads_as_a_person_would_have_written_it() -> None:
    text = render(
        [
            step("headers 1 :status=200 content-type=text/plain"),
            step("sleep 0.5"),
            step('data 1 "hello\\n" end_stream'),
        ],
        "2026-01-02 03:04 UTC",
    )
    assert text == (
        '"""Done at the prompt of h2craft, 2026-01-02 03:04 UTC.\n'
        "\n"
        "GET /, stream 1 of connection 1\n"
        '"""\n'
        "\n"
        "import time\n"
        "\n"
        "\n"
        "def main(request, response):\n"
        "    writer = response.writer\n"
        '    writer.write_headers([("content-type", "text/plain")], 200)\n'
        "    time.sleep(0.5)\n"
        '    writer.write_data("hello\\n", last=True)\n'
    )


def test_a_single_call_needs_no_name_for_the_writer() -> None:
    assert body_of(step("rst 1 CANCEL")) == (
        'def main(request, response):\n    response.writer.write_rst_stream("CANCEL")\n'
    )


@pytest.mark.parametrize(
    "line",
    [
        "headers 1 :status=200",
        'data 1 "x"',
        "goaway",
        "wire rst 3 CANCEL",
        'octets "HTTP/1.1 400"',
        "uninformed end 1",
        "close half",
    ],
)
def test_what_was_left_open_stays_open(line: str) -> None:
    assert "writer.content_written = writer.stream_ended = True  #" in body_of(step(line))


@pytest.mark.parametrize(
    "line",
    [
        "headers 1 :status=200 end_stream",
        "end 1",
        'data 1 "x" end_stream whole',
        "trailers 1 a=b",
        "wire headers 1 :status=200 end_stream",
        'wire data 1 "x" end_stream',
        "raw DATA flags=END_STREAM stream=1",
        "raw RST_STREAM hex(00000000) stream=1",
        "rst 1",
    ],
)
def test_what_was_ended_needs_no_more(line: str) -> None:
    assert "stream_ended" not in body_of(step(line))


def test_waits_have_the_names_the_writer_has_for_them() -> None:
    body = body_of(
        step("barrier"), step("barrier timeout=2"), step("settle MAX_FRAME_SIZE=32768"), step("end")
    )
    assert "    writer.barrier()\n    writer.barrier(timeout=2.0)\n" in body
    assert '    writer.settle({"MAX_FRAME_SIZE": 32768})\n' in body


def wait(pattern: str, **found: Any) -> Step:
    usual = {"found": 9, "found_frame": True, "opened": 3}
    return step(f"wait {pattern}", **{**usual, **found})


def test_a_wait_on_the_request_s_own_stream_is_for_any_stream() -> None:
    said = body_of(wait("conn:1 type:DATA stream:1"), step("end"))
    assert 'writer.wait_for(f"type:DATA stream:{request.h2_stream_id}")' in said


def test_a_wait_that_is_more_than_words_stays_as_it_was() -> None:
    said = body_of(wait("stream:1 or (type:PING)"), step("end"))
    assert 'writer.wait_for("stream:1 or (type:PING)")' in said


@pytest.mark.parametrize(
    ("found", "why"),
    [
        ({"found_request": True}, "the request, for which this is called"),
        ({"found": 2}, "it was there before the request"),
        ({"found_frame": False}, "no frame of the peer"),
        ({"found": 0}, "it was given up"),
    ],
)
def test_a_wait_that_would_never_end_in_a_script_is_a_remark(
    found: dict[str, Any], why: str
) -> None:
    body = body_of(wait("type:HEADERS", **found), step("end"))
    assert f"    # wait type:HEADERS: {why}\n" in body
    assert "wait_for" not in body


def test_a_request_that_was_not_complete_is_answered_by_its_head() -> None:
    body = body_of(step("end", complete=False))
    assert body.startswith("def handle_headers(frame, request, response):\n")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("hold path:/x", "hold path:/x"),
        ("hold", "hold"),
        ("hold off", "hold off"),
        ("break type:DATA", "break type:DATA"),
        ("release", "release"),
        ("release all", "release all"),
        ("drop seq=41,43", "drop seq=41,43"),
        ("attach a.py path=/x/* once", "attach a.py path=/x/* once"),
        ("detach 2", "detach 2"),
    ],
)
def test_what_no_connection_hears_is_a_remark(line: str, said: str) -> None:
    assert hand_text(step(line)) == said
    assert f"    # by hand: {said}\n" in body_of(step(line), step("end"))


def test_a_note_is_printed() -> None:
    assert '    print("it hung here")\n' in body_of(step("note it hung here"), step("end"))


def test_a_pause_between_two_acts_is_a_remark() -> None:
    assert "    # 4.2 s later\n" in body_of(step("end", at=1.0), step("ping", at=5.2))


@pytest.mark.parametrize("line", ["wait type:DATA", "sleep 5", "barrier", "hold"])
def test_time_in_which_somebody_waited_is_no_pause(line: str) -> None:
    between = step(line, at=1.0, found=9, found_frame=True)
    assert " s later" not in body_of(step("ping", at=0.9), between, step("end", at=9.0))


def test_a_stream_that_h2_chose_is_called_by_a_name() -> None:
    body = body_of(step(PUSH, promised=2), step("headers 2 :status=200 end_stream"), step("end 1"))
    assert "    pushed = writer.write_push(\n" in body
    assert "    writer.write_headers([], 200, stream_id=pushed, last=True)\n" in body


def test_other_streams_are_called_by_their_number() -> None:
    assert "stream_id=99" in body_of(step('wire data 99 "x"', stream_id=99, request=""))


def test_what_no_call_of_the_writer_says_is_fired_as_it_is() -> None:
    text = render([step("uninformed ping"), step("end")])
    assert "from h2craft.actions import Door, Ping, Send\n" in text
    assert "    writer.fire(Send(frames=(Ping(),), door=Door.WIRE, inform=False))\n" in text


def test_requests_are_told_apart_by_their_paths() -> None:
    steps = [
        step("end 1", path="/a", request="GET /a"),
        step("rst 3 CANCEL", 3, path="/b?c=1", request="GET /b?c=1"),
    ]
    text = render(steps)
    calls = run(text)
    assert calls(1, "/a") == [("end_stream", (), {})]
    assert calls(3, "/b?c=1") == [("write_rst_stream", ("CANCEL",), {})]
    assert calls(5, "/else") == [("write_rst_stream", ("CANCEL",), {})]


def test_requests_for_the_same_path_are_answered_in_turn() -> None:
    calls = run(render([step("end 1"), step("rst 3 CANCEL", 3)]))
    assert calls(1, "/") == [("end_stream", (), {})]
    assert calls(3, "/") == calls(5, "/") == [("write_rst_stream", ("CANCEL",), {})]


def run(text: str) -> Any:
    """Execute a script against a writer that collects what it is told."""
    names: dict[str, Any] = {}
    exec(text, names)

    class Writer:
        def __init__(self) -> None:
            self.said: list[Any] = []

        def __getattr__(self, name: str) -> Any:
            return lambda *args, **kwargs: self.said.append((name, args, kwargs))

    class Object:
        def __init__(self, **values: Any) -> None:
            self.__dict__.update(values)

    def call(stream_id: int, path: str) -> list[Any]:
        writer = Writer()
        path, _, query = path.partition("?")
        request = Object(h2_stream_id=stream_id, url_parts=Object(path=path, query=query))
        names["main"](request, Object(writer=writer))
        return writer.said

    return call


HOSTILE = st.text(
    alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=40
) | st.sampled_from(['"""\nimport os', '\\"""', "\\", "'''", "{request.url}", "\\N{BULLET}", '"'])


@given(HOSTILE, HOSTILE)
def test_nothing_a_peer_has_said_becomes_code(first: str, second: str) -> None:
    steps = [
        step("end 1", request=f"GET {first}".replace("\n", "\\n"), path=first),
        step("end 3", 3, request=f"GET {second}".replace("\n", "\\n"), path=second),
    ]
    tree = ast.parse(render(steps))
    assert isinstance(tree.body[0], ast.Expr)
    kinds = {type(one) for one in tree.body[1:]}
    assert kinds <= {ast.FunctionDef, ast.Assign, ast.Import}
    imported = [one for one in tree.body if isinstance(one, ast.Import)]
    assert all(one.names[0].name == "itertools" for one in imported)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("headers 1 :status=200", "headers 1 :status=200"),
        ("barrier", "barrier()"),
        ("hold path:/x", "hold path:/x"),
        ("sleep 0.5", "sleep 0.5"),
    ],
)
def test_a_step_is_told_as_the_line_that_does_it(line: str, said: str) -> None:
    assert step_text(step(line)) == said
