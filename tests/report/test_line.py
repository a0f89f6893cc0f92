from __future__ import annotations

import re

import pytest

from h2craft.report import Lines
from h2craft.report.line import QUIET, fitted
from h2craft.trace import Kind, Origin
from h2craft.wire import frame_octets

SGR = re.compile(r"\x1b\[[0-9;]*m")


def lines_of(told, **how) -> list[str]:
    lines = Lines(**how)
    return [line for reading in told.readings for line in lines.of(reading)]


def test_a_frame_is_time_connection_direction_stream_type_flags_length_and_summary(
    conversation,
) -> None:
    [line] = [line for line in lines_of(conversation) if "HEADERS" in line and " < " in line]
    assert line.split() == [
        "0.0500", "1", "<", "1", "GET", "/hello.py?", "HEADERS",
        "END_STREAM,END_HEADERS", line.split()[8], "GET", "/hello.py?name=curl",
    ]  # fmt: skip


def test_what_is_sent_stands_further_to_the_right_than_what_is_received(conversation) -> None:
    lines = lines_of(conversation)
    received = {line.index("<") for line in lines if " <   " in line}
    sent = {line.index(">") for line in lines if "   > " in line}
    assert len(received) == len(sent) == 1
    assert received.pop() < sent.pop()


def test_the_columns_are_aligned(conversation) -> None:
    lines = [line for line in lines_of(conversation) if " SETTINGS" in line or " DATA" in line]
    assert len({re.search(" SETTINGS| DATA", line).start() for line in lines}) == 1


def test_a_finding_stands_on_the_line_of_its_frame_with_mark_and_section(conversation) -> None:
    [line] = [line for line in lines_of(conversation) if "WINDOW_UPDATE" in line]
    assert "  ! 6.9 " in line


def test_a_finding_that_does_not_fit_stands_below_its_frame(conversation) -> None:
    lines = lines_of(conversation, width=80)
    at = next(number for number, line in enumerate(lines) if "WINDOW_UPDATE" in line)
    assert "!" not in lines[at]
    assert lines[at + 1].strip().startswith("! 6.9 ")


@pytest.mark.parametrize("width", [72, 80, 100, 120, 140, 200])
def test_on_a_terminal_no_line_is_wider_than_it(conversation, tell, width) -> None:
    tell(Kind.PRINTED, detail={"stream": 1, "text": "x" * 500})
    tell(Kind.FRAME_SENT, frame_octets(0, 0, 1, b"y" * 500))
    assert all(len(line) <= width for line in lines_of(conversation, width=width))


def test_without_a_terminal_nothing_is_left_out(conversation, tell) -> None:
    tell(Kind.PRINTED, detail={"stream": 1, "text": "x" * 500})
    assert "x" * 500 in lines_of(conversation)[-1]


@pytest.mark.parametrize("width", [None, 80, 160])
def test_colour_changes_nothing_but_colour(conversation, width) -> None:
    plain = lines_of(conversation, width=width)
    coloured = lines_of(conversation, width=width, colour=True)
    assert any("\x1b[" in line for line in coloured)
    assert [SGR.sub("", line).rstrip() for line in coloured] == plain


def test_an_automatic_reply_is_dim(conversation) -> None:
    lines = lines_of(conversation, colour=True)
    acks = [line for line in lines if "SETTINGS" in line and "ACK" in line]
    assert acks and all(line.startswith("\x1b[2m") and line.endswith("\x1b[0m") for line in acks)


def test_hostile_text_never_reaches_the_line_raw(tell, request_block) -> None:
    tell(Kind.FRAME_RECEIVED, frame_octets(1, 5, 1, request_block("/\x1b[2J\u202e")))
    tell(Kind.PRINTED, detail={"stream": 1, "text": "\x1b[2J\r\u202ex"})
    tell(Kind.CONNECTION_OPENED, detail={"peer": ["\x1b[2J", 1], "scheme": "\r\n"})
    tell(Kind.FRAME_RECEIVED, frame_octets(0, 0, 1, b"\x1b]0;title\x07"))
    for line in lines_of(tell):
        assert all(character.isprintable() for character in line)


def test_each_line_a_script_printed_is_a_line(tell) -> None:
    tell(Kind.PRINTED, detail={"stream": 3, "text": "one\ntwo\n"})
    assert [line.split()[-1] for line in lines_of(tell)] == ["one", "two"]
    assert all(" | " in line for line in lines_of(tell))


def test_a_raw_frame_says_so_and_how_h2_stands_to_it(tell) -> None:
    ping = frame_octets(6, 0, 0, bytes(8))
    step = "out of step: stream unknown"
    tell(Kind.FRAME_SENT, ping, detail={"door": "wire", "step": "in step"})
    tell(Kind.FRAME_SENT, ping, detail={"door": "wire", "step": step})
    first, second = lines_of(tell)
    assert first.endswith("(raw)")
    assert second.endswith(f"(raw, {step})")


def test_a_held_reply_has_a_mark_of_its_own(tell) -> None:
    tell(Kind.FRAME_HELD, frame_octets(6, 1, 0, bytes(8)), origin=Origin.AUTOMATIC)
    [line] = lines_of(tell)
    assert " ~ " in line and "PING" in line and ">" not in line


def test_what_the_frames_beside_it_say_anyway_is_left_out(tell) -> None:
    for kind in QUIET:
        tell(kind, detail={"stream": 1})
    assert lines_of(tell) == []


def test_a_frame_that_is_no_frame_is_still_a_line(tell) -> None:
    tell(Kind.FRAME_RECEIVED, b"\0\0")
    tell(Kind.OCTETS_RECEIVED, b"GET / HTTP/1.1\r\n\r\n")
    assert "GET / HTTP/1.1" in lines_of(tell)[-1]


@pytest.mark.parametrize(
    ("name", "room", "shown"),
    [
        ("GET /a", 10, "GET /a"),
        ("GET /a?b=c", 10, "GET /a?b=c"),
        ("GET /a?b=cd", 10, "GET /a?"),
        ("GET /abcdefg?h", 10, "/abcdefg?"),
        ("GET /abcdefghijk", 8, "\N{HORIZONTAL ELLIPSIS}efghijk"),
        ("", 5, ""),
    ],
)
def test_a_stream_keeps_the_end_of_its_path(name, room, shown) -> None:
    assert fitted(name, room) == shown
