from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from h2craft.endpoint.events import (
    DataReceived,
    RequestReceived,
    StreamEnded,
    TrailersReceived,
    WindowUpdated,
)
from h2craft.script.body import Body, Frames, Kept, RawInput

CHUNKS = st.lists(st.binary(max_size=40), max_size=8)


def body_of(*chunks: bytes, memory_octets: int = 1 << 20) -> Body:
    body = Body(memory_octets)
    for chunk in chunks:
        body.append(chunk)
    return body


@settings(deadline=None)
@given(CHUNKS, st.sampled_from([0, 10, 1000]), st.integers(0, 400), st.integers(0, 400))
def test_what_was_appended_is_read_from_memory_and_from_a_file(
    chunks: list[bytes], memory_octets: int, start: int, size: int
) -> None:
    whole, body = b"".join(chunks), body_of(*chunks, memory_octets=memory_octets)
    assert body.length == len(whole)
    assert body.read(start, size) == whole[start : start + size]
    body.close()


def test_a_large_body_leaves_memory() -> None:
    body = body_of(b"x" * 600_000, b"y" * 600_000)
    assert not isinstance(body._file, io.BytesIO)
    assert body.read(599_999, 2) == b"xy"
    body.close()


def test_after_its_end_a_body_takes_nothing_and_gives_nothing() -> None:
    body = body_of(b"abc")
    body.close()
    body.append(b"late")
    assert body.length == 3
    with pytest.raises(ValueError, match="closed"):
        body.read(0, 1)


def test_an_empty_body_can_be_read_and_closed() -> None:
    body = Body()
    assert RawInput(body).read() == b"" and Frames(body)[:] == []
    body.close()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("read"), st.integers(-1, 30)),
        st.tuples(st.just("readline"), st.integers(-1, 30)),
        st.tuples(st.just("seek"), st.integers(0, 60)),
    ),
    max_size=10,
)
LINES = st.lists(st.sampled_from([b"a", b"\n", b"bc\n", b"\r\n", b"longer line"]), max_size=12)


@settings(deadline=None)
@given(LINES, STEPS)
def test_raw_input_reads_as_a_file_does(lines: list[bytes], steps: list[tuple[str, int]]) -> None:
    whole = b"".join(lines)
    ours, file = RawInput(body_of(*lines)), io.BytesIO(whole)
    for step, number in steps:
        if step == "seek" and number > len(whole):
            continue
        assert getattr(ours, step)(number) == getattr(file, step)(number)
        assert ours.tell() == file.tell()
    assert ours.readlines() == file.readlines()


def test_raw_input_gives_what_has_arrived_and_later_the_rest() -> None:
    body = body_of(b"first\nsec")
    with RawInput(body) as raw_input:
        assert [raw_input.readline(), raw_input.readline(), raw_input.read()] == [
            b"first\n",
            b"sec",
            b"",
        ]
        body.append(b"ond")
        assert raw_input.read(None) == b"ond" and raw_input.length == 12
        assert raw_input.seek(-3, io.SEEK_END) == 9
        assert raw_input.readline(None) == b"ond"
        assert raw_input.readable() and raw_input.seekable()
        raw_input.close()


def test_lines_longer_than_a_chunk_are_read_whole() -> None:
    line = b"x" * 200_000 + b"\n"
    assert list(RawInput(body_of(line, b"y"))) == [line, b"y"]


def test_there_is_no_seeking_to_where_nothing_has_arrived() -> None:
    raw_input = RawInput(body_of(b"abc"))
    for offset in (-1, 4):
        with pytest.raises(ValueError, match="outside"):
            raw_input.seek(offset)


def test_frames_read_the_content_of_data_again_from_the_body() -> None:
    body, events = Body(), [RequestReceived(1, [(b":method", b"PUT")])]
    frames = Frames(body)
    frames.append(events[0])
    for number, data in enumerate((b"one", b"", b"three")):
        ended = StreamEnded(1) if number == 2 else None
        event = DataReceived(1, data, len(data) + 4, ended, seq=number)
        body.append(data)
        frames.append(event)
        events.append(event)  # type: ignore[arg-type]
    assert list(frames) == frames[:] == events
    assert frames[-1] == events[-1] and len(frames) == 4
    assert frames[1] is not events[1] and frames[0] is events[0]


def test_what_is_kept_of_a_held_request_comes_back_in_order() -> None:
    body = Body()
    request = RequestReceived(1, [(b":path", b"/")])
    kept = Kept(body, request)
    assert not kept.complete
    events = [
        DataReceived(1, b"one", 9),
        WindowUpdated(1, 5),
        DataReceived(1, b"", 0),
        TrailersReceived(1, [(b"a", b"b")], StreamEnded(1)),
    ]
    for event in events:
        if isinstance(event, DataReceived):
            body.append(event.data)
        kept.append(event)
    assert kept.complete
    assert list(kept) == events
    assert list(kept.message()) == [request, events[0], events[2], events[3]]
    kept.close()
    with pytest.raises(ValueError, match="closed"):
        body.read(0, 3)


def test_a_request_without_a_body_is_complete_when_it_is_kept() -> None:
    assert Kept(Body(), RequestReceived(1, [], StreamEnded(1))).complete
