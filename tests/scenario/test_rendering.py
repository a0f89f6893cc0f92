from __future__ import annotations

import ast
from typing import Any

import pytest

from h2craft.actions import Close, Data, Door, Raw, Send, SendOctets
from h2craft.scenario import ScenarioError, act_line, render, rendered


def code(text: str) -> str:
    return text[text.index('\n"""\n') + 5 : text.index("\n# What the client said")].strip("\n")


def test_a_script_reads_as_a_person_would_have_written_it(sheet: Any) -> None:
    part = sheet.request(b"/x")
    part("headers 1 :status=200 content-type=text/plain")
    part.act('data 1 "hello\\n" end_stream', pause=2.0)
    assert code(sheet.text()) == (
        "import time\n"
        "\n"
        "\n"
        "def main(request, response):\n"
        "    writer = response.writer\n"
        '    writer.write_headers([("content-type", "text/plain")], 200)\n'
        "    time.sleep(2)\n"
        '    writer.write_data("hello\\n", last=True)\n'
    ).strip("\n")


def test_a_single_call_needs_no_name_for_the_writer(sheet: Any) -> None:
    sheet.request()("rst 1 CANCEL")
    assert code(sheet.text()) == (
        'def main(request, response):\n    response.writer.write_rst_stream("CANCEL")'
    )


def test_it_comes_piece_by_piece_and_is_the_same_each_time(sheet: Any) -> None:
    part = sheet.request()
    for number in range(50):
        part(f'data 1 "{number}"')
    pieces = list(render(sheet.score(), sheet.load))
    assert len(pieces) > 50
    assert "".join(pieces) == rendered(sheet.score(), sheet.load)


def test_nothing_is_made_before_it_is_asked_for(sheet: Any) -> None:
    part = sheet.request()
    part.act(Send(frames=(Data(stream_id=1, elided=3),)))
    pieces = render(sheet.score(), sheet.load)
    with pytest.raises(ScenarioError, match="3 octets"):
        next(pieces)


def test_requests_that_are_answered_alike_share_the_hook_itself(sheet: Any) -> None:
    for number in (1, 3, 5):
        sheet.request()(f"headers {number} :status=204 end_stream")
    assert code(sheet.text()) == (
        "def main(request, response):\n    response.writer.write_headers([], 204, last=True)"
    )


def test_imports_are_sorted_and_h2craft_s_come_last(sheet: Any) -> None:
    part = sheet.request()
    part.act("uninformed end 1", pause=3.0)
    part("wire push 1 2 :method=GET")
    part("headers 1 :status=200 a=b#never end_stream")
    head = code(sheet.text()).partition("\n\n\n")[0]
    assert head.splitlines()[:4] == [
        "import time",
        "",
        "from hyperframe.frame import PushPromiseFrame",
        "",
    ]
    assert "from h2craft.actions import Data, " in head


def test_many_imports_are_broken_into_lines(sheet: Any) -> None:
    part = sheet.request()
    part("uninformed headers 1 a=b#never + data 1 + rst 1 + ping + settings + goaway + window 3 1")
    part("uninformed continuation 1 a=b + priority 1 + origin + raw 0x42 + push 1 2")
    text = sheet.text()
    assert "from h2craft.actions import (\n    Continuation,\n    Data,\n" in text
    assert max(map(len, code(text).splitlines())) <= 100
    ast.parse(text)


def test_one_connection_s_greeting_is_every_connection_s(sheet: Any) -> None:
    sheet.greeting()("ping", "settings")
    sheet.request()("end 1")
    text = code(sheet.text())
    assert "def handle_connection(connection):\n    connection.write_ping()\n" in text
    assert "GREETINGS" not in text and "acts before any request" in sheet.text()


def test_a_connection_that_got_nothing_before_a_request_has_no_hook(sheet: Any) -> None:
    sheet.greeting()
    sheet.request()("end 1")
    assert "handle_connection" not in sheet.text()
    assert "Runs on h2craft and on wptserve." in sheet.text()


def test_without_a_turn_it_is_a_docstring_and_a_footer(sheet: Any) -> None:
    assert [type(one).__name__ for one in ast.parse(sheet.text()).body] == ["Expr"]


def test_what_requests_share_on_wptserve_is_kept_outside_of_the_file(sheet: Any) -> None:
    first, second = sheet.request(), sheet.request(connection=2)
    done = second("end 1")
    first.act("headers 1 :status=200 end_stream", after=done)
    text = code(sheet.text())
    assert 'shared = sys.modules.setdefault(f"shared by {__file__}", {})\n' in text
    assert 'second_done = shared.setdefault("second_done", threading.Semaphore(0))\n' in text
    assert 'arrivals = shared.setdefault("arrivals", itertools.count())\n' in text
    first("ping")
    text = code(sheet.text())
    assert "second_done = threading.Semaphore(0)\n" in text and "shared" not in text


def test_an_act_is_a_printable_line_of_the_language(sheet: Any) -> None:
    part = sheet.request()
    part("headers 1 :status=200", 'data 1 "x" end_stream')
    part.act(SendOctets(octets=b"\x1b[31m"))
    part.act(Send(frames=(Data(stream_id=1, data="\u202e".encode()),)))
    part.act(Send(frames=(Data(stream_id=1, elided=3),)))
    part.act(Send(frames=()))
    lines = [act_line(act, sheet.load) for act in part.acts]
    assert lines[:2] == ["headers 1 :status=200", 'data 1 "x" end_stream']
    assert all(line and line.isprintable() for line in lines)
    assert "3 octets" in lines[4]


def test_the_line_of_a_large_body_is_short(sheet: Any) -> None:
    part = sheet.request()
    part.act(Send(frames=(Data(stream_id=1, data=bytes(range(256)) * 4000, end_stream=True),)))
    line = act_line(part.acts[0], sheet.load)
    assert len(line) < 300 and line.startswith("data 1 ") and "1,024,000 octets" in line


def test_the_line_of_a_large_frame_of_any_type_is_short(sheet: Any) -> None:
    part = sheet.request()
    part.act(Send(frames=(Raw(type=0x42, payload=bytes(100_000)),), door=Door.WIRE))
    part.act(Close())
    lines = [act_line(act, sheet.load) for act in part.acts]
    assert lines == ['raw 0x42 0 hex("00")*48 (100,000 octets)', "close"]
