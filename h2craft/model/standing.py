"""A connection's state as JSON values, and taken over from them. Knows no engine and no record.

So a reader can begin in the middle: an engine says how things stand, the fold goes on from there.
What no later frame needs is left out: findings, past moves of windows, bodies, PINGs under way.
Octets are written in hexadecimal.

Sizes are bounded: of open streams the newest are told in full, of the others which they are; of
closed ones the last; of HPACK tables the newest entries. What is missing of a table makes it one
with gaps (`Side.table_lost`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from h2craft.model.finding import Who
from h2craft.model.settings import InFlight
from h2craft.model.side import Block, GoAwaySeen, Side, new_decoder
from h2craft.model.stream import Message, Stream
from h2craft.model.streams import ClosedBy, StreamState
from h2craft.wire import HeaderTable, SettingId

if TYPE_CHECKING:
    from h2craft.model.connection import Connection

Values = dict[str, Any]

LISTED = 1_000
"""Open streams that are told in full."""
LISTED_CLOSED = 1_000
TABLE_OCTETS = 1 << 17
"""Octets of an HPACK table's entries, as RFC 7541 4.1 counts them."""

_OCTETS = ("method", "path", "authority", "scheme")
_PLAIN = ("status", "promised_on", "opened", "script", "held", "out_of_step", "out_of_step_seq")
_MESSAGE: dict[str, Any] = {
    "heads": 0,
    "final": False,
    "ended": False,
    "content_length": None,
    "no_content": False,
    "octets": 0,
    "judged": False,
}
_CONNECTION = ("held", "out_of_step", "out_of_step_seq", "h2_gave_up", "opened_at")
_SIDE = ("owed_update", "highest", "forgotten", "octets_left")  # what is not told is not so
_SIDE_IF_TOLD = ("frames", "octets", "preface", "ended")
_ZERO_SAYS_MUCH = frozenset(("owed_update", "content_length"))


def _facts(thing: Any, names: Iterable[str]) -> Values:
    """The attributes that say something."""
    told = {name: getattr(thing, name) for name in names}
    return {
        name: value
        for name, value in told.items()
        if value or (value == 0 and name in _ZERO_SAYS_MUCH)
    }


def standing_of(connection: Connection, listed: int = LISTED) -> Values:
    """All that `resume` takes; at most `listed` open streams in full."""
    told = _facts(connection, _CONNECTION)
    told |= {"opened": dict(connection.opened), "tls": dict(connection.tls)}
    streams = connection.streams
    hidden = max(0, len(streams) - listed)
    return told | {
        "role": connection.role,
        "peer": _told_side(connection.peer),
        "us": _told_side(connection.us),
        "streams": [told_stream(one) for one in islice(streams.values(), hidden, None)],
        "others": [*connection.unlisted, *islice(streams, hidden)],
        "closed": _told_closed(connection),
    }


def _told_closed(connection: Connection) -> list[list[str | int]]:
    """The last closed streams, oldest first: number, why, and h2's state where it is another."""
    told: list[list[str | int]] = []
    for number in islice(reversed(connection.closed_streams), LISTED_CLOSED):
        stream = connection.closed_streams[number]
        told.append([number, str(stream.closed_by or ClosedBy.ENDED)])
        if stream.h2_state is not None:
            told[-1].append(str(stream.h2_state))
    return told[::-1]


def _told_side(side: Side) -> Values:
    told = _facts(side, (*_SIDE, *_SIDE_IF_TOLD))
    block = side.block
    if block is not None:
        told["block"] = {name: getattr(block, name) for name in _BLOCK}
        told["block"]["octets"] = b"".join(block.octets).hex()
    return told | {
        "settings": [[number, value] for number, value in side.settings.acknowledged.items()],
        "settled": side.settings.settled,
        "in_flight": [
            [one.record, [*map(list, one.values.items())]] for one in side.settings.in_flight
        ],
        "window": side.window.size,
        "table": told_table(side.decoder.table, lost=side.table_lost),
        "goaways": [told_goaway(one) for one in side.goaways],
    }


_BLOCK = ("stream_id", "end_stream", "promised", "readable", "frames", "size")


def told_table(table: HeaderTable, *, lost: bool = False, size: int | None = None) -> Values:
    """An HPACK table, newest entry first; `size` where the maximum told is to be another."""
    entries: list[list[str]] = []
    room = TABLE_OCTETS
    for name, value in table.entries:
        room -= len(name) + len(value) + 32
        if room < 0:
            lost = True
            break
        entries.append([bytes(name).hex(), bytes(value).hex()])
    return {"size": table.max_size if size is None else size, "entries": entries, "lost": lost}


def told_goaway(seen: GoAwaySeen) -> list[Any]:
    return [seen.record, seen.last_stream_id, seen.error_code, seen.debug_data.hex()]


def told_stream(stream: Stream) -> Values:
    told: Values = {"id": stream.stream_id, "state": str(stream.state)}
    told |= {name: value.hex() for name in _OCTETS if (value := getattr(stream, name)) is not None}
    told |= _facts(stream, _PLAIN)
    if stream.h2_state is not None:
        told["h2_state"] = str(stream.h2_state)
    if stream.adopted:
        told["adopted"] = True
    return told | {"received": _told_message(stream.received), "sent": _told_message(stream.sent)}


