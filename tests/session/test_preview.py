"""A preview in lines: what leaves, what h2 hears, what stands against it."""

from __future__ import annotations

import pytest

from h2craft.client import FramePreview, Preview
from h2craft.explain import Role, plain
from h2craft.session.preview import HEX_LINES, HEX_WIDTH, carets, cut, details, summary
from h2craft.wire import frame_octets

PING = frame_octets(6, 0, 0, bytes(8))
DATA = frame_octets(0, 1, 3, b"hello")


def text_of(preview: Preview) -> str:
    return plain([summary(preview)])


def test_the_summary_says_how_much_and_shows_the_parts_of_the_header_apart() -> None:
    assert text_of(Preview(frames=(FramePreview(octets=DATA),))) == (
        "14 octets  000005 00 01 00000003  68 65 6c 6c 6f"
    )


def test_several_frames_are_counted() -> None:
    frames = (FramePreview(octets=PING), FramePreview(octets=DATA))
    assert text_of(Preview(frames=frames)).startswith("31 octets in 2 frames")


def test_octets_are_no_frame() -> None:
    assert text_of(Preview(octets=b"abc")) == "3 octets  61 62 63"


def test_a_refusal_comes_first_with_its_section() -> None:
    line = summary(Preview(refused="stream is closed", section="5.1"))
    assert line[0].text == "refused: stream is closed (RFC 9113 5.1)  "
    assert line[0].role is Role.ERROR
    assert "(RFC 7838 4)" in text_of(Preview(refused="x", section="7838 4"))


def test_what_waits_for_a_window_is_said() -> None:
    found = Preview(frames=(FramePreview(octets=DATA),), waiting=1200, why="the stream's window")
    assert "1,200 octets would wait for a window: the stream's window" in text_of(found)


def test_h2_out_of_step_is_said() -> None:
    found = Preview(frames=(FramePreview(octets=DATA, step="it knows no stream 3"),))
    assert "h2 out of step: it knows no stream 3" in text_of(found)


def test_nothing_is_said_to_be_nothing() -> None:
    assert text_of(Preview()) == "no octets leave" == plain(details(Preview()))


def test_the_details_name_each_frame_and_what_h2_is_told() -> None:
    found = plain(details(Preview(frames=(FramePreview(octets=DATA, told="stream 3 ended"),))))
    assert "DATA stream 3 END_STREAM length 5" in found
    assert "68 65 6c 6c 6f" in found and "|hello|" in found
    assert "h2 is told: stream 3 ended" in found


def test_long_payloads_and_many_frames_are_counted() -> None:
    long = frame_octets(0, 0, 1, bytes(HEX_LINES * HEX_WIDTH + 5))
    assert "and 5 more octets" in plain(
        details(Preview(octets=b"", frames=(FramePreview(octets=long),)))
    )
    many = tuple(FramePreview(octets=PING) for _ in range(20))
    assert "and 4 more frames" in plain(details(Preview(frames=many)))


def test_a_frame_cut_short_is_shown_as_far_as_it_goes() -> None:
    assert "00 00" in plain(details(Preview(octets=bytes(2))))
    assert plain(details(Preview(frames=(FramePreview(octets=bytes(4)),))))


def test_reasons_that_quote_a_peer_are_escaped() -> None:
    found = Preview(refused="bad name \x1b[31m", why="\u202e", waiting=1)
    assert text_of(found).isprintable()
    assert all(line.isprintable() for line in plain(details(found)).splitlines())


def test_octets_are_cut_into_frames() -> None:
    assert cut(PING + DATA) == [PING, DATA]
    assert cut(PING + b"\x00\x00") == [PING, b"\x00\x00"]
    assert cut(b"") == []


@pytest.mark.parametrize(
    ("message", "column", "width", "expected"),
    [
        ("short", 5, 40, "     ^^^  short"),
        ("short", 30, 40, " " * 30 + "^^^  short"),
        ("a message", 30, 40, " " * 19 + "a message  ^^^"),
        ("a message that is too long", 5, 25, "     ^^^  a messa\N{HORIZONTAL ELLIPSIS}oo long"),
        ("x", 60, 40, " " * 36 + "x  ^"),
        ("no room at all", 0, 3, "^^^"),
    ],
)
def test_words_stand_where_there_is_room_beside_carets(
    message: str, column: int, width: int, expected: str
) -> None:
    assert plain([carets(message, column, 3, width)]) == expected
