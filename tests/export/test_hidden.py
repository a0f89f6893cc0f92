from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from h2craft.actions import Field, Headers, Send
from h2craft.export import Hidden
from h2craft.export.hidden import WAITING
from h2craft.model import Board
from h2craft.trace import Kind, Record
from h2craft.wire import Encoder, FrameType, Representation

SECRET = (b"cookie", b"sid=topsecret")
FIELDS = [(b":method", b"GET"), (b":path", b"/"), (b":scheme", b"https"), SECRET]
END_HEADERS, PADDED, PRIORITY = 0x4, 0x8, 0x20


def hidden(talk: Any, **more: Any) -> tuple[Hidden, list[Record]]:
    """What comes out; all of it leaves."""
    hides = Hidden(**more)
    records = [one for one in hides.hide(talk.journal.read(0, 100_000), "server") if one]
    for one in records:
        hides.count(one.seq)
    return hides, records


def fields_of(records: Iterable[Record]) -> list[tuple[tuple[bytes, bytes], ...]]:
    board = Board()
    return [one.fields for one in map(board.fold, records) if one.fields is not None]


def test_every_record_is_there_and_as_long_as_it_was(talk: Any) -> None:
    talk.opened()
    talk.request(fields=[("cookie", "sid=topsecret"), ("user-agent", "x")])
    talk.response(fields=[("set-cookie", "sid=topsecret; Path=/")])
    talk.data(end=True)
    talk.closed()
    before = talk.journal.read(0, 1000)
    hides, after = hidden(talk)
    assert [one._replace(octets=b"") for one in after] == [
        one._replace(octets=b"") for one in before
    ]
    assert [len(one.octets) for one in after] == [len(one.octets) for one in before]
    assert "topsecret" in str(fields_of(before)) and "topsecret" not in str(fields_of(after))
    assert (hides.records, hides.blocks) == (2, 0)
    (*_, asked), answered = fields_of(after)
    assert asked == (b"user-agent", b"x") and answered[-1][1].endswith(b"; Path=/")


@pytest.mark.parametrize("flags", [0, PADDED, PRIORITY, PADDED | PRIORITY])
@pytest.mark.parametrize("how", [*Representation][1:4])
def test_a_secret_that_is_split_between_frames_is_masked_in_both(
    talk: Any, flags: int, how: Representation
) -> None:
    talk.opened()
    made = [*(Field(name, value) for name, value in FIELDS[:3]), Field(*SECRET, how, False)]
    block = Encoder().encode(made)
    cut = len(block) - 4
    first = (b"\x02" if flags & PADDED else b"") + (bytes(5) if flags & PRIORITY else b"")
    padding = b"\0\0" if flags & PADDED else b""
    talk.received(FrameType.HEADERS, flags, 1, first + block[:cut] + padding)
    talk.data(3, b"between")
    talk.received(FrameType.CONTINUATION, END_HEADERS, 1, block[cut:])
    before = talk.journal.read(0, 1000)
    hides, after = hidden(talk)
    assert [one.seq for one in after] == [one.seq for one in before]
    assert [len(one.octets) for one in after] == [len(one.octets) for one in before]
    assert fields_of(after)[-1][-1] == (b"cookie", b"sid=*********")
    assert hides.records == 2


def test_what_is_an_index_says_what_its_literal_said(talk: Any) -> None:
    encoder = Encoder()
    talk.opened()
    for stream_id in (1, 3):
        talk.received(FrameType.HEADERS, END_HEADERS | 1, stream_id, encoder.encode(FIELDS))
    _, after = hidden(talk)
    one, other = fields_of(after)
    assert one == other and "topsecret" not in str(one)


def broken(talk: Any) -> Any:
    talk.received(FrameType.HEADERS, END_HEADERS, 1, b"\xff\xff\xff\xff\xff\xff\x0ftopsecret")


def endless(talk: Any) -> Any:
    talk.received(FrameType.HEADERS, 0, 1, b"\x00\x06cookie\x09topsecret")


def endless_and_closed(talk: Any) -> Any:
    endless(talk)
    talk.closed()


def begun_anew(talk: Any) -> Any:
    endless(talk)
    talk.received(FrameType.HEADERS, END_HEADERS, 3, b"\x82")


def stray(talk: Any) -> Any:
    talk.received(FrameType.CONTINUATION, END_HEADERS, 1, b"\x00\x06cookie\x09topsecret")


def forgotten(talk: Any) -> Any:
    endless(talk)
    for _ in range(WAITING + 1):
        talk.received(FrameType.PING, 0, 0, bytes(8))


@pytest.mark.parametrize(
    "trouble", [broken, endless, endless_and_closed, begun_anew, stray, forgotten]
)
def test_a_block_that_cannot_be_read_is_filled_and_counted(
    talk: Any, trouble: Callable[[Any], Any]
) -> None:
    talk.opened()
    trouble(talk)
    before = talk.journal.read(0, 100_000)
    hides, after = hidden(talk)
    assert hides.blocks == 1
    assert [(one.seq, len(one.octets)) for one in after] == [
        (one.seq, len(one.octets)) for one in before
    ]
    assert b"topsecret" not in b"".join(one.octets for one in after)
    found = [one for one in map(Board().fold, after) if one.frame and one.frame.type in (1, 9)]
    assert found[0].fields is None


