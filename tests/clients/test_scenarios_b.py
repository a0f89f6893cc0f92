"""Shipped scenarios against real clients: windows, settings, pushes, pings, what is unknown, pace,
illegal frames and header blocks, ends of connections, priorities and extensions.

The frames that a scenario promises are looked for in the journal, octet by octet.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.clients
OBJECTIONS = "dir:received (type:GOAWAY or type:RST_STREAM)"
UPLOAD = 300_000
INITIAL_WINDOW_SIZE = 4
STYLE = "/style.css"


@pytest.fixture
def curl(play: Callable[..., Any]) -> Callable[..., Any]:
    """One request over TLS; its stream is the connection's first, 1."""

    def call(name: str, *options: object) -> Any:
        how = ("-sS", "--noproxy", "*", "--max-time", 20, "--cacert", "{cacert}", "--http2")
        return play(name, "curl", *how, *options, "{url}")

    return call


@pytest.fixture
def nghttp(play: Callable[..., Any]) -> Callable[..., Any]:
    """A client that has left push on; its streams begin with 13."""

    def call(name: str, *options: object) -> Any:
        return play(name, "nghttp", "-y", *options, "{url}")

    return call


@pytest.fixture
def node(play: Callable[..., Any], programs: Path) -> Callable[..., Any]:
    """Requests step by step over one session, `[[{}], [{}, {}]]`; also what came of them."""

    def call(name: str, *steps: list[dict[str, str]]) -> tuple[Any, Any]:
        played = play(name, "node", programs / "steps.mjs", "{h2c}", json.dumps(steps))
        assert played.status == 0, played.story
        return played, json.loads(played.out)

    return call


def wire(played: Any) -> list[str]:
    """All that was sent, frame by frame or octets as they left, in hexadecimal."""
    sent = played.matching("kind:FRAME_SENT or kind:OCTETS_SENT")
    return [reading.record.octets.hex() for reading in sent]


def spaceless(text: str) -> str:
    return text.replace(" ", "")


def text(words: str) -> str:
    return words.encode().hex()


# Illegal in the middle of a response: what is on the wire, and the error it has to be.

ILLEGAL = {
    # illegal/
    "data-on-stream-0": ("PROTOCOL_ERROR", "00000a 00 00 00000000" + text("for nobody")),
    "headers-on-stream-0": ("PROTOCOL_ERROR", "000001 01 04 00000000 88"),
    "headers-on-an-idle-even-stream": ("PROTOCOL_ERROR", "000001 01 04 00000002 88"),
    "rst-stream-on-an-idle-stream": ("PROTOCOL_ERROR", "000004 03 00 000003e9 00000008"),
    "window-update-on-an-idle-stream": ("PROTOCOL_ERROR", "000004 08 00 000003e9 000003e8"),
    "rst-stream-of-3-octets": ("FRAME_SIZE_ERROR", "000003 03 00 00000001 000008"),
    "window-update-of-3-octets": ("FRAME_SIZE_ERROR", "000003 08 00 00000000 000001"),
    "priority-of-4-octets": ("FRAME_SIZE_ERROR", "000004 02 00 00000001 00000000"),
    "goaway-on-a-stream": ("PROTOCOL_ERROR", "000008 07 00 00000001 00000001 00000000"),
    "frame-too-large": ("FRAME_SIZE_ERROR", "004001 00 00 00000001" + "00" * 16_385),
    # settings/
    "max-frame-size-too-small": ("PROTOCOL_ERROR", "000006 04 00 00000000 0005 00003fff"),
    "max-frame-size-of-0": ("PROTOCOL_ERROR", "000006 04 00 00000000 0005 00000000"),
    "max-frame-size-too-large": ("PROTOCOL_ERROR", "000006 04 00 00000000 0005 01000000"),
    "initial-window-size-too-large": (
        "FLOW_CONTROL_ERROR",
        "000006 04 00 00000000 0004 80000000",
    ),
    "enable-push-from-a-server": ("PROTOCOL_ERROR", "000006 04 00 00000000 0002 00000001"),
    "enable-push-of-2": ("PROTOCOL_ERROR", "000006 04 00 00000000 0002 00000002"),
    "settings-of-5-octets": ("FRAME_SIZE_ERROR", "000005 04 00 00000000 0003000000"),
    "settings-ack-with-payload": ("FRAME_SIZE_ERROR", "000006 04 01 00000000 0003 00000009"),
    "settings-on-a-stream": ("PROTOCOL_ERROR", "000000 04 00 00000001"),
    # ping/
    "ping-of-7-octets": ("FRAME_SIZE_ERROR", "000007 06 00 00000000" + text("7 octet")),
    "ping-on-a-stream": ("PROTOCOL_ERROR", "000008 06 00 00000001" + text("8 octets")),
    # windows/
    "window-update-of-0-on-the-stream": ("PROTOCOL_ERROR", "000004 08 00 00000001 00000000"),
    "window-update-of-0-on-the-connection": ("PROTOCOL_ERROR", "000004 08 00 00000000 00000000"),
    "window-overflow-on-the-stream": ("FLOW_CONTROL_ERROR", "000004 08 00 00000001 7fffffff"),
    "window-overflow-on-the-connection": ("FLOW_CONTROL_ERROR", "000004 08 00 00000000 7fffffff"),
}
HALF = spaceless("00000c 00 00 00000001") + text("half of it, ")
REST = spaceless("00000d 00 01 00000001") + text("and the rest\n")


