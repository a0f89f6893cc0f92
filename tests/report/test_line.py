from __future__ import annotations

import re

import pytest

from h2craft.actions import Data, Send
from h2craft.report import Lines
from h2craft.report.line import BELOW, FOLDED, FOLDED_LINES, QUIET, fitted, fold
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


@pytest.mark.parametrize("width", [80, 100, 140])
def test_what_does_not_fit_goes_on_below_and_only_data_is_cut(
    conversation, tell, request_block, width
) -> None:
    path = "/a/" + "long/" * 25 + "path"
    tell(Kind.FRAME_RECEIVED, frame_octets(1, 5, 3, request_block(path)))
    tell(Kind.FRAME_SENT, frame_octets(7, 0, 0, bytes(8) + b"going away for a reason of length"))
    tell(Kind.FRAME_SENT, frame_octets(0, 0, 1, b"y" * 64))
    lines = lines_of(conversation, width=width)
    whole = " ".join(
        "".join(line[FOLDED if line[:FOLDED].isspace() else 0 :] for line in lines).split()
    )
    for word in ("INITIAL_WINDOW_SIZE=", "going away for a reason of length"):
        assert word.replace(" ", "") in whole.replace(" ", "")
    assert path in whole
    assert [line for line in lines if "\N{HORIZONTAL ELLIPSIS}" in line and "yyy" in line]


def test_a_long_finding_goes_on_below_too(conversation, tell) -> None:
    tell(Kind.FRAME_RECEIVED, frame_octets(0, 0, 9, b"early"))
    lines = lines_of(conversation, width=72)
    at = next(number for number, line in enumerate(lines) if "! 5.1 DATA" in line)
    assert lines[at].index("!") == BELOW
    assert lines[at + 1].startswith(" " * FOLDED)
    assert "may come first" in f"{lines[at]} {lines[at + 1].strip()}"


@pytest.mark.parametrize(
    ("text", "first", "more", "lines"),
    [
        ("short", 10, 10, ["short"]),
        ("one two three", 8, 10, ["one two", "three"]),
        ("abcdefghij", 4, 10, ["", "abcdefghij"]),
        ("abcdefghijkl", 4, 4, ["abcd", "efgh", "ijkl"]),
        ("abcdefghij k", 10, 4, ["abcdefghij", "k"]),
        ("", 4, 4, [""]),
    ],
)
def test_folding_breaks_at_spaces_where_it_can(text, first, more, lines) -> None:
    assert fold(text, first, more) == lines


def test_no_text_takes_more_than_its_share_of_lines() -> None:
    lines = fold("word " * 500 + "end", 30, 40)
    assert len(lines) == FOLDED_LINES
    assert lines[-1].endswith("end")
    assert all(len(line) <= 40 for line in lines)


@pytest.mark.parametrize("width", [None, 80, 100, 140])
def test_many_flags_do_not_push_the_length_out_of_its_column(tell, width) -> None:
    tell(Kind.FRAME_RECEIVED, frame_octets(0x42, 0xFF, 1, b"x" * 12))
    tell(Kind.FRAME_RECEIVED, frame_octets(0x42, 0, 1, b"x" * 12))
    tell(Kind.FRAME_RECEIVED, frame_octets(1, 0x25, 1, bytes(12)))
    found = [line.index(" 12 ") for line in lines_of(tell, width=width) if " 12 " in line]
    assert len(found) == 3 and len(set(found)) == 1


def test_a_script_is_named_from_the_folder_on(tell) -> None:
    tell(Kind.SCRIPT_LOADED, detail={"file": "/home/me/handlers/a.py", "hooks": ["main"]})
    tell(Kind.SCRIPT_LOADED, detail={"file": "/home/mean/a.py", "hooks": ["main"]})
    near, far = lines_of(tell, folder="/home/me")
    assert "script loaded: handlers/a.py" in near
    assert "script loaded: /home/mean/a.py" in far


def test_a_refusal_says_what_was_refused(tell) -> None:
    action = Send(frames=(Data(stream_id=1, data=b"late"),))
    fired = tell(Kind.ACTION_FIRED, detail=action)
    seq = fired.record.seq
    tell(Kind.ACTION_REFUSED, cause=seq, detail={"reason": "stream 1 is closed", "section": "5.1"})
    tell(Kind.ACTION_REFUSED, cause=seq + 9, detail={"reason": "no", "section": ""})
    known, unknown = lines_of(tell)
    assert known.endswith("refused: stream 1 is closed (5.1): send Data by the lawful door")
    assert unknown.endswith("refused: no")


def test_kinds_can_be_left_out(tell) -> None:
    tell(Kind.LISTENING, detail={"url": "https://127.0.0.1:1"})
    assert lines_of(tell)
    assert not lines_of(tell, quiet=QUIET | {Kind.LISTENING})


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


def test_an_automatic_reply_is_dim_in_the_lines_below_it_too(tell) -> None:
    reason = b"going away for a reason that takes more than one line of a narrow terminal"
    away = frame_octets(7, 0, 0, bytes(8) + reason)
    lines = Lines(width=72, colour=True)
    first, *below = lines.of(tell(Kind.FRAME_SENT, away, origin=Origin.AUTOMATIC))
    assert first.startswith("\x1b[2m") and below
    assert all(re.fullmatch(r" +\x1b\[2m[^\x1b]+\x1b\[0m", line) for line in below)
    _, *below = lines.of(tell(Kind.FRAME_SENT, away, origin=Origin.SCRIPT))
    assert below and "\x1b" not in "".join(below), "what a script sends is not dim"


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


def test_tls_that_was_kept_is_a_line_where_it_is_asked_for_and_no_secret_is_in_it(tell) -> None:
    tell(Kind.TLS_SECRETS, b"CLIENT_RANDOM 0011 2233", origin=Origin.ENGINE)
    tell(Kind.TLS_RECEIVED, b"\x16\x03\x01")
    tell(Kind.TLS_SENT, bytes(500), origin=Origin.ENGINE)
    assert lines_of(tell) == []
    secret, received, sent = lines_of(tell, quiet=frozenset())
    assert secret.endswith("TLS secret CLIENT_RANDOM")
    assert received.endswith("<   TLS received: 3 octets")
    assert sent.endswith("  > TLS sent: 500 octets")
