"""The splitter loses nothing and does not mind how its input is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.wire import PREFACE, Piece, PieceKind, Splitter, frame_octets

FRAME, UNFRAMED, OVERSIZE = PieceKind.FRAME, PieceKind.UNFRAMED, PieceKind.OVERSIZE
PING = frame_octets(6, 0, 0, b"12345678")

frames = st.builds(
    frame_octets,
    st.integers(0, 255),
    st.integers(0, 255),
    st.integers(0, 0xFFFF_FFFF),
    st.binary(max_size=40),
)
streams = st.builds(
    lambda preface, parts, tail: preface + b"".join(parts) + tail,
    st.sampled_from((PREFACE, b"", PREFACE[:10], b"GET / HTTP/1.1\r\n\r\n", b"PRI * HTTP/1")),
    st.lists(frames, max_size=6),
    st.binary(max_size=60),
)


def cut(octets: bytes, places: list[int]) -> list[bytes]:
    edges = sorted({min(place, len(octets)) for place in places} | {0, len(octets)})
    return [octets[a:b] for a, b in zip(edges, edges[1:], strict=False)]


def feed_all(splitter: Splitter, parts: list[bytes]) -> list[Piece]:
    return [piece for part in parts for piece in splitter.feed(part)]


def joined(pieces: list[Piece]) -> list[Piece]:
    """Pieces with those that are passed on as they arrive put together again."""
    made: list[Piece] = []
    left = 0
    for kind, octets in pieces:
        if kind is UNFRAMED and made and made[-1][0] is UNFRAMED or kind is OVERSIZE and left:
            made[-1] = (kind, made[-1][1] + octets)
        else:
            made.append((kind, octets))
            if kind is OVERSIZE:
                left = 9 + int.from_bytes(octets[:3], "big")
        left = max(0, left - len(octets))
    return made


@given(
    octets=streams,
    places=st.lists(st.integers(0, 400), max_size=12),
    expect=st.booleans(),
    longest=st.sampled_from((0, 5, 20, 1 << 14, (1 << 24) - 1)),
)
def test_any_cutting_gives_the_same_pieces(
    octets: bytes, places: list[int], expect: bool, longest: int
) -> None:
    whole, parted = Splitter(expect, longest), Splitter(expect, longest)
    wanted = whole.feed(octets)
    pieces = feed_all(parted, cut(octets, places))
    assert joined(pieces) == joined(wanted)
    assert parted.pending == whole.pending
    assert parted.preface_failed_at == whole.preface_failed_at
    assert parted.oversize_left == whole.oversize_left


@given(
    octets=streams,
    places=st.lists(st.integers(0, 400), max_size=12),
    expect=st.booleans(),
    longest=st.sampled_from((0, 5, 20, (1 << 24) - 1)),
)
def test_pieces_and_pending_are_the_input(
    octets: bytes, places: list[int], expect: bool, longest: int
) -> None:
    splitter = Splitter(expect, longest)
    pieces = feed_all(splitter, cut(octets, places))
    assert b"".join(piece for _, piece in pieces) + splitter.pending == octets
    pieces += splitter.end()
    assert b"".join(piece for _, piece in pieces) == octets
    assert splitter.pending == b""


@given(parts=st.lists(frames, max_size=8))
def test_whole_frames_come_out_as_they_went_in(parts: list[bytes]) -> None:
    assert Splitter(False).feed(b"".join(parts)) == [(FRAME, part) for part in parts]


def test_octet_by_octet_a_frame_comes_out_with_its_last_octet() -> None:
    splitter = Splitter(False)
    for at in range(len(PING) - 1):
        assert splitter.feed(PING[at : at + 1]) == []
    assert splitter.feed(PING[-1:]) == [(FRAME, PING)]


def test_a_chunk_that_is_one_frame_is_not_copied() -> None:
    [(_, octets)] = Splitter(False).feed(PING)
    assert octets is PING


@pytest.mark.parametrize("kind", [bytearray, memoryview])
def test_other_kinds_of_buffers_are_taken_too(kind: type) -> None:
    [(_, octets)] = Splitter(False).feed(kind(PING))
    assert type(octets) is bytes
    splitter = Splitter(False)
    assert splitter.feed(kind(PING[:5])) == []
    assert splitter.feed(kind(PING[5:])) == [(FRAME, PING)]


class TestPreface:
    """RFC 9113 3.4, connection preface."""

    def test_it_comes_first_and_once(self) -> None:
        splitter = Splitter(True)
        assert splitter.feed(PREFACE + PING) == [(PieceKind.PREFACE, PREFACE), (FRAME, PING)]
        assert splitter.preface_failed_at is None

    def test_it_may_arrive_octet_by_octet(self) -> None:
        splitter = Splitter(True)
        for at in range(len(PREFACE) - 1):
            assert splitter.feed(PREFACE[at : at + 1]) == []
            assert splitter.pending == PREFACE[: at + 1]
        assert splitter.feed(PREFACE[-1:]) == [(PieceKind.PREFACE, PREFACE)]

    @pytest.mark.parametrize("at", [0, 3, 23])
    def test_the_first_octet_that_differs_is_told_at_once(self, at: int) -> None:
        splitter = Splitter(True)
        assert splitter.feed(PREFACE[:at]) == []
        assert splitter.feed(b"?") == [(UNFRAMED, PREFACE[:at] + b"?")]
        assert splitter.preface_failed_at == at

    def test_all_that_follows_a_wrong_one_is_unframed(self) -> None:
        splitter = Splitter(True)
        splitter.feed(b"GET / HTTP/1.1\r\n")
        assert splitter.feed(PING) == [(UNFRAMED, PING)]
        assert splitter.feed(b"") == []
        assert splitter.pending == b""

    def test_it_is_not_looked_for_unless_expected(self) -> None:
        splitter = Splitter(False)
        assert splitter.feed(PREFACE) == []
        assert splitter.pending == PREFACE


class TestOversize:
    """RFC 9113 4.2: a frame beyond the limit must not make us buffer it."""

    def test_it_is_passed_on_as_it_arrives(self) -> None:
        splitter = Splitter(False, 16)
        long = frame_octets(0, 0, 1, bytes(range(100)))
        assert splitter.feed(PING + long[:30]) == [(FRAME, PING), (OVERSIZE, long[:30])]
        assert splitter.oversize_left == len(long) - 30
        assert splitter.feed(long[30:50]) == [(OVERSIZE, long[30:50])]
        assert splitter.feed(b"") == []
        assert splitter.feed(long[50:] + PING) == [(OVERSIZE, long[50:]), (FRAME, PING)]
        assert splitter.oversize_left == 0

    def test_nothing_of_it_is_kept(self) -> None:
        splitter = Splitter(False, 16)
        splitter.feed(b"\xff\xff\xff\x00\x00\x00\x00\x00\x01")
        splitter.feed(bytes(1000))
        assert splitter.pending == b""

    def test_a_frame_of_exactly_the_limit_is_whole(self) -> None:
        octets = frame_octets(0, 0, 1, bytes(16))
        assert Splitter(False, 16).feed(octets) == [(FRAME, octets)]

    def test_a_lowered_limit_holds_for_what_is_pending(self) -> None:
        splitter = Splitter(False)
        long = frame_octets(0, 0, 1, bytes(100))
        splitter.feed(long[:50])
        assert splitter.max_frame_size == (1 << 24) - 1
        splitter.max_frame_size = 16
        assert splitter.feed(long[50:60]) == [(OVERSIZE, long[:60])]


def test_what_has_come_of_a_frame_is_pending() -> None:
    splitter = Splitter(False)
    splitter.feed(PING[:8])
    assert splitter.pending == PING[:8]
    splitter.feed(PING[8:12])
    assert splitter.pending == PING[:12]


def test_at_the_end_what_was_pending_is_unframed_and_so_is_what_follows() -> None:
    splitter = Splitter(True)
    assert splitter.end() == []
    splitter = Splitter(True)
    splitter.feed(PREFACE + PING[:12])
    assert splitter.end() == [(UNFRAMED, PING[:12])]
    assert splitter.end() == []
    assert splitter.feed(PING) == [(UNFRAMED, PING)]


def test_a_long_frame_in_small_parts_takes_linear_time() -> None:
    octets = frame_octets(0, 0, 1, bytes(1 << 20))
    splitter = Splitter(False)
    parts = [octets[at : at + 64] for at in range(0, len(octets), 64)]
    assert feed_all(splitter, parts) == [(FRAME, octets)]


def test_it_is_known_whether_the_preface_has_come() -> None:
    splitter = Splitter(expect_preface=True)
    splitter.feed(PREFACE[:10])
    assert not splitter.preface_seen
    splitter.feed(PREFACE[10:])
    assert splitter.preface_seen
    wrong = Splitter(expect_preface=True)
    wrong.feed(b"GET / HTTP/1.1\r\n")
    assert not wrong.preface_seen
