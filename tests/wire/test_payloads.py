"""Views of payloads made by hand: what `encode` writes."""

from __future__ import annotations

import dataclasses

import pytest

from h2craft.wire import payloads


@pytest.mark.parametrize(
    ("view", "octets"),
    [
        (payloads.Data(b"ab"), "6162"),
        (payloads.Data(b"ab", 2, b"\0\0"), "02 6162 0000"),
        (payloads.Data(b"ab", 200), "c8 6162"),
        (payloads.Headers(b"\x82", None, b"", (True, 3, 256)), "80000003 ff 82"),
        (payloads.Headers(b"\x82", 1, b"\0", (False, 3, 1)), "01 00000003 00 82 00"),
        (payloads.Priority(True, 5, 16), "80000005 0f"),
        (payloads.Priority(False, 5, 16, b"x"), "00000005 0f 78"),
        (payloads.Priority(truncated=b"abc"), "616263"),
        (payloads.RstStream(8), "00000008"),
        (payloads.RstStream(truncated=b""), ""),
        (payloads.Settings(((1, 2), (1, 3)), b"x"), "0001 00000002 0001 00000003 78"),
        (payloads.PushPromise(2, 1, b"\x82"), "80000002 82"),
        (payloads.PushPromise(pad_length=1, padding=b"\0", truncated=b"ab"), "01 6162 00"),
        (payloads.Ping(), "00" * 8),
        (payloads.GoAway(3, 0, 1, b"bye"), "00000003 00000001 627965"),
        (payloads.GoAway(truncated=b"\1"), "01"),
        (payloads.WindowUpdate(1, 1, b"x"), "80000001 78"),
        (payloads.WindowUpdate(truncated=b"\1"), "01"),
        (payloads.Continuation(b"\x82"), "82"),
        (payloads.AltSvc(b"a", b"clear"), "0001 61 636c656172"),
        (payloads.AltSvc(truncated=b"\1"), "01"),
        (payloads.Origin((b"a", b"bc"), b"\0"), "0001 61 0002 6263 00"),
        (payloads.PriorityUpdate(5, 0, b"u=1"), "00000005 753d31"),
        (payloads.PriorityUpdate(truncated=b"\1"), "01"),
        (payloads.Unknown(b"xyz"), "78797a"),
    ],
)
def test_a_view_writes_its_fields_in_the_order_of_the_format(
    view: payloads.Payload, octets: str
) -> None:
    assert view.encode() == bytes.fromhex(octets)


def test_a_view_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        payloads.Ping().opaque_data = b""  # type: ignore[misc]


def test_a_payload_is_whole_where_it_is_of_that_kind_and_not_cut_short() -> None:
    goaway = payloads.GoAway(error_code=2)
    assert payloads.whole(goaway, payloads.GoAway) is goaway
    assert payloads.whole(goaway, payloads.RstStream) is None
    assert payloads.whole(payloads.GoAway(truncated=b"\1"), payloads.GoAway) is None
