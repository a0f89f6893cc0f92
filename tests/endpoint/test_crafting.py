from __future__ import annotations

import hpack
import pytest
from hyperframe import frame as hf

from h2craft.actions import (
    AltSvc,
    Continuation,
    CraftedFrame,
    Data,
    Field,
    GoAway,
    Headers,
    Hpack,
    Origin,
    Ping,
    Priority,
    PushPromise,
    Raw,
    RstStream,
    Send,
    Settings,
    WindowUpdate,
    fields_of,
)
from h2craft.endpoint.crafting import (
    Unwritable,
    cut_frames,
    frame,
    octets_of,
    padded,
    without_bodies,
)
from h2craft.wire import Encoder, Representation

BLOCK = b"\x88"


def settings_frame() -> hf.SettingsFrame:
    return hf.SettingsFrame(0, {1: 2, 5: 16_384})


def padded_data() -> hf.DataFrame:
    return hf.DataFrame(1, b"ab", pad_length=3, flags=["PADDED", "END_STREAM"])


def headers_frame() -> hf.HeadersFrame:
    made = hf.HeadersFrame(3, BLOCK, flags=["END_HEADERS", "PRIORITY", "PADDED"], pad_length=2)
    made.depends_on, made.stream_weight, made.exclusive = 1, 255, True
    return made


def push_frame() -> hf.PushPromiseFrame:
    made = hf.PushPromiseFrame(1, promised_stream_id=2, data=BLOCK, flags=["END_HEADERS"])
    return made


def priority_frame() -> hf.PriorityFrame:
    return hf.PriorityFrame(5, depends_on=3, stream_weight=15, exclusive=False)


@pytest.mark.parametrize(
    ("crafted", "oracle"),
    [
        (Data(stream_id=1, data=b"ab", end_stream=True, padding=3), padded_data()),
        (
            Headers(stream_id=3, block=BLOCK, priority=(True, 1, 256), padding=2),
            headers_frame(),
        ),
        (
            Continuation(stream_id=1, block=BLOCK),
            hf.ContinuationFrame(1, BLOCK, flags=["END_HEADERS"]),
        ),
        (PushPromise(stream_id=1, promised_stream_id=2, block=BLOCK), push_frame()),
        (Priority(stream_id=5, depends_on=3, weight=16), priority_frame()),
        (RstStream(stream_id=1, error_code=8), hf.RstStreamFrame(1, error_code=8)),
        (Settings(pairs=((1, 2), (5, 16_384))), settings_frame()),
        (Settings(ack=True), hf.SettingsFrame(0, flags=["ACK"])),
        (Ping(opaque_data=b"12345678", ack=True), hf.PingFrame(0, b"12345678", flags=["ACK"])),
        (
            GoAway(last_stream_id=7, error_code=2, debug_data=b"why"),
            hf.GoAwayFrame(0, last_stream_id=7, error_code=2, additional_data=b"why"),
        ),
        (WindowUpdate(increment=5), hf.WindowUpdateFrame(0, window_increment=5)),
        (AltSvc(field_value=b"h2", origin=b"a"), hf.AltSvcFrame(0, origin=b"a", field=b"h2")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_octets_equal_hyperframes(crafted: CraftedFrame, oracle: hf.Frame) -> None:
    assert octets_of(crafted, Encoder()) == oracle.serialize()


def test_what_hyperframe_cannot_say() -> None:
    assert octets_of(Data(stream_id=0, data=b"x"), Encoder()).hex() == "00000100000000000078"
    twice = octets_of(Settings(pairs=((3, 1), (3, 2))), Encoder())
    assert twice[9:].hex() == "000300000001000300000002"
    lies = octets_of(Raw(type=0xFE, length=9, flags=0xAA, stream_id=1, reserved=1), Encoder())
    assert lies.hex() == "000009feaa80000001"
    assert octets_of(Origin(origins=(b"a", b"bc")), Encoder())[9:] == b"\0\1a\0\2bc"


@pytest.mark.parametrize(
    "crafted",
    [
        Data(stream_id=1 << 31),
        Data(stream_id=1, padding=256),
        Headers(stream_id=1, block=BLOCK, priority=(False, 0, 0)),
        RstStream(stream_id=1, error_code=1 << 32),
        Settings(pairs=((1 << 16, 0),)),
        WindowUpdate(increment=-1),
        AltSvc(field_value=b"", origin=bytes(70_000)),
        PushPromise(stream_id=1, block=BLOCK),
        Raw(type=256),
        Raw(type=0, flags=256),
        Raw(type=0, reserved=2),
        Raw(type=0, length=1 << 24),
        Data(stream_id=1, data=bytes((1 << 24) + 1)),
    ],
    ids=lambda crafted: repr(crafted)[:40],
)
def test_what_has_no_octets_is_unwritable(crafted: CraftedFrame) -> None:
    with pytest.raises(Unwritable):
        octets_of(crafted, Encoder())


def test_a_stateless_block_settles_the_size_update_that_is_owed() -> None:
    encoder, peer = Encoder(), hpack.Decoder()
    encoder.header_table_size = 100
    fields = fields_of([("x-new", "value")])
    octets = octets_of(Headers(stream_id=1, fields=fields, hpack=Hpack.STATELESS), encoder)
    peer.max_allowed_table_size = 100
    assert peer.decode(octets[9:]) == [("x-new", "value")]
    assert encoder.owed_updates == ()
    assert len(encoder.table) == 0


def test_a_field_may_insist_on_its_representation() -> None:
    insists = (Field(b":status", b"200", Representation.NEVER, False),)
    octets = octets_of(Headers(stream_id=1, fields=insists), Encoder())
    assert octets[9:] == b"\x18\x03200"


def test_padding_and_cutting() -> None:
    assert padded(b"ab", None) == (b"ab", 0)
    assert padded(b"ab", 0) == (b"\0ab", 8)
    one, two = frame(6, 0, 0, bytes(8)), frame(0, 1, 1, b"x")
    assert cut_frames(one + two) == [one, two]


def test_only_large_bodies_are_left_out_of_the_record() -> None:
    small, large = Data(stream_id=1, data=b"x"), Data(stream_id=1, data=bytes(5000))
    send = Send(frames=(small,))
    assert without_bodies(send) is send
    odd = Send(frames=(Data(stream_id=1, data=5), None))  # type: ignore[arg-type]
    assert without_bodies(odd) is odd
    kept = without_bodies(Send(frames=(small, large, WindowUpdate(increment=1))))
    assert kept.frames == (
        small,
        Data(stream_id=1, data=b"", elided=5000),
        WindowUpdate(increment=1),
    )
