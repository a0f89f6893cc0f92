from __future__ import annotations

import pytest

from h2craft.actions import Close, CloseHow, Data, Headers, Raw, Send, SendOctets
from h2craft.export.contents import masked_data, without_contents
from h2craft.wire import Frame, frame_octets

DATA = frame_octets(0, 0x8, 1, b"\x02secret\0\0")
MASKED = frame_octets(0, 0x8, 1, b"\x02******\0\0")
PING = frame_octets(6, 0, 0, b"notadata")


def test_content_is_masked_and_padding_is_as_it_was() -> None:
    assert masked_data(Frame(DATA)) == MASKED[9:]
    assert masked_data(Frame(PING)) == b"notadata"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Data(stream_id=1, data=b"secret"), Data(stream_id=1, data=b"******")),
        (Raw(type=0, payload=b"secret"), Raw(type=0, payload=b"******")),
        (Raw(type=9, payload=b"secret"), Raw(type=9, payload=b"secret")),
        (Headers(stream_id=1), Headers(stream_id=1)),
    ],
)
def test_frames_that_were_crafted_say_as_much_and_nothing(before: object, after: object) -> None:
    assert without_contents(Send(frames=(before,))) == Send(frames=(after,))


def test_octets_are_looked_through_frame_by_frame_to_a_cut_off_one() -> None:
    octets = PING + DATA + DATA[:12]
    masked = PING + MASKED + DATA[:9] + b"***"
    assert without_contents(SendOctets(octets=octets)) == SendOctets(octets=masked)
    other = PING + PING[:12]
    assert without_contents(SendOctets(octets=other)) == SendOctets(octets=other)


def test_what_sends_nothing_is_itself() -> None:
    close = Close(how=[*CloseHow][0])
    assert without_contents(close) is close
    send = Send(frames=(Headers(stream_id=1),))
    assert without_contents(send) is send
