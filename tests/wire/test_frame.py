"""Frames as octets, with hyperframe as the oracle for what it can express."""

from __future__ import annotations

from collections.abc import Iterator

import hyperframe.frame as hf
import pytest
from hyperframe.exceptions import InvalidDataError
from hypothesis import given
from hypothesis import strategies as st

from h2craft.wire import Frame, FrameType, decode_payload, frame_octets, payloads

STREAM_IDS = st.integers(1, 0x7FFF_FFFF)


def oracle_frames() -> Iterator[tuple[hf.Frame, int, payloads.Payload]]:
    """A frame of hyperframe's, its flags octet, and the view that says the same."""
    yield hf.DataFrame(1, b"abc", flags=["END_STREAM"]), 1, payloads.Data(b"abc")
    yield (
        hf.DataFrame(1, b"abc", pad_length=5, flags=["PADDED"]),
        8,
        payloads.Data(b"abc", 5, bytes(5)),
    )
    yield hf.HeadersFrame(3, b"\x82", flags=["END_HEADERS"]), 4, payloads.Headers(b"\x82")
    yield (
        hf.HeadersFrame(
            3,
            b"\x82\x84",
            pad_length=2,
            depends_on=1,
            stream_weight=15,
            exclusive=True,
            flags=["PRIORITY", "PADDED", "END_STREAM", "END_HEADERS"],
        ),
        0x2D,
        payloads.Headers(b"\x82\x84", 2, bytes(2), (True, 1, 16)),
    )
    yield (
        hf.PriorityFrame(5, depends_on=3, stream_weight=255, exclusive=False),
        0,
        payloads.Priority(False, 3, 256),
    )
    yield hf.RstStreamFrame(7, error_code=8), 0, payloads.RstStream(8)
    yield (
        hf.SettingsFrame(0, settings={3: 100, 4: 65535, 0x42: 7}),
        0,
        payloads.Settings(((3, 100), (4, 65535), (0x42, 7))),
    )
    yield hf.SettingsFrame(0, flags=["ACK"]), 1, payloads.Settings()
    yield (
        hf.PushPromiseFrame(1, promised_stream_id=2, data=b"\x82", flags=["END_HEADERS"]),
        4,
        payloads.PushPromise(2, 0, b"\x82"),
    )
    yield (
        hf.PushPromiseFrame(1, 4, b"\x82", pad_length=3, flags=["END_HEADERS", "PADDED"]),
        0x0C,
        payloads.PushPromise(4, 0, b"\x82", 3, bytes(3)),
    )
    yield hf.PingFrame(0, b"12345678", flags=["ACK"]), 1, payloads.Ping(b"12345678")
    yield (
        hf.GoAwayFrame(0, last_stream_id=9, error_code=2, additional_data=b"bye"),
        0,
        payloads.GoAway(9, 0, 2, b"bye"),
    )
    yield hf.WindowUpdateFrame(0, window_increment=65535), 0, payloads.WindowUpdate(65535)
    yield (
        hf.ContinuationFrame(1, b"\x82", flags=["END_HEADERS"]),
        4,
        payloads.Continuation(b"\x82"),
    )
    yield (
        hf.AltSvcFrame(0, origin=b"example.com", field=b'h2=":443"'),
        0,
        payloads.AltSvc(b"example.com", b'h2=":443"'),
    )
    extension = hf.ExtensionFrame(0x42, 1, flag_byte=0xFF)
    extension.parse_body(memoryview(b"xyz"))  # the only way to give it a true length
    yield extension, 0xFF, payloads.Unknown(b"xyz")


@pytest.mark.parametrize(
    ("theirs", "flags", "view"), list(oracle_frames()), ids=lambda value: type(value).__name__
)
class TestAgainstHyperframe:
    def test_our_octets_are_its_octets(
        self, theirs: hf.Frame, flags: int, view: payloads.Payload
    ) -> None:
        assert theirs.type is not None
        ours = Frame.build(theirs.type, view.encode(), flags=flags, stream_id=theirs.stream_id)
        assert ours.octets == theirs.serialize()

    def test_we_read_what_it_wrote(
        self, theirs: hf.Frame, flags: int, view: payloads.Payload
    ) -> None:
        ours = Frame(theirs.serialize())
        assert ours.view == view
        assert (ours.type, ours.flags, ours.stream_id) == (theirs.type, flags, theirs.stream_id)


