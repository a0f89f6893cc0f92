from __future__ import annotations

from typing import Any

import pytest

from h2craft.actions import (
    AltSvc,
    Close,
    CloseHow,
    Door,
    GoAway,
    Note,
    Origin,
    Ping,
    Policy,
    Priority,
    Raw,
    Reply,
    RstStream,
    Send,
    SendOctets,
    Settings,
    WindowUpdate,
)
from h2craft.script.control import Control
from h2craft.script.errors import ConnectionClosed
from h2craft.trace import Kind, Record
from h2craft.wire import ACK, Frame, FrameType

PING_ACK = Frame.build(FrameType.PING, bytes(8), flags=ACK).octets[:9]


@pytest.fixture
def control(channel: Any) -> Control:
    return Control(channel, since=10)


CALLS: list[tuple[str, dict[str, Any], Any]] = [
    (
        "write_settings",
        {"settings": {"max_frame_size": 1, 0x42: 7}},
        Settings(pairs=((5, 1), (0x42, 7))),
    ),
    (
        "write_settings",
        {"settings": [("ENABLE_PUSH", 0), ("SETTINGS_ENABLE_PUSH", 1)]},
        Settings(pairs=((2, 0), (2, 1))),
    ),
    ("write_settings", {"ack": True}, Settings(ack=True)),
    ("write_ping", {"opaque_data": "short"}, Ping(opaque_data=b"short")),
    ("write_ping", {"ack": True}, Ping(opaque_data=bytes(8), ack=True)),
    ("write_goaway", {}, GoAway()),
    (
        "write_goaway",
        {"last_stream_id": 0, "error_code": "calm", "debug_data": "why"},
        ValueError,
    ),
    (
        "write_goaway",
        {"last_stream_id": 0, "error_code": "enhance_your_calm", "debug_data": "why"},
        GoAway(last_stream_id=0, error_code=11, debug_data=b"why"),
    ),
    ("write_rst_stream", {"error_code": "CANCEL"}, RstStream(stream_id=1, error_code=8)),
    ("write_rst_stream", {"stream_id": 0}, RstStream(stream_id=0, error_code=0)),
    ("write_window_update", {"increment": 0}, WindowUpdate(increment=0, stream_id=1)),
    (
        "write_window_update",
        {"increment": 5, "stream_id": 0},
        WindowUpdate(increment=5, stream_id=0),
    ),
    (
        "write_priority",
        {"depends_on": 3, "weight": 256, "exclusive": True},
        Priority(stream_id=1, depends_on=3, weight=256, exclusive=True),
    ),
    (
        "write_altsvc",
        {"field_value": 'h2=":1"'},
        AltSvc(field_value=b'h2=":1"', stream_id=1),
    ),
    (
        "write_altsvc",
        {"field_value": b"clear", "origin": "https://a"},
        AltSvc(field_value=b"clear", origin=b"https://a", stream_id=0),
    ),
    ("write_origin", {"origins": ["https://a", b"b"]}, Origin(origins=(b"https://a", b"b"))),
    ("write_origin", {"origins": "https://a"}, Origin(origins=(b"https://a",))),
    (
        "write_raw_frame",
        {"frame_type": "ping", "payload": "x", "flags": "ACK", "stream_id": 0, "length": 99},
        Raw(type=6, payload=b"x", flags=1, stream_id=0, length=99),
    ),
    (
        "write_raw_frame",
        {"frame_type": 0xBE, "flags": 0xFF, "reserved": 1},
        Raw(type=0xBE, flags=0xFF, stream_id=1, reserved=1),
    ),
]


@pytest.mark.parametrize(("call", "arguments", "frame"), CALLS)
def test_each_call_is_one_frame_on_the_wire(
    control: Control, channel: Any, call: str, arguments: dict[str, Any], frame: Any
) -> None:
    if frame is ValueError:
        with pytest.raises(ValueError, match="unknown"):
            getattr(control, call)(**arguments)
        return
    getattr(control, call)(**arguments)
    assert channel.actions == [Send(frames=(frame,), door=Door.WIRE)]
    assert channel.waited == [True]


def test_a_number_is_no_octets(control: Control, channel: Any) -> None:
    with pytest.raises(TypeError, match="not 8"):
        control.write_ping(8)  # type: ignore[arg-type]
    assert not channel.actions


def test_raw_octets_close_and_any_action(control: Control, channel: Any) -> None:
    control.write_raw(b"\x00\xff")
    control.write_raw("text")
    control.close("reset")
    control.close()
    control.fire(Note(text="here"))
    assert channel.actions == [
        SendOctets(octets=b"\x00\xff"),
        SendOctets(octets=b"text"),
        Close(how=CloseHow.RESET),
        Close(how=CloseHow.CLEAN),
        Note(text="here"),
    ]
    with pytest.raises(ValueError, match="gently"):
        control.close("gently")


def test_a_policy_names_replies(control: Control, channel: Any) -> None:
    control.policy(ping_ack="hold", goaway=Reply.DROP)
    assert channel.actions == [Policy(changes={"ping_ack": Reply.HOLD, "goaway": Reply.DROP})]
    with pytest.raises(ValueError, match="pong.*settings_ack"):
        control.policy(pong="send")
    with pytest.raises(ValueError, match="maybe"):
        control.policy(ping_ack="maybe")


def received(seq: int, octets: bytes = b"") -> Record:
    return Record(seq, 0.0, 7, Kind.FRAME_RECEIVED, octets)


