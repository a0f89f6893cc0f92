"""Whatever a peer or a trace file says: every function answers, in printable text of bounded size.

`wire.escape` guarantees it for octets; this is about everything in this room that puts text
together from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from h2craft import explain
from h2craft.explain import plain
from h2craft.trace import Kind

HOSTILE = (
    b"\x1b]0;owned\x07\x1b[2J",
    "\u202egnp.exe\u2066".encode(),
    b"\0\r\n\t",
    b"\xff\xfe\xc3\x28\xed\xa0\x80",
    b"[red]markup[/red] [link=x]y[/]",
    b"%%{init}%% ;end #9829; `x` $(id) ' \" \\",
    "\u200b\u0301\ufeff\uff21\U0001f600".encode(),
    b"a" * 65_536,
)
LARGEST = 400_000  # characters of one page, for frames of at most 64 KiB


def pages(story: Any, seq: int) -> Iterator[tuple[str, str]]:
    """What every public function says of a record."""
    moment = story.moment(seq)
    reading, connection, stream = moment.reading, moment.connection, moment.stream
    readings = story.readings
    frame = reading.frame
    yield "fields", plain(explain.fields(moment))
    yield "hpack", plain(explain.hpack(moment))
    yield "explain", plain(explain.explain(moment, readings))
    yield "explain alone", plain(explain.explain(moment, (), 1e9))
    yield "script", plain(explain.script(readings, 5.0))
    yield "state", plain(explain.state(connection, stream, readings, upto=seq))
    if frame is not None:
        parts = explain.layout(frame, reading.header_fields)
        yield "layout", "\n".join(f"{one.name} {one.value} {one.sentence}" for one in parts)
        yield "hex", plain(explain.hex_lines(frame, (3, 20)))
        yield "frame fields", plain(explain.frame_fields(frame))
    if connection is not None:
        held_up = explain.waiting(readings, reading.stream_id)
        yield "windows", plain(explain.windows(connection, stream, held_up))
        yield "stuck", explain.stuck(connection, stream, held_up)
        yield "badges", plain([explain.connection_badges(connection)])
        if stream is not None:
            yield "stream badges", plain([explain.stream_badges(connection, stream)])
            yield "window line", plain([explain.window_line(connection, stream)])


def check(story: Any, seq: int, printable: Callable[[str], None]) -> None:
    for name, text in pages(story, seq):
        printable(text)
        assert len(text) < LARGEST, name
    ladder = explain.Ladder(story.readings)
    printable(plain(ladder.text(90)))
    printable(ladder.mermaid())
    place: Any = SimpleNamespace(urls=("https://127.0.0.1:1",), ca_path=None)
    for text in explain.copy_forms(story.moment(seq), place).values():
        assert all(line.isprintable() for line in text.split("\n"))


@pytest.mark.parametrize("octets", HOSTILE, ids=lambda octets: repr(octets[:12]))
def test_hostile_values_are_shown_as_escapes_everywhere(
    story: Any, printable: Callable[[str], None], octets: bytes
) -> None:
    text = octets.decode("latin-1")
    block = story.peer.encoder.encode(
        [(b":method", octets[:200]), (b":path", octets), (b":authority", octets), (octets, octets)]
    )
    seqs = [
        story.peer.headers(1, block=block),
        story.peer.data(1, octets),
        story.peer.goaway(0, 0x99),
        story.peer.raw(7, bytes(8) + octets),
        story.peer.raw(10, b"\0\0" + octets),
        story.peer.raw(12, b"\0\x04" + octets),
        story.peer.raw(16, b"\0\0\0\x01" + octets),
        story.peer.raw(0x42, octets),
        story.us.ping(detail={"door": "wire", "step": text, "hpack": text}),
        story(Kind.OCTETS_RECEIVED, octets),
        story(Kind.HANDLER_STARTED, stream=1, script=text, path=text),
        story(Kind.PRINTED, stream=1, text=text),
        story(Kind.H2_GAVE_UP, reason=text, code=1),
    ]
    detail = {"stream": 1, "hook": text, "error": text, "file": text, "line": text}
    seqs.append(story(Kind.HANDLER_RAISED, detail={**detail, "traceback": text}))
    for seq in seqs:
        check(story, seq, printable)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(st.text(), SCALARS, max_size=3)
KEYS = st.sampled_from(
    ["stream", "text", "script", "path", "seconds", "error", "traceback", "line", "reason", "why"]
    + ["door", "step", "hpack", "how", "by", "role", "action", "settings", "code", "hooks", "file"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(Kind), st.dictionaries(KEYS, VALUES, max_size=5), st.binary()),
        min_size=1,
        max_size=6,
    )
)
def test_any_record_with_any_detail_is_told(
    make_story: Callable[[], Any],
    printable: Callable[[str], None],
    records: list[tuple[Kind, dict[str, Any], bytes]],
) -> None:
    story = make_story()
    for kind, detail, octets in records:
        seq = story(kind, octets, detail=detail, cause=1)
    check(story, seq, printable)


FRAMES = st.tuples(
    st.booleans(),
    st.integers(0, 17),
    st.sampled_from([0, 1, 4, 5, 8, 9, 0x0C, 0x20, 0x2D, 0xFF]),
    st.sampled_from([0, 1, 2, 3, 7, 0x8000_0001]),
    st.binary(max_size=30),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.booleans(), st.lists(FRAMES, min_size=1, max_size=12))
def test_any_frames_in_any_order_are_told(
    make_story: Callable[[], Any],
    printable: Callable[[str], None],
    greeted: bool,
    frames: list[tuple[bool, int, int, int, bytes]],
) -> None:
    story = make_story()
    if greeted:
        story.greet()
    for received, frame_type, flags, stream_id, payload in frames:
        side = story.peer if received else story.us
        seq = side.raw(frame_type, payload, flags=flags, stream_id=stream_id)
    check(story, seq, printable)


def test_the_largest_frames_make_pages_of_bounded_size(
    story: Any, printable: Callable[[str], None]
) -> None:
    size = (1 << 19) - 7
    for frame_type in (0, 1, 4, 12, 0x42):
        seq = story.peer.raw(frame_type, bytes(size), stream_id=int(frame_type < 2))
        for name, text in pages(story, seq):
            printable(text[:1000])
            assert len(text) < LARGEST, name