@pytest.mark.parametrize("name", ILLEGAL)
def test_what_is_illegal_in_a_response_is_an_error_and_the_rest_of_it_is_not_taken(
    curl: Any, name: str
) -> None:
    code, frame = ILLEGAL[name]
    played = curl(name)
    sent = wire(played)
    assert sent.count(spaceless(frame)) == 1, played.story
    assert sent.index(HALF) < sent.index(spaceless(frame)), played.story
    assert REST not in sent[: sent.index(spaceless(frame))], played.story
    assert code in played.codes(OBJECTIONS), played.story
    assert played.out == "half of it, "


# Illegal header blocks: the payload of the response's HEADERS.

BROKEN_BLOCKS = {
    "hpack-index-out-of-range": "88 ff50",
    "hpack-index-0": "88 80",
    "hpack-size-update-too-large": "3fe1ffffff03 88",
    "hpack-size-update-in-the-middle": "88 20 00 01 61 01 62",
    "hpack-huffman-padding-too-long": "88 00 01 61 82 1fff",
    "hpack-huffman-padding-of-zeros": "88 00 01 61 81 18",
    "hpack-integer-overflow": "88 00 01 61 7f82ffffff0f 78",
    "hpack-string-past-the-block": "88 00 01 61 05 7879",
}


@pytest.mark.parametrize("name", BROKEN_BLOCKS)
def test_a_header_block_that_cannot_be_decoded_ends_the_connection(curl: Any, name: str) -> None:
    played = curl(name)
    (head,) = played.matching("type:HEADERS dir:sent stream:1")
    assert head.record.octets[9:].hex() == spaceless(BROKEN_BLOCKS[name])
    assert head.record.octets[4] == 0x04  # END_HEADERS and nothing else
    assert "COMPRESSION_ERROR" in played.codes("type:GOAWAY dir:received"), played.story
    assert played.out == ""
    assert played.status != 0, played.story


def test_a_table_made_smaller_has_to_be_confirmed(nghttp: Any, curl: Any) -> None:
    played = nghttp("hpack-missing-size-update", "--header-table-size=0")
    (head,) = played.matching("type:HEADERS dir:sent")
    assert head.record.octets[9:].hex() == "88"
    assert "COMPRESSION_ERROR" in played.codes("type:GOAWAY dir:received"), played.story
    unchanged = curl("hpack-missing-size-update")
    assert unchanged.out == "as if nothing had happened\n", unchanged.story


def test_a_header_bomb_is_not_delivered(curl: Any) -> None:
    played = curl("hpack-header-bomb")
    (head,) = played.matching("type:HEADERS dir:sent")
    entry = bytes.fromhex("88 40 01 78 7f bd1d") + b"a" * 3_900
    assert head.record.octets[9:] == entry + b"\xbe" * 1_000
    assert played.status != 0, played.story
    assert played.out == ""


