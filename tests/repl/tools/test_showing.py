from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.client import FramePreview, Preview
from h2craft.language import PRESETS, LanguageError
from h2craft.repl.doing import Refused
from h2craft.repl.tools import TOOLS, ToolError
from h2craft.trace import Kind
from h2craft.wire import FrameType, frame_octets

Stubs = Callable[..., Any]


@pytest.fixture
def stub(stub_of: Stubs, talk: Any) -> Any:
    talk.opened()
    talk.request(1, "/x")
    return stub_of(talk)


def show(stub: Any, line: str, **knobs: Any) -> Any:
    return TOOLS["show"].call(stub.shell, line, **knobs)


@pytest.mark.engine
def test_show_has_the_octets_and_every_bit_and_fires_nothing(answered: Any) -> None:
    bench, _ = answered
    before = bench.client.records.last
    said = bench.run("show headers 1 :status=200 x-a=b end_stream")
    lines = said.splitlines()
    assert lines[0] == "headers 1 :status=200 x-a=b end_stream  to 1/1"
    assert lines[2] == "HEADERS  > sent  stream 1"
    assert lines[3].startswith("0000  00 00")
    assert "           .... ...1  END_STREAM   1" in said
    assert "  :status: 200\n  x-a: b\n" in said
    assert bench.client.records.last == before
    assert not bench.acts()


@pytest.mark.engine
def test_what_show_shows_is_what_leaves(answered: Any) -> None:
    bench, peer = answered
    shown = TOOLS["show"].call(bench.shell, "headers 1 :status=200 server=x")
    bench.run("headers 1 :status=200 server=x")
    peer.wants(FrameType.HEADERS)
    assert shown.octets in peer.octets
    assert shown[0].preview.frames[0].octets == shown.octets


@pytest.mark.engine
def test_show_says_what_would_be_refused_by_its_section(answered: Any) -> None:
    bench, _ = answered
    assert "would be refused: " in (said := bench.run("show headers 99 :status=200"))
    assert "(RFC 9113 " in said


@pytest.mark.engine
def test_show_of_a_preset_has_each_of_its_lines(answered: Any) -> None:
    bench, _ = answered
    said = bench.run("show reset-half-way code=CANCEL")
    assert said.startswith("reset-half-way: ")
    assert "rst 1 code=CANCEL" in said or "rst 1 CANCEL" in said
    assert "each as if it was fired now, without those before it; nothing was fired" in said


@pytest.mark.engine
def test_a_block_in_several_frames_is_read_where_it_ends(answered: Any) -> None:
    bench, _ = answered
    said = bench.run("show wire headers 1 :status=200 no_end_headers + continuation 1 a=b")
    assert said.count("HEADERS  > sent") == 1
    assert "Header block  stream 1, 2 fields" in said


def test_what_waits_for_a_window_is_counted(stub: Any) -> None:
    octets = frame_octets(FrameType.DATA, 0, 1, b"\x00" * 3000)
    stub.client.preview_result = Preview(
        frames=(FramePreview(octets=octets, told="x\x1b", step="no\x1b"),) * 20,
        waiting=70_000,
        why="the window of stream 1",
    )
    said = repr(show(stub, 'data 1 "x"'))
    assert "70,000 octets would wait for a window: the window of stream 1" in said
    assert "and 4 more frames" in said
    assert "more lines" in said
    assert "h2 is told: x\\x1b" in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    "octets", [b"", b"\x00\x01", b"HTTP/1.1 400 no\r\n", b"\xff" * 12, b"\x00\x00\x01\x01\x04" * 3]
)
def test_any_octets_can_be_shown(stub: Any, octets: bytes) -> None:
    stub.client.preview_result = Preview(octets=octets, frames=(FramePreview(octets=octets),))
    assert repr(show(stub, 'octets "x"'))


def test_what_sends_nothing_says_so(stub: Any) -> None:
    for line in ("sleep 1", "hold path:/x", "wait type:PING"):
        assert repr(show(stub, line)) == f"{line}  to 1/1\n  no octets leave"
    assert repr(show(stub, "ping")).endswith("no octets leave")


def test_a_barrier_is_its_two_parts(stub: Any) -> None:
    assert [act.preview is None for act in show(stub, "barrier")] == [False, True]


def test_a_wrong_line_points_at_itself(stub: Any) -> None:
    said = stub.run("show headers 1 :status=200 enddd")
    assert said.splitlines()[1:] == [
        "show headers 1 :status=200 enddd",
        " " * 27 + "^" * 5,
    ]
    assert "did you mean ok?" in stub.run("show okk")
    assert stub.run("show").splitlines()[0] == "show needs a line or a preset"


def test_a_preset_that_has_a_verb_s_name_is_called_a_preset(stub: Any) -> None:
    assert repr(show(stub, "trailers 1 a=b")).startswith("trailers 1 a=b  to 1/1")
    assert repr(show(stub, "preset trailers body=hex(00)")).startswith("trailers: ")
    assert "'nope' is no preset" in stub.run("show preset nope")


def test_a_knob_there_is_none_of_points_at_itself(stub: Any) -> None:
    assert stub.run("show ok stat=1").splitlines()[-1].strip("^") == " " * 8
    assert stub.run("preset ok stat=1").splitlines()[0] == (
        "ok has no knob 'stat'; did you mean status?"
    )
    assert "a knob is written name=value" in stub.run("preset ok 7")


def test_show_in_python_takes_knobs_for_presets_alone(stub: Any) -> None:
    assert "x-made" not in repr(show(stub, "ok", status=201))
    with pytest.raises(ToolError, match="only a preset has knobs"):
        show(stub, "ping", data=1)
    with pytest.raises(ToolError, match="show what"):
        show(stub, " ")


def test_a_value_in_quotation_marks_may_hold_spaces(stub: Any) -> None:
    stub.run('preset ok body="a \\"b\\" c"')
    (sent,) = [what for what in stub.client.asked if what[0] == "submit"]
    assert sent[2].frames[1].data == b'a "b" c'


@pytest.mark.engine
def test_a_preset_is_fired_line_by_line_and_each_is_a_step(answered: Any) -> None:
    bench, peer = answered
    assert bench.run("preset reset-after-head code=CANCEL") == ""
    assert peer.wants(FrameType.HEADERS).stream_id == 1
    assert peer.wants(FrameType.RST_STREAM).payload == b"\x00\x00\x00\x08"
    assert len(bench.acts()) == 2


@pytest.mark.engine
def test_a_preset_stops_at_what_is_refused(answered: Any) -> None:
    bench, _ = answered
    done = TOOLS["preset"].call(bench.shell, "ok", body='"x"')
    assert done[0].reading.record.kind is Kind.FRAME_SENT
    with pytest.raises(Refused):
        TOOLS["preset"].call(bench.shell, "ok", stream=1)


def test_presets_are_all_there_are_and_fit_their_width(stub: Any) -> None:
    found = TOOLS["presets"].call(stub.shell)
    assert list(found) == list(PRESETS)
    assert all(len(line) <= 100 for line in repr(found).splitlines())
    assert stub.run("preset") == stub.run("presets")


def test_a_preset_nobody_knows_is_answered_with_the_nearest(stub: Any) -> None:
    with pytest.raises(ToolError, match="did you mean ok"):
        TOOLS["preset"].call(stub.shell, "okk")
    with pytest.raises(LanguageError):
        TOOLS["preset"].call(stub.shell, "ok", nothing=1)
