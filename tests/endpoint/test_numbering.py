from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hyperframe.frame import DataFrame, HeadersFrame

from h2craft.actions import (
    NEW_STREAM,
    Continuation,
    Data,
    Door,
    Headers,
    Note,
    Raw,
    Send,
    fields_of,
)
from h2craft.trace import Kind

Call = Callable[..., Any]

GET = fields_of([(":method", "GET"), (":scheme", "https"), (":authority", "a"), (":path", "/")])


def asking(*more: Any, door: Door = Door.LAWFUL, inform: bool = True, **changes: Any) -> Send:
    head = Headers(stream_id=NEW_STREAM, fields=GET, **changes)
    return Send(frames=(head, *more), door=door, inform=inform)


def test_each_request_has_the_next_odd_stream_and_the_outcome_names_it(call: Call) -> None:
    peer = call()
    for number in (1, 3, 5):
        assert peer.fires(asking(end_stream=True)).stream_id == number
        peer.wants_fields(number, flags={"END_STREAM", "END_HEADERS"})


def test_all_of_an_action_that_says_so_is_of_one_stream(call: Call) -> None:
    peer = call()
    body = Data(stream_id=NEW_STREAM, data=b"abc", end_stream=True)
    assert peer.fires(asking(body)).accepted
    peer.wants_fields(1)
    assert peer.wants(DataFrame, stream_id=1).data == b"abc"


def test_the_action_is_recorded_with_the_number(call: Call) -> None:
    peer = call()
    peer.fires(asking(end_stream=True))
    peer.wants_fields(1)
    assert peer.records(Kind.ACTION_FIRED)[-1].detail.frames[0].stream_id == 1


def test_a_preview_shows_the_number_and_takes_none(call: Call) -> None:
    peer = call()
    for _ in range(2):
        (frame,) = peer.endpoint.preview(asking(end_stream=True), peer.now).frames
        assert frame.octets[5:9] == b"\0\0\0\1"


def test_the_number_is_above_those_h2_was_not_told_of(call: Call) -> None:
    peer = call()
    peer.fires(Send(frames=(Headers(stream_id=9, fields=GET),), door=Door.WIRE, inform=False))
    peer.wants_fields(9)
    assert peer.fires(asking(end_stream=True)).stream_id == 11
    peer.wants_fields(11)


def test_a_stream_that_no_client_may_open_takes_no_number(call: Call) -> None:
    peer = call()
    peer.fires(Send(frames=(Headers(stream_id=6, fields=GET),), door=Door.WIRE))
    peer.wants_fields(6)
    assert peer.fires(asking(end_stream=True)).stream_id == 1
    peer.wants_fields(1)


def test_by_the_wire_door_the_number_goes_on_when_h2_has_given_up(call: Call) -> None:
    peer = call()
    peer.sends(DataFrame(1, b"on an idle stream"))
    peer.unread.clear()
    for number in (1, 3):
        assert peer.fires(asking(door=Door.WIRE)).stream_id == number
        peer.wants(HeadersFrame, stream_id=number)


def test_a_block_in_pieces_is_of_one_stream(call: Call) -> None:
    peer = call()
    rest = Continuation(stream_id=NEW_STREAM, fields=fields_of([("a", "b")]))
    peer.fires(asking(rest, door=Door.WIRE, end_headers=False))
    assert dict(peer.wants_fields(1))["a"] == "b"


def test_where_no_number_is_left_it_is_refused(call: Call) -> None:
    peer = call()
    peer.fires(Send(frames=(Raw(type=1, flags=4, stream_id=2**31 - 1, payload=b"\x82"),)))
    peer.fires(Send(frames=(Headers(stream_id=2**31 - 1, fields=GET, end_stream=True),)))
    peer.wants_fields(2**31 - 1)
    reason = peer.refused(asking(), "5.1.1")
    assert reason == "there is no next stream for us to open"
    assert "(RFC 9113 5.1.1)" in peer.refused(asking(door=Door.WIRE), "")


def test_a_server_opens_no_stream_so(greet: Call) -> None:
    peer = greet()
    assert peer.refused(asking(), "5.1.1") == "there is no next stream for us to open"


def test_what_is_no_frame_is_left_to_be_refused(call: Call) -> None:
    peer = call()
    nonsense: Any = (7,)
    assert not peer.fires(Send(frames=nonsense)).accepted
    none: Any = None
    assert not peer.fires(Send(frames=none)).accepted
    assert peer.fires(Note(text="no frame at all")).stream_id is None