# Octets that are no frames


def test_a_length_that_lies_swallows_the_next_header(curl: Any) -> None:
    played = curl("frame-length-lies")
    first, second = wire(played)[-2:]
    assert first == spaceless("00000f 00 00 00000001") + text("a lie ")
    assert second[:18] == spaceless("000025 00 01 00000001")
    assert "FRAME_SIZE_ERROR" in played.codes(OBJECTIONS), played.story
    assert "and the rest" not in played.out


@pytest.mark.parametrize(
    ("name", "octets"),
    [
        ("garbage-instead-of-frames", hashlib.sha512(b"garbage").digest()),
        (
            "http1-response",
            b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 6\r\n\r\nhello\n",
        ),
    ],
)
def test_what_is_no_http2_is_refused_at_once(curl: Any, name: str, octets: bytes) -> None:
    played = curl(name)
    assert octets.hex() in wire(played), played.story
    assert set(played.codes(OBJECTIONS)) <= {"FRAME_SIZE_ERROR", "PROTOCOL_ERROR"}
    assert played.codes("type:GOAWAY dir:received"), played.story
    assert played.status != 0
    assert "hello" not in played.out


# Windows


def test_a_body_larger_than_the_window_waits_for_credit(nghttp: Any) -> None:
    played = nghttp("response-larger-than-the-window", "-w", 14)
    assert played.octets == bytes(1_000_000), played.story
    window, least = 16_383, 16_383
    for reading in played.matching("stream:13 (type:WINDOW_UPDATE or type:DATA)"):
        view = reading.frame.view
        window += view.increment if reading.frame.name == "WINDOW_UPDATE" else -len(view.data)
        least = min(least, window)
    assert least == 0, played.story


def test_data_beyond_the_window_is_a_flow_control_error(nghttp: Any) -> None:
    played = nghttp("data-beyond-the-window", "-w", 10)
    frame = spaceless("002710 00 00 0000000d") + "00" * 10_000
    assert wire(played).count(frame) == 20
    assert "FLOW_CONTROL_ERROR" in played.codes(OBJECTIONS), played.story


@pytest.fixture
def uploaded(curl: Any, tmp_path: Path) -> Callable[[str], list[tuple[str, int]]]:
    """Upload a body; what was said of it once its window was closed: our SETTINGS and credit for
    the stream by their value, DATA by its length."""

    def call(name: str) -> list[tuple[str, int]]:
        (tmp_path / "body").write_bytes(bytes(UPLOAD))
        played = curl(name, "-H", "Expect:", "--data-binary", f"@{tmp_path / 'body'}")
        assert (played.status, played.out) == (0, f"{UPLOAD} octets arrived\n"), played.story
        acks = played.matching("type:SETTINGS flag:ACK dir:received")
        closed = acks[1].record.seq  # the first is that of our preface
        (order,) = played.matching("type:SETTINGS dir:sent len:6")[:1]
        assert order.frame.view.pairs == ((INITIAL_WINDOW_SIZE, 0),)
        kinds = "(kind:FRAME_SENT (type:SETTINGS or type:WINDOW_UPDATE) -flag:ACK)"
        found = played.matching(f"{kinds} or (kind:FRAME_RECEIVED type:DATA)")
        frames = [r.frame for r in found if r.record.seq > closed]
        return [VALUE[frame.name](frame) for frame in frames if frame.name in VALUE]

    return call


VALUE: dict[str, Callable[[Any], tuple[str, int]]] = {
    "SETTINGS": lambda frame: ("SETTINGS", dict(frame.view.pairs)[INITIAL_WINDOW_SIZE]),
    "WINDOW_UPDATE": lambda frame: (CREDIT[bool(frame.stream_id)], frame.view.increment),
    "DATA": lambda frame: ("DATA", len(frame.view.data)),
}
CREDIT = {False: "connection", True: "stream"}