class TestWaiting:
    def test_no_frame_is_found_twice(self, control: Control, channel: Any) -> None:
        channel.arriving = [received(11), received(12)]
        assert control.wait_for("type:DATA or type:PING", 1).seq == 11
        assert control.wait_for("", timeout=2).seq == 12
        assert channel.awaited == [
            ("dir:received (type:DATA or type:PING)", 1, 10),
            ("dir:received", 2, 11),
        ]
        with pytest.raises(TimeoutError):
            control.wait_for("type:DATA", 0)

    def test_a_barrier_may_end_with_another_frame(self, control: Control, channel: Any) -> None:
        goaway = Frame.build(FrameType.GOAWAY, bytes(8)).octets
        channel.arriving = [received(101, PING_ACK + bytes(8)), received(102, goaway)]
        assert control.barrier(timeout=3, unless="type:GOAWAY").seq == 102
        own, _, other = channel.awaited[0][0].partition(" or ")
        assert own.startswith("(dir:received type:PING flag:ACK text:")
        assert other == "(dir:received (type:GOAWAY))"

    def test_what_has_come_can_be_skipped(self, control: Control, channel: Any) -> None:
        channel.arriving = [received(11), received(101)]
        channel.at = 100
        control.skip(10)
        assert control.wait_for("type:DATA", 1).seq == 11
        control.skip()
        assert control.wait_for("type:DATA", 1).seq == 101

    def test_the_end_of_the_peer_is_waited_for_by_its_name_alone(
        self, control: Control, channel: Any
    ) -> None:
        channel.arriving = [received(101)]
        control.wait_for("type:GOAWAY or kind:END_RECEIVED", 1)
        (asked,) = channel.awaited
        assert asked[0] == (
            "(dir:received or kind:END_RECEIVED) (type:GOAWAY or kind:END_RECEIVED)"
        )

    def test_a_barrier_waits_for_the_ack_of_its_own_ping(
        self, control: Control, channel: Any
    ) -> None:
        def answer(pattern: str, timeout_seconds: float | None, after_seq: int = 0) -> Record:
            channel.awaited.append((pattern, timeout_seconds, after_seq))
            own = channel.frame.opaque_data
            acks = [received(101, PING_ACK + bytes(8)), received(102, PING_ACK + own)]
            return next(ack for ack in acks if ack.seq > after_seq)

        channel.await_record = answer
        assert control.barrier(timeout=3).seq == 102
        (pattern,) = {pattern for pattern, _, _ in channel.awaited}
        assert pattern.startswith("dir:received type:PING flag:ACK text:")
        assert len(channel.frame.opaque_data) == 8
        assert [after for _, _, after in channel.awaited] == [100, 101]
        assert all("type:PING flag:ACK" in pattern for pattern, _, _ in channel.awaited)
        assert all(0 <= left <= 3 for _, left, _ in channel.awaited)

    def test_two_barriers_are_two_pings(self, control: Control, channel: Any) -> None:
        for _ in range(2):
            with pytest.raises(TimeoutError):
                control.barrier(timeout=0)
        first, second = channel.frames
        assert first.opaque_data != second.opaque_data

    def test_a_barrier_hides_nothing_from_a_wait(self, control: Control, channel: Any) -> None:
        with pytest.raises(TimeoutError):
            control.barrier(timeout=0)
        channel.arriving = [received(50)]
        assert control.wait_for("type:RST_STREAM").seq == 50

    def test_settle_waits_for_as_many_acks_as_frames_are_in_flight(
        self, control: Control, channel: Any
    ) -> None:
        channel.in_flight = (3, 100)
        channel.arriving = [received(seq) for seq in (99, 101, 102, 103, 104)]
        assert control.settle({"ENABLE_PUSH": 0}).seq == 103
        assert channel.frame == Settings(pairs=((2, 0),))
        assert all("type:SETTINGS flag:ACK" in pattern for pattern, _, _ in channel.awaited)

    def test_settle_sees_an_ack_that_was_faster(self, control: Control, channel: Any) -> None:
        channel.at, channel.in_flight = 100, (0, 105)
        channel.arriving = [received(104)]
        assert control.settle().seq == 104


def test_octets_are_poured_as_they_are(control: Control, channel: Any) -> None:
    assert control.pour("text", seconds=2)
    assert control.pour(b"octets", spends=6)
    assert control.pour(b"pushed", spends=5, stream_id=2)
    assert channel.poured == [
        (b"text", 2, (1, 0)),
        (b"octets", None, (1, 6)),
        (b"pushed", None, (2, 5)),
    ]
    channel.windows = {1: 7, 2: 8}
    assert (control.window(), control.window(2)) == (7, 8)
    assert channel.actions == []
    assert control.leaves == "GOAWAY"
    assert control.received == 24


def test_a_certificate_is_asked_for(control: Control, channel: Any) -> None:
    control.request_certificate()
    assert channel.certificates_asked == 1


def test_a_handshake_message_is_put_in(control: Control, channel: Any) -> None:
    control.write_tls_handshake(bytes(4))
    assert channel.handshakes == [bytes(4)]


def test_nothing_is_read_inside(control: Control, channel: Any) -> None:
    with control.unread():
        assert not channel.reading
    assert channel.reading


def test_a_connection_that_is_gone_is_read_no_more_without_a_word(
    control: Control, channel: Any
) -> None:
    def gone() -> None:
        raise ConnectionClosed("gone")

    channel.unread = lambda seconds, octets: gone
    with control.unread(1.0, 100):
        pass