def _told_message(message: Message) -> Values:
    return _facts(message, _MESSAGE) | {"window": message.window.size}


# Taking over


def resume(connection: Connection, standing: Mapping[str, Any], seq: int, at: float) -> None:
    """Make the connection what it was after record `seq`, at time `at`, as far as that is told.

    A connection that is known from its beginning is left as it is. Of one that is known in part,
    what is not contradicted stays: a stream's path, say. `standing` is what `standing_of` gives,
    or less of it: without "peer", nothing of HTTP/2 has been said yet.
    """
    opened, tls = standing.get("opened"), standing.get("tls")
    connection.opened = connection.opened or dict(opened or {})
    connection.tls = connection.tls or dict(tls or {})
    if connection.opened_at is None:
        connection.opened_at = standing.get("opened_at")
    if "peer" not in standing or connection.opening_seen:
        return
    connection.take_over(seq)
    for name in _CONNECTION:
        if name in standing and name != "opened_at":
            setattr(connection, name, standing[name])
    _streams(connection, standing, seq, at)
    for side, told in ((connection.peer, standing["peer"]), (connection.us, standing["us"])):
        _side(side, told, at)
        numbers = (
            *connection.unlisted,
            *(s.stream_id for s in connection.streams.values() if s.active),
        )
        side.active = sum(connection.opener(number) is side for number in numbers)


def _side(side: Side, told: Mapping[str, Any], at: float) -> None:
    for name in _SIDE:
        setattr(side, name, told.get(name, 0) if name != "owed_update" else told.get(name))
    for name in _SIDE_IF_TOLD:
        if name in told:
            setattr(side, name, told[name])
    side.settings.take_over(
        told["settings"],
        [InFlight(record, dict(pairs)) for record, pairs in told["in_flight"]],
        told.get("settled", 1),
    )
    _window(side.window, told["window"])
    table = told["table"]
    side.decoder = new_decoder()
    side.decoder.table.max_size = table["size"]
    for name, value in reversed(table["entries"]):
        side.decoder.table.insert((bytes.fromhex(name), bytes.fromhex(value)))
    side.table_lost = table["lost"]
    side.goaways.clear()
    for record, last, code, debug in told["goaways"]:
        side.goaways.append(GoAwaySeen(record, last, code, bytes.fromhex(debug)))
    side.block = _block(told["block"]) if "block" in told else None
    side.floods.assume(at)


def _block(told: Mapping[str, Any]) -> Block:
    block = Block(told["stream_id"], told["end_stream"], told["promised"])
    block.readable = told["readable"]
    block.octets = [bytes.fromhex(told["octets"])]
    block.frames, block.size = told["frames"], told["size"]
    return block


def _streams(connection: Connection, standing: Mapping[str, Any], seq: int, at: float) -> None:
    """As told. What the fold has besides was closed long ago, or never more than a mistake."""
    known = {**connection.streams}
    connection.streams.clear()
    connection.unlisted.clear()
    connection.unlisted.update(standing["others"])
    for told in standing["streams"]:
        number = told["id"]
        stream = known.pop(number, None) or connection.closed_streams.pop(number, None)
        if stream is None:
            stream = _new(connection, number)
        _stream(stream, told)
        connection.streams[number] = stream
    closed = {number: said for number, *said in standing["closed"]}
    for stream in known.values():
        stream.state = StreamState.CLOSED
        stream.closed, stream.closed_at = seq, at
    known |= connection.closed_streams
    connection.closed_streams.clear()
    forgotten = {connection.peer.role: standing["peer"], connection.us.role: standing["us"]}
    ended = {
        number: [ClosedBy.ENDED]
        for number in known
        if number <= forgotten[connection.opener(number).role].get("forgotten", 0)
    }
    for number, said in (ended | closed).items():
        stream = known.get(number)
        if stream is None:
            stream = _new(connection, number)
            stream.state = StreamState.CLOSED
        stream.closed_by = ClosedBy(said[0])
        stream.h2_state = StreamState(said[1]) if len(said) > 1 else None
        connection.retire(stream)


def _new(connection: Connection, number: int) -> Stream:
    """A stream whose past is not known."""
    who = Who.PEER if connection.opener(number) is connection.peer else Who.US
    initial = SettingId.INITIAL_WINDOW_SIZE
    stream = Stream(number, who, connection.us.settings[initial], connection.peer.settings[initial])
    stream.adopted = True
    return stream


def _stream(stream: Stream, told: Mapping[str, Any]) -> None:
    exact = "adopted" not in told
    if exact:
        stream.adopted = False
    stream.state = StreamState(told["state"])
    stream.h2_state = StreamState(told["h2_state"]) if "h2_state" in told else None
    for name in _OCTETS:
        if exact or name in told:
            setattr(stream, name, bytes.fromhex(told[name]) if name in told else None)
    if exact:
        stream.status, stream.promised_on = None, 0
        stream.out_of_step, stream.out_of_step_seq = "", 0
    for name in _PLAIN:
        if name in told:
            setattr(stream, name, told[name])
    for message, said in ((stream.received, told["received"]), (stream.sent, told["sent"])):
        for name, usual in _MESSAGE.items():
            if exact or name in said:
                setattr(message, name, said.get(name, usual))
        _window(message.window, said["window"])


def _window(window: Any, size: int) -> None:
    if window.size != size:
        window.size = size
        window.moves.clear()