def test_an_upload_stops_at_0_and_goes_on_by_window_update(uploaded: Any) -> None:
    said = uploaded("upload-stopped-then-let-go")
    assert said[:2] == [("connection", 1_000_000), ("stream", 1_000_000)]
    assert said[2][0] == "DATA"


def test_an_upload_stops_at_0_and_goes_on_by_settings(uploaded: Any) -> None:
    said = uploaded("window-opened-by-settings")
    assert said[0] == ("SETTINGS", 1_000_000)
    before = [name for name, _ in said][: [name for name, _ in said].index("DATA")]
    assert set(before) <= {"SETTINGS", "connection"}


def test_an_upload_counts_below_zero(uploaded: Any) -> None:
    said = uploaded("window-below-zero")
    sent_before = UPLOAD - sum(octets for name, octets in said if name == "DATA")
    assert sent_before >= 16_384
    assert said[:3] == [("stream", sent_before), ("stream", 1), ("DATA", 1)]
    assert said[3] == ("stream", 1_000_000)


def test_an_upload_of_one_octet_at_a_time(uploaded: Any) -> None:
    said = uploaded("upload-octet-by-octet")
    assert said[0][0] == "stream"
    assert said[1:101] == [("stream", 1), ("DATA", 1)] * 50
    assert said[101] == ("stream", 1_000_000)


# What is lawful, if unusual: the response arrives, and the client objects to nothing.

LAWFUL = {
    "settings-change-mid-response": "a piece\n" * 3,
    "unknown-settings": "half of it, and the rest\n",
    "many-settings": "settled\n",
    "ping-storm": "300 times\n",
    "unknown-frame-types": "half of it, and the rest\n",
    "unknown-flags": "flags and all\n",
    "reserved-bit": "bit by bit\n",
    "slow-drip": "drip by drip",
    "silence-before-the-response": "at last\n",
    "silence-in-the-body": "half of it, and the rest\n",
    "header-block-octet-by-octet": "in one piece\n",
    "frame-begun-then-silence": "took a while\n",
    "priority-frames": "in no order\n",
    "altsvc-frame": "no alternative\n",
    "origin-frame": "from here\n",
}


@pytest.fixture
def taken(curl: Any) -> Callable[[str], Any]:
    """Play a lawful scenario."""

    def call(name: str) -> Any:
        played = curl(name)
        assert (played.status, played.out) == (0, LAWFUL[name]), played.story
        assert set(played.codes(OBJECTIONS)) <= {"NO_ERROR"}, played.story
        return played

    return call


def test_settings_may_change_during_a_response(taken: Any) -> None:
    played = taken("settings-change-mid-response")
    kinds = "type:DATA or (type:SETTINGS and -flag:ACK)"
    assert played.sent(kinds)[1:] == [*["SETTINGS", "DATA"] * 3, "DATA"]
    assert len(played.received("type:SETTINGS flag:ACK")) == 4


def test_each_of_many_settings_is_acknowledged(taken: Any) -> None:
    played = taken("many-settings")
    assert len(played.sent("type:SETTINGS -flag:ACK")) == 1 + 100 + 1
    acks = played.matching("type:SETTINGS flag:ACK dir:received")
    assert len(acks) == 1 + 100 + 1
    (head,) = played.matching("type:HEADERS dir:sent")
    assert acks[-1].record.seq < head.record.seq


def test_unknown_settings_are_acknowledged_and_nothing_else(taken: Any) -> None:
    played = taken("unknown-settings")
    pairs = "0000 00000001 0007 00000007 0a0a ffffffff ffff 80000000"
    assert spaceless("000018 04 00 00000000" + pairs) in wire(played)
    assert len(played.received("type:SETTINGS flag:ACK")) == 2


def test_every_ping_of_a_storm_is_answered_in_order(taken: Any) -> None:
    played = taken("ping-storm")
    asked = [r.frame.view.opaque_data for r in played.matching("type:PING dir:sent")]
    told = [r.frame.view.opaque_data for r in played.matching("type:PING flag:ACK dir:received")]
    assert asked[:300] == [number.to_bytes(8, "big") for number in range(300)]
    assert told == asked


