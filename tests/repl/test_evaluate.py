"""Lines and Python as a person types them: what runs, what is echoed, what is said of errors."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.repl.evaluate import Verdict
from h2craft.repl.printer import Printer
from h2craft.wire import FrameType


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("1 + 1", "2\n"),
        ("'a\\x1bb'", "'a\\x1bb'\n"),
        ("None", ""),
        ("print('x')", "x\n"),
        ("x = 3\nx", "3\n"),
        ("x = 3; x + 1", "4\n"),
        ("6 * 7\n_ + 1", "42\n43\n"),
        ("for i in range(2):\n    print(i)\n", "0\n1\n"),
        ("for i in range(2): print(i)", "0\n1\n"),
        ("if 0:\n    print(1)\nelse:\n    print(2)\n", "2\n"),
        (
            "try:\n    1/0\nexcept ZeroDivisionError:\n    print('z')\nfinally:\n    print('f')",
            "z\nf\n",
        ),
        ("def f(x):\n\n    return x + 1\n\nf(1)", "2\n"),
        ("class A:\n    y = 1\n\n    def z(self):\n        return self.y\n\nA().z()", "1\n"),
        ("import functools\n@functools.cache\ndef f():\n    return 5\n\nf()", "5\n"),
        ("text = '''a\nb'''\ntext", "'a\\nb'\n"),
        ("(1 +\n 2)", "3\n"),
        ("from math import *\npi > 3", "True\n"),
        ("import asyncio\nawait asyncio.sleep(0, 7)", "7\n"),
        ("# only this", ""),
        ("", ""),
    ],
)
def test_python_runs_as_it_does_in_a_file_and_echoes_what_expressions_come_to(
    stub_of: Any, capsys: Any, text: str, printed: str
) -> None:
    stub = stub_of()
    said = stub.run(text)
    assert stub.verdict is Verdict.OK, said
    assert said + capsys.readouterr().out == printed


ASYNC = """\
import asyncio, contextlib
@contextlib.asynccontextmanager
async def around():
    print("in")
    yield 1
    print("out")

async with around() as one:
    print(one)
async for two in (x async for x in _count()):
    print(two)