@given(
    type_=st.integers(0, 255),
    flags=st.integers(0, 255),
    stream_id=STREAM_IDS,
    payload=st.binary(max_size=40),
)
def test_hyperframe_reads_the_header_we_wrote(
    type_: int, flags: int, stream_id: int, payload: bytes
) -> None:
    octets = frame_octets(type_, flags, stream_id, payload)
    try:
        theirs, length = hf.Frame.parse_frame_header(memoryview(octets[:9]))
    except InvalidDataError:
        return  # it will not have connection frames on a stream
    assert (theirs.type, theirs.stream_id, length) == (type_, stream_id, len(payload))


@given(
    type_=st.integers(0, 255),
    flags=st.integers(0, 255),
    stream_id=STREAM_IDS,
    payload=st.binary(max_size=40),
    reserved=st.integers(0, 1),
    length=st.none() | st.integers(0, 0xFF_FFFF),
)
def test_everything_a_frame_is_built_of_can_be_read_from_it(
    type_: int, flags: int, stream_id: int, payload: bytes, reserved: int, length: int | None
) -> None:
    frame = Frame.build(
        type_, payload, flags=flags, stream_id=stream_id, reserved=reserved, length=length
    )
    assert (frame.type, frame.flags, frame.stream_id) == (type_, flags, stream_id)
    assert (frame.payload, frame.reserved) == (payload, reserved)
    assert frame.length == (len(payload) if length is None else length)
    assert Frame(frame.octets) == frame


@given(stream_id=st.integers(0, 0x7FFF_FFFF), payload=st.binary(max_size=40))
def test_the_fast_function_makes_the_same_octets_as_the_class(
    stream_id: int, payload: bytes
) -> None:
    built = Frame.build(0, payload, flags=1, stream_id=stream_id)
    assert frame_octets(0, 1, stream_id, payload) == built.octets


@pytest.mark.parametrize(
    "arguments",
    [
        {"frame_type": 256},
        {"frame_type": 0, "flags": 256},
        {"frame_type": 0, "stream_id": 1 << 31},
        {"frame_type": 0, "stream_id": -1},
        {"frame_type": 0, "length": 1 << 24},
        {"frame_type": 0, "reserved": 2},
    ],
)
def test_what_does_not_fit_its_field_is_refused(arguments: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="is outside 0 to"):
        Frame.build(**arguments)  # type: ignore[arg-type]


def test_eight_octets_are_no_frame() -> None:
    with pytest.raises(ValueError, match="at least 9 octets"):
        Frame(bytes(8))


def test_frames_with_the_same_octets_are_equal() -> None:
    one, other = Frame.build(6, bytes(8)), Frame.build(6, bytes(8))
    assert one == other
    assert hash(one) == hash(other)
    assert one != Frame.build(6, bytes(8), flags=1)
    assert one != one.octets


def test_the_reserved_bit_is_no_part_of_the_stream_identifier() -> None:
    frame = Frame(bytes.fromhex("000000 06 00 80000003"))
    assert (frame.reserved, frame.stream_id) == (1, 3)
    assert Frame(bytes.fromhex("000000 06 00 7fffffff")).reserved == 0


def test_a_frame_cannot_be_changed() -> None:
    frame = Frame.build(6, bytes(8))
    with pytest.raises(AttributeError):
        frame.octets = b""  # type: ignore[misc]


def test_the_octets_are_kept_as_bytes_of_our_own() -> None:
    octets = bytearray(frame_octets(0, 0, 1, b"abc"))
    frame = Frame(octets)  # type: ignore[arg-type]
    octets[9] = 0
    assert frame.payload == b"abc"


def test_the_view_is_decoded_once() -> None:
    frame = Frame.build(FrameType.PING, bytes(8))
    assert frame.view is frame.view
    assert frame.view == decode_payload(frame)


def test_a_frame_names_itself_and_its_flags() -> None:
    frame = Frame.build(FrameType.HEADERS, b"\x82", flags=0x45, stream_id=1)
    assert frame.name == "HEADERS"
    assert frame.flag_names == ("END_STREAM", "END_HEADERS", "0x40")
    assert frame.has_flag(4)
    assert not frame.has_flag(8)
    assert repr(frame) == "<Frame HEADERS END_STREAM|END_HEADERS|0x40 stream_id=1 length=1>"
    assert repr(Frame.build(6)) == "<Frame PING - stream_id=0 length=0>"