def test_unknown_frames_are_ignored(taken: Any) -> None:
    sent = wire(taken("unknown-frame-types"))
    for frame_type in ("0b", "42", "f0"):
        for stream in ("00000000", "00000001", "000003e9"):
            assert sent.count(f"000009{frame_type}ff{stream}{text('who is it')}") == 2


def test_undefined_flags_are_ignored(taken: Any) -> None:
    played = taken("unknown-flags")
    frames = [
        "000000 04 fe 00000000",
        "000008 06 fe 00000000" + text("12345678"),
        "000004 08 ff 00000001 00000001",
        "00000e 01 d6 00000001 88 0f10 0a" + text("text/plain"),
        "00000e 00 f7 00000001" + text("flags and all\n"),
    ]
    assert wire(played)[-5:] == [spaceless(frame) for frame in frames]
    assert played.received("type:PING flag:ACK") == ["PING"]
    assert len(played.received("type:SETTINGS flag:ACK")) == 2


def test_the_reserved_bit_is_ignored(taken: Any) -> None:
    played = taken("reserved-bit")
    frames = [
        "000008 06 00 80000000" + text("12345678"),
        "000004 08 00 80000001 80000001",
        "00000e 01 04 80000001 88 0f10 0a" + text("text/plain"),
        "00000b 00 01 80000001" + text("bit by bit\n"),
    ]
    assert wire(played)[-4:] == [spaceless(frame) for frame in frames]
    assert played.received("type:PING flag:ACK") == ["PING"]


def test_a_body_may_drip(taken: Any) -> None:
    played = taken("slow-drip")
    lengths = [len(r.frame.view.data) for r in played.matching("type:DATA dir:sent")]
    assert lengths == [1] * 12 + [0]
    times = [r.record.at for r in played.matching("type:DATA dir:sent")]
    assert times[11] - times[0] >= 1.0


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("silence-before-the-response", "type:HEADERS dir:received", "type:HEADERS dir:sent"),
        ("silence-in-the-body", "type:DATA dir:sent -flag:END_STREAM", "flag:END_STREAM dir:sent"),
    ],
)
def test_two_seconds_of_silence_are_waited_for(
    taken: Any, name: str, before: str, after: str
) -> None:
    played = taken(name)
    (first,), (then,) = played.matching(before), played.matching(after)
    assert then.record.at - first.record.at >= 2
    assert len(played.requests) == 1


def test_a_frame_may_come_in_pieces(taken: Any) -> None:
    head = spaceless("00000e 01 04 00000001 88 0f10 0a") + text("text/plain")
    sent = wire(taken("header-block-octet-by-octet"))
    octets = [head[at : at + 2] for at in range(0, len(head), 2)]
    body = spaceless("00000d 00 01 00000001") + text("in one piece\n")
    assert sent[-24:] == [*octets, body]


def test_a_frame_that_is_begun_is_waited_for(taken: Any) -> None:
    sent = wire(taken("frame-begun-then-silence"))
    pieces = ["00000d0000", "00000001" + text("took a while\n")]
    assert sent[-3:] == [*pieces, spaceless("000000 00 01 00000001")]


def test_priorities_are_read_and_ignored(taken: Any) -> None:
    frames = [
        "000005 02 00 00000001 00000000 00",
        "000005 02 00 00000003 80000001 ff",
        "000005 02 00 000003e8 00000000 ff",
    ]
    played = taken("priority-frames")
    assert [frame for frame in wire(played) if frame[6:8] == "02"] == list(map(spaceless, frames))
    (head,) = played.matching("type:HEADERS dir:sent flag:PRIORITY")
    assert head.record.octets[9:14].hex() == "800000000f"


def test_alternatives_do_not_disturb_a_response(taken: Any) -> None:
    played = taken("altsvc-frame")
    assert [r.stream_id for r in played.matching("type:ALTSVC dir:sent")] == [0, 1, 0, 1, 0]
    assert spaceless("000001 0a 00 00000000 00") in wire(played)