"""


def test_async_with_and_async_for_stand_at_the_top(stub_of: Any, capsys: Any) -> None:
    stub = stub_of()
    stub.run("async def _count():\n    yield 5\n")
    assert stub.run(ASYNC) == ""
    assert capsys.readouterr().out == "in\n1\nout\n5\n"


def test_one_loop_and_one_context_serve_all_inputs(stub_of: Any) -> None:
    stub = stub_of()
    stub.run("import asyncio, contextvars\nv = contextvars.ContextVar('v')")
    stub.run("task = asyncio.ensure_future(asyncio.sleep(0, 3)) if 0 else None")
    stub.run("async def f():\n    v.set(4)\n    return asyncio.get_running_loop()\n")
    stub.run("loop = await f(); v.set(5)")
    assert stub.run("(v.get() if await asyncio.sleep(0, 1) else 0), loop is await f()") == (
        "(5, True)\n"
    )


# Verbs and the person's own names


def test_a_variable_hides_a_verb_in_python_only_and_del_brings_it_back(answered: Any) -> None:
    bench, peer = answered
    bench.run("headers :status=200")
    assert bench.run("data = 5\ndata") == "5\n"
    assert bench.run("data + 1") == "6\n"
    bench.run('data "x"')
    assert peer.wants(FrameType.DATA).payload == b"x"
    bench.run("del data")
    bench.run('data(b"y", end_stream=True)')
    assert peer.wants(FrameType.DATA).payload == b"y"


def test_what_stands_above_the_prompt_is_not_said_twice(answered: Any) -> None:
    bench, _ = answered
    assert "PING" in bench.run("ping()")
    bench.shell.printer = printer = Printer()
    bench.shell.session.reader.listen(printer.take)
    assert bench.run("ping()") == ""
    assert bench.run("hold path:/x") == bench.run("hold('path:/y')") == ""
    assert "path:/y" in bench.run("_")
    printer.on = False
    assert "PING" in bench.run("ping()")
    assert bench.run("hold off") == "hold requests: none\n"


def test_a_star_import_hides_only_what_it_brings(answered: Any, tmp_path: Any) -> None:
    bench, peer = answered
    (tmp_path / "many.py").write_text("ping = 'mine'\n")
    bench.run(f"import sys; sys.path.insert(0, {str(tmp_path)!r})\nfrom many import *")
    assert bench.run("ping") == "'mine'\n"
    bench.run('ping "12345678"\nrst(1, "CANCEL")')
    assert peer.wants(FrameType.PING).payload == b"12345678"
    assert peer.wants(FrameType.RST_STREAM).stream_id == 1


def test_names_of_what_is_at_hand_are_fresh_at_each_input(answered: Any) -> None:
    bench, _ = answered
    assert bench.run("stream.stream_id, stream.path, conn.number") == "(1, b'/', 1)\n"
    assert "GET /" in bench.run("last")
    assert bench.run("headers :status=200\nstream.state").startswith("<StreamState.HALF_CLOSED")
    assert bench.run("client is not None, hex(255), file.__name__") == "(True, '0xff', 'file')\n"
    assert bench.run("Field('a', 'b', 'never').value, Raw(type=0x42).type") == "('b', 66)\n"


def test_a_wait_within_an_input_renews_them(bench: Any) -> None:
    bench.peer("/x")
    assert bench.run('wait("path:/x"); print(stream.path)') == ""


def test_verbs_say_what_they_are(stub_of: Any) -> None:
    stub = stub_of()
    assert stub.run("[headers]").startswith("[<verb headers: HEADERS")
    assert "end_stream" in stub.run("import inspect\nstr(inspect.signature(data))")


# Under a running loop


def test_what_is_not_awaited_is_settled_at_the_end_of_the_input(answered: Any) -> None:
    bench, peer = answered
    assert bench.run("import asyncio\nheaders(status=200); await asyncio.sleep(0)") == ""
    assert peer.wants(FrameType.HEADERS).stream_id == 1
    said = bench.run("headers(status=200, door='lawful'); await asyncio.sleep(0)")
    assert bench.verdict is Verdict.FAILED
    assert "Refused: " in said and "RFC 9113" in said


def test_waits_can_be_gathered(answered: Any) -> None:
    bench, _ = answered
    said = bench.run(
        "import asyncio\n"
        "await asyncio.gather(wait('type:PING flag:ACK'), wait('type:HEADERS'), ping())"
    )
    assert bench.verdict is Verdict.OK, said
    assert "PING ACK" in said and "HEADERS" in said


def test_a_coroutine_that_is_not_awaited_is_told_so(stub_of: Any) -> None:
    stub = stub_of()
    said = stub.run("async def f():\n    return 5\n\nf()")
    assert said.startswith("<coroutine object f at ")
    assert said.endswith("nothing of it has run yet: await it\n")
    assert stub.run("await _") == "5\n"


def test_a_wait_that_was_given_up_is_not_waited_for_at_the_end(answered: Any) -> None:
    bench, _ = answered
    said = bench.run(
        "import asyncio\n"
        "try:\n    await asyncio.wait_for(wait('type:ORIGIN'), 0.01)\n"
        "except TimeoutError:\n    print('late')\n"
    )
    assert bench.verdict is Verdict.OK, said


def test_verbs_work_in_a_loop_of_the_persons_own(answered: Any) -> None:
    bench, peer = answered
    bench.run("import asyncio\nasync def f():\n    return await ping(b'12345678')\n")
    assert "PING" in bench.run("asyncio.run(f())")
    assert peer.wants(FrameType.PING).payload == b"12345678"


def test_a_task_made_before_the_loop_runs_is_of_that_loop(stub_of: Any) -> None:
    stub = stub_of()
    stub.run("import asyncio\nasync def f():\n    return 5\n\ntask = asyncio.ensure_future(f())")
    assert stub.run("await task") == "5\n"


def test_a_task_that_fails_alone_is_told(stub_of: Any) -> None:
    stub = stub_of()
    stub.run("import asyncio, gc\nasync def f():\n    1 / 0\n")
    stub.run("task = asyncio.ensure_future(f())\nawait asyncio.sleep(0)")
    said = stub.run("del task; _ = gc.collect()")
    assert said.startswith("in the background: Traceback") and "    1 / 0\n" in said


# Leaving


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("import sys; sys.exit(3)", 3),
        ("import sys; sys.exit()", 0),
        ("raise SystemExit('so')", 1),
        ("exit()", 0),
        ("exit", 0),
        ("quit()", 0),
        ("quit", 0),
        ("quit 3", 3),
        ("import asyncio, sys\nawait asyncio.sleep(0); sys.exit(4)", 4),
    ],
)
def test_the_person_can_leave(stub_of: Any, text: str, status: int) -> None:
    stub = stub_of()
    stub.run(f"{text}\nprint('not this')")
    assert (stub.verdict, stub.shell.status) == (Verdict.LEAVE, status)


# Before it is run


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("headers 1 :status=2000000 codde=1", None),
        ("rst 1 CANCLE", "CANCLE"),
        ("x = 1\nrst 1 CANCLE", "CANCLE"),
        ("haeders 1 200", "haeders"),
        ("foo bar", "bar"),
        ("x = (1,\n  2 3)", "2 3"),
        ("wait type:", None),
    ],
)
def test_a_check_points_at_what_is_wrong(answered: Any, text: str, wrong: str | None) -> None:
    bench, _ = answered
    bench.shell.sync()
    problem = bench.shell.check(text)
    if wrong is not None:
        assert problem is not None
        assert text[problem.position : problem.position + problem.length] == wrong


@pytest.mark.parametrize("text", ["headers 1 :status=200", "x = 1", "await ping()", "quit", ""])
def test_a_check_finds_nothing_where_all_is_well(answered: Any, text: str) -> None:
    bench, _ = answered
    assert bench.shell.check(text) is None
