"""A standing as h2 and the endpoint's own counts have it.

That this is what the wire shows is a property: see tests/properties/test_standing_machine.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    HeadersFrame,
    PushPromiseFrame,
    RstStreamFrame,
    SettingsFrame,
)

from h2craft.actions import Data, GoAway, Headers, PushPromise, RstStream, Send, Settings, fields_of
from h2craft.endpoint import standing
from h2craft.endpoint.standing import by_h2
from h2craft.model import Connection, resume

OK = fields_of([(":status", "200")])
Greet = Callable[..., Any]


def late(peer: Any) -> Connection:
    made = Connection(1)
    resume(made, standing(peer.endpoint), peer.journal.last, peer.now)
    return made


def test_an_upload_and_a_download_with_their_windows(greet: Greet) -> None:
    peer = greet()
    peer.sends(peer.headers(1, peer.POST))
    peer.sends(DataFrame(1, bytes(1000)))
    peer.request(3)
    peer.fires(Send(frames=(Headers(stream_id=3, fields=OK), Data(stream_id=3, data=b"x" * 80))))
    peer.wants_fields(3)
    peer.wants(DataFrame)
    streams = late(peer).streams
    assert {n: str(s.state) for n, s in streams.items()} == {1: "open", 3: "half-closed-remote"}
    assert streams[1].received_window.size == (256 << 10) - 1000
    assert streams[3].sent_window.size == 65_535 - 80
    assert late(peer).us.window.size == 65_535 - 80
    assert late(peer).peer.window.size == (1 << 20) - 1000


def test_data_that_waits_has_not_been_sent(greet: Greet) -> None:
    peer = greet({4: 10})
    peer.request(1)
    peer.fires(Send(frames=(Headers(stream_id=1, fields=OK), Data(stream_id=1, data=b"x" * 80))))
    peer.wants_fields(1)
    peer.wants(DataFrame, data=b"x" * 10)
    assert late(peer).us.window.size == 65_525
    assert late(peer).streams[1].sent_window.size == 0


def test_the_window_of_an_upload_that_has_ended_is_still_known(greet: Greet) -> None:
    peer = greet()
    peer.sends(peer.headers(1, peer.POST))
    peer.sends(DataFrame(1, bytes(1000), flags=["END_STREAM"]))
    assert late(peer).streams[1].received_window.size == (256 << 10) - 1000


def test_our_settings_in_flight_are_told_with_their_records(greet: Greet) -> None:
    peer = greet()
    peer.fires(Send(frames=(Settings(pairs=((5, 20_000), (3, 7))),)))
    peer.wants(SettingsFrame)
    ours = late(peer).us.settings
    assert dict(ours.in_flight[0].values) == {5: 20_000, 3: 7}
    assert ours.in_flight[0].record == peer.journal.last
    peer.sends(SettingsFrame(0, flags=["ACK"]))
    assert late(peer).us.settings[3] == 7


def test_closed_streams_goaways_and_promises(greet: Greet) -> None:
    peer = greet()
    for stream_id in (1, 3, 5):
        peer.sends(peer.headers(stream_id, peer.POST))
    peer.sends(RstStreamFrame(1, error_code=8))
    peer.fires(Send(frames=(RstStream(stream_id=3), PushPromise(stream_id=5, fields=GET))))
    peer.wants(RstStreamFrame)
    peer.wants(PushPromiseFrame)
    peer.fires(Send(frames=(GoAway(debug_data=b"enough"),)))
    peer.unread.clear()
    known = late(peer)
    closed = {number: str(one.closed_by) for number, one in known.closed_streams.items()}
    assert closed == {1: "reset-received", 3: "reset-sent"}
    assert str(known.streams[2].state) == "reserved-local"
    assert known.us.goaways[-1].debug_data == b"enough"
    assert (known.peer.highest, known.us.highest) == (5, 2)


GET = fields_of([(":method", "GET"), (":scheme", "https"), (":authority", "a"), (":path", "/")])


def test_a_block_that_is_under_way_is_told_as_the_wire_has_it(greet: Greet) -> None:
    peer = greet()
    block = peer.encoder.encode(list(peer.GET))
    peer.sends(HeadersFrame(1, block[:4], flags=["END_STREAM"]))
    known = late(peer)
    assert (known.peer.block is not None, str(known.streams[1].state)) == (
        True,
        "half-closed-remote",
    )
    peer.sends(ContinuationFrame(1, block[4:], flags=["END_HEADERS"]))
    assert late(peer).peer.block is None


def test_a_table_size_that_is_not_told_yet_is_not_the_peers(greet: Greet) -> None:
    peer = greet()
    peer.request(1)
    peer.fires(Send(frames=(Headers(stream_id=1, fields=OK, end_stream=True),)))
    peer.wants_fields(1)
    peer.sends(SettingsFrame(0, {1: 64}))
    peer.wants(SettingsFrame)
    assert late(peer).us.decoder.table.max_size == 4096


def test_only_the_newest_of_many_streams_are_told_in_full(greet: Greet) -> None:
    peer = greet()
    for stream_id in range(1, 21, 2):
        peer.sends(peer.headers(stream_id, peer.POST))
    told = by_h2(peer.endpoint, 3)
    assert [row["id"] for row in told["streams"]] == [15, 17, 19]
    assert told["others"] == [1, 3, 5, 7, 9, 11, 13]


def test_of_very_many_closed_streams_the_last_are_told(greet: Greet) -> None:
    peer = greet()
    for stream_id in range(1, 2_301, 2):
        peer.now += 0.1
        peer.sends(peer.headers(stream_id, peer.POST), RstStreamFrame(stream_id))
    known = late(peer)
    assert len(known.closed_streams) == 1_000
    assert known.peer.forgotten == 2_299 - 2_000