def test_contents_are_masked_where_that_is_wanted(talk: Any) -> None:
    talk.opened()
    talk.request(end=False)
    talk.received(0, PADDED, 1, b"\x03password\0\0\0")
    _, kept = hidden(talk)
    _, masked = hidden(talk, bodies=True)
    assert kept[-1].octets.endswith(b"\x03password\0\0\0")
    assert masked[-1].octets.endswith(b"\x03********\0\0\0")


def test_a_content_that_repeats_a_secret_is_masked_where_it_does(talk: Any) -> None:
    talk.opened()
    talk.request(fields=[("cookie", "sid=topsecret"), ("user-agent", "x")])
    talk.sent(0, PADDED, 1, b"\x03you said topsecret, did you\0\0\0")
    talk.data(1, b"nothing of it", end=True)
    hides, after = hidden(talk)
    assert after[-2].octets.endswith(b"\x03you said *********, did you\0\0\0")
    assert after[-1].octets.endswith(b"nothing of it") and hides.records == 2


def test_the_head_of_an_upgrade_is_masked(talk: Any) -> None:
    talk(Kind.CONNECTION_OPENED, detail={"scheme": "http"})
    talk(Kind.OCTETS_RECEIVED, b"GET / HTTP/1.1\r\nCookie: sid=top")
    talk(Kind.OCTETS_RECEIVED, b"secret\r\n\r\nbody")
    _, after = hidden(talk)
    assert b"".join(one.octets for one in after).endswith(b"Cookie: sid=*********\r\n\r\nbody")
    _, after = hidden(talk, bodies=True)
    assert after[-1].octets.endswith(b"****")


def test_what_a_script_prints_of_the_head_of_an_upgrade_is_masked(talk: Any) -> None:
    talk(Kind.CONNECTION_OPENED, detail={"scheme": "http"})
    talk(Kind.OCTETS_RECEIVED, b"GET / HTTP/1.1\r\nCookie: sid=top")
    talk(Kind.OCTETS_RECEIVED, b"secret\r\nAuthorization: Bearer hidden-well\r\n\r\n")
    talk(Kind.PRINTED, detail={"text": "saw topsecret, and hidden-well"})
    _, after = hidden(talk)
    assert after[-1].detail == {"text": "saw *********, and ***********"}


def test_a_frame_that_was_cut_off_tells_nothing_of_its_block(talk: Any) -> None:
    talk.opened()
    cut = b"\0\0\x40\x01\x04\0\0\0\x01" + b"\x00\x06cookie\x09topsec"
    talk(Kind.OCTETS_RECEIVED, cut)
    hides, after = hidden(talk)
    assert after[-1].octets == cut[:9] + b"*" * (len(cut) - 9) and hides.records == 1


def test_a_frame_that_is_too_large_tells_nothing_to_its_end(talk: Any) -> None:
    talk.opened()
    talk(Kind.OCTETS_RECEIVED, b"\x40\0\0\x01\x04\0\0\0\x01" + b"topsecret")
    talk(Kind.OCTETS_RECEIVED, b"more secrets")
    _, after = hidden(talk)
    assert [one.octets for one in after[-2:]] == [
        b"\x40\0\0\x01\x04\0\0\0\x01" + b"*" * 9,
        b"*" * 12,
    ]


def test_octets_that_tell_nothing_are_left_alone(talk: Any) -> None:
    talk.opened()
    talk(Kind.OCTETS_RECEIVED, b"of no connection", connection=0)
    talk(Kind.OCTETS_RECEIVED, b"\0\0\x40\x06\0\0\0\0\0abc")
    hides, after = hidden(talk)
    assert after[-1].octets.endswith(b"abc") and not hides.records


def test_what_was_done_and_printed_tells_no_secret(talk: Any) -> None:
    talk.opened()
    talk.request(fields=[("authorization", "Bearer topsecret")])
    fields = (Field(b"set-cookie", b"sid=anothersecret"),)
    talk(Kind.ACTION_FIRED, detail=Send(frames=(Headers(stream_id=1, fields=fields),)))
    talk(Kind.PRINTED, detail={"stream": 1, "text": "topsecret, anothersecret in /home/jo/x"})
    hides, after = hidden(talk, home="/home/jo")
    assert after[-1].detail == {"stream": 1, "text": "*********, ************* in ~/x"}
    assert after[-2].detail.frames[0].fields[0].value == b"sid=*************"
    assert hides.records == 3


def test_tls_and_its_keys_are_left_out(talk: Any) -> None:
    talk.opened()
    for kind in (Kind.TLS_RECEIVED, Kind.TLS_SENT, Kind.TLS_SECRETS):
        talk(kind, b"topsecret")
    _, after = hidden(talk)
    assert after == talk.journal.read(0, 7)


def test_over_a_gap_nothing_of_before_is_known(talk: Any) -> None:
    talk.opened()
    endless(talk)
    records = talk.journal.read(0, 100)
    hides = Hidden()
    after = list(hides.hide([*records, None, *records[:1]], "server"))
    assert after[-2] is None and len(after) == len(records) + 2 and hides.blocks == 1


def test_only_what_leaves_is_counted(talk: Any) -> None:
    talk.opened()
    seq = talk.request(fields=[("cookie", "sid=topsecret")])
    hides = Hidden()
    list(hides.hide(talk.journal.read(0, 100), "server"))
    assert hides.records == 0
    hides.count(seq)
    hides.count(seq)
    hides.count(1)
    assert hides.records == 1