def test_origins_do_not_disturb_a_response(taken: Any) -> None:
    played = taken("origin-frame")
    assert [r.stream_id for r in played.matching("type:ORIGIN dir:sent")] == [0, 0, 1]
    assert spaceless("000000 0c 00 00000000") in wire(played)


# What the RFCs leave open: either the response arrives, or the client says why not.


@pytest.mark.parametrize(
    ("name", "frame", "body"),
    [
        ("unasked-settings-ack", "000000 04 01 00000000", "half of it, and the rest\n"),
        (
            "unasked-ping-ack",
            "000008 06 01 00000000" + text("from us!"),
            "half of it, and the rest\n",
        ),
        (
            "priority-self-dependency",
            "000005 02 00 00000001 00000001 0f",
            "half of it, and the rest\n",
        ),
        (
            "priority-update-from-a-server",
            "000007 10 00 00000000 00000001" + text("u=1"),
            "who is first?\n",
        ),
    ],
)
def test_what_is_not_regulated_is_ignored_or_a_protocol_error(
    curl: Any, name: str, frame: str, body: str
) -> None:
    played = curl(name)
    assert spaceless(frame) in wire(played), played.story
    objected = "PROTOCOL_ERROR" in played.codes(OBJECTIONS)
    assert (played.out == body) is not objected, played.story
    assert not played.received(f"type:PING flag:ACK ~{text('from us!')}")


def test_nothing_may_stand_inside_a_header_block(curl: Any) -> None:
    played = curl("unknown-frame-in-a-header-block")
    sent = wire(played)
    at = sent.index(spaceless("000009 f0 00 00000001") + text("who is it"))
    assert sent[at - 1] == spaceless("000001 01 00 00000001 88")
    assert "PROTOCOL_ERROR" in played.codes("type:GOAWAY dir:received"), played.story
    assert played.out == ""


# Settings that a client's next requests, or its body, have to go by


def test_no_stream_is_opened_while_none_is_allowed(node: Any) -> None:
    played, told = node("max-concurrent-streams-0-then-1", [{}], [{}])
    assert [answer["body"] for answer in told["answers"]] == ["and now wait\n"] * 2
    limits = [
        (r.record.seq, r.frame.view.pairs[0][1])
        for r in played.matching("dir:sent type:SETTINGS len:6")
    ]
    assert [limit for _, limit in limits[:2]] == [0, 1]
    second = played.matching("kind:FRAME_RECEIVED type:HEADERS")[1]
    assert second.record.seq > limits[1][0], played.story


def test_streams_wait_for_their_turn(node: Any) -> None:
    played, told = node("max-concurrent-streams-1", [{}], [{}, {}, {}])
    assert [answer["body"] for answer in told["answers"]] == ["one at a time\n"] * 4
    open_now, most = 0, 0
    for reading in played.matching("(type:HEADERS dir:received) or (type:DATA dir:sent)"):
        open_now += 1 if reading.frame.name == "HEADERS" else -1
        most = max(most, open_now)
    assert most == 1, played.story


def test_a_table_of_no_octets_is_confirmed_by_a_size_update(node: Any) -> None:
    played, told = node("header-table-size-0", [{}], [{}], [{}])
    assert [answer["status"] for answer in told["answers"]] == [200] * 3
    blocks = [r.record.octets[9:] for r in played.matching("type:HEADERS dir:received")]
    assert blocks[0][0] != 0x20
    assert blocks[1][0] == 0x20, played.story
    indexed = [octet for octet in (blocks[1][1:], blocks[2]) if octet[0] >= 0x80 + 62]
    assert not indexed, played.story


def test_larger_frames_may_be_sent_once_they_are_allowed(curl: Any, tmp_path: Path) -> None:
    (tmp_path / "body").write_bytes(bytes(100_000))
    played = curl(
        "max-frame-size-raised", "-H", "Expect:", "--data-binary", f"@{tmp_path / 'body'}"
    )
    assert spaceless("000006 04 00 00000000 0005 00ffffff") in wire(played)
    lengths = [len(r.frame.view.data) for r in played.matching("type:DATA dir:received")]
    assert played.out == f"{max(lengths)} octets in the longest frame\n", played.story
    assert sum(lengths) == 100_000


# Pushes


def test_a_push_is_delivered_before_the_page(nghttp: Any) -> None:
    played = nghttp("push-with-response")
    assert played.out.startswith("p { color: red }\n<link rel=stylesheet"), played.story
    kinds = "type:PUSH_PROMISE or type:HEADERS or type:DATA"
    streams = [r.stream_id for r in played.matching(f"dir:sent ({kinds})")]
    assert streams == [13, 2, 2, 13, 13]
    assert set(played.codes(OBJECTIONS)) <= {"NO_ERROR"}


def test_a_promise_that_is_never_kept_does_not_hold_up_the_page(nghttp: Any) -> None:
    played = nghttp("push-without-response", "-t", 1)
    assert played.out == "<link rel=stylesheet href=/style.css><p>black\n", played.story
    (promise,) = played.matching("type:PUSH_PROMISE dir:sent stream:13")
    assert promise.frame.view.promised_stream_id == 2
    assert not played.sent("stream:2 -type:PUSH_PROMISE")


def test_a_promise_that_is_taken_back_does_not_hold_up_the_page(nghttp: Any) -> None:
    played = nghttp("push-reset")
    assert played.out == "<link rel=stylesheet href=/style.css><p>black\n", played.story
    assert played.sent("type:PUSH_PROMISE") == ["PUSH_PROMISE"]
    assert played.codes("type:RST_STREAM dir:sent stream:2") == ["CANCEL"]


def test_a_client_that_takes_no_push_closes_the_connection(curl: Any) -> None:
    played = curl("push-although-disabled")
    (promise,) = played.matching(f"type:PUSH_PROMISE dir:sent stream:1 field::path={STYLE}")
    assert promise.frame.view.promised_stream_id == 2
    assert "PROTOCOL_ERROR" in played.codes("type:GOAWAY dir:received"), played.story
    assert played.out == "half of it, "


@pytest.mark.parametrize(
    ("name", "promised"),
    [("push-promise-on-an-odd-stream", [1013]), ("push-promise-used-twice", [2, 2])],
)
def test_a_promise_of_a_stream_that_is_not_the_servers_to_open_is_an_error(
    nghttp: Any, name: str, promised: list[int]
) -> None:
    played = nghttp(name)
    promises = played.matching("type:PUSH_PROMISE dir:sent stream:13")
    assert [promise.frame.view.promised_stream_id for promise in promises] == promised
    assert "PROTOCOL_ERROR" in played.codes("type:GOAWAY dir:received"), played.story
    assert played.out == "half of it, "


def test_a_pushed_post_does_not_disturb_the_response(nghttp: Any) -> None:
    played = nghttp("push-of-a-post")
    assert played.matching("type:PUSH_PROMISE dir:sent stream:13 field::method=POST")
    assert "and the rest\n" in played.out, played.story
    assert not played.codes("type:RST_STREAM dir:received -stream:2")


def test_a_promise_on_a_closed_stream_promises_nothing(node: Any) -> None:
    played, told = node("push-on-a-closed-stream", [{}], [{}])
    assert played.matching("type:PUSH_PROMISE dir:sent stream:1")
    assert told["pushed"] == []
    assert played.codes(f"{OBJECTIONS} -code:NO_ERROR"), played.story


# Ends of connections


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("close-mid-body", "clean"),
        ("tcp-reset-mid-body", "reset"),
        ("close-without-close-notify", "no-tls-close"),
        ("half-close-mid-body", "half"),
    ],
)
def test_half_a_body_before_the_end_of_the_connection_is_a_failure(
    curl: Any, name: str, how: str
) -> None:
    played = curl(name)
    assert played.out == "half of it, "
    assert played.status != 0, played.story
    assert not played.sent("flag:END_STREAM or type:GOAWAY")
    (closed,) = played.matching("kind:CONNECTION_CLOSED")
    assert (closed.record.detail["how"], closed.record.detail["by"]) == (how, "us")
