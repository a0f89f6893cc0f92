"""What an endpoint knows of its connection, as the JSON values `model.resume` takes.

So whoever comes late need not read a million records. Costs what the open streams cost, and is
asked for between two calls: what the journal has as sent is what has been counted by then.

h2 and the wire agree as long as nothing but lawful frames goes out and the peer keeps to the
rules; from where they may part a `shadow` follows the wire, and it is asked instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from h2craft.endpoint.refusal import Before
from h2craft.model import LISTED_CLOSED, told_goaway, told_table
from h2craft.wire import SettingId

if TYPE_CHECKING:
    from h2craft.endpoint.endpoint import Endpoint

Values = dict[str, Any]

_CLOSED_BY = {"SEND_RST_STREAM": "reset-sent", "RECV_RST_STREAM": "reset-received"}
_NOT_OPEN = frozenset(("idle", "closed"))


def by_h2(endpoint: Endpoint, listed: int, before: Before | None = None) -> Values:
    """As h2 and the endpoint's own counts have it; `before` puts back what one frame changed."""
    lawful = endpoint.lawful
    connection = lawful.h2
    states = dict(_states(endpoint, before))
    opened = [number for number, state in states.items() if state not in _NOT_OPEN]
    hidden = max(0, len(opened) - listed)
    closed, forgotten = _closed(endpoint, states)
    highest = connection.highest_inbound_stream_id if before is None else before.highest
    peer = _side(endpoint.judge.goaways_received, forgotten, endpoint.role == "client")
    peer |= {
        "settings": _peer_settings(endpoint),
        "in_flight": [],
        "window": endpoint.inflows.connection.room,
        "table": told_table(lawful.decoder.table),
        "highest": highest,
        "preface": endpoint.role == "client" or endpoint.splitter.preface_seen,
        "octets_left": endpoint.splitter.oversize_left,
    }
    us = _side(endpoint.judge.goaways_sent, forgotten, endpoint.role == "server")
    us |= {
        "settings": [[*pair] for pair in endpoint.ours.acknowledged.items()],
        "in_flight": [
            [one.record, [*map(list, one.values.items())]] for one in endpoint.ours.in_flight
        ],
        "settled": endpoint.ours.settled,
        "window": connection.outbound_flow_control_window,
        "table": told_table(lawful.encoder.table, size=lawful.encoder.table_size_told),
        "highest": connection.highest_outbound_stream_id,
        "preface": endpoint.role == "client",
    }
    return {
        "role": endpoint.role,
        "peer": peer,
        "us": us,
        "streams": [_stream(endpoint, number, states[number]) for number in opened[hidden:]],
        "others": opened[:hidden],
        "closed": closed,
    }


def _states(endpoint: Endpoint, before: Before | None) -> Iterator[tuple[int, str]]:
    """Each stream h2 still has, and its state in RFC 9113 5.1's words."""
    for number, stream in endpoint.lawful.h2.streams.items():
        state = stream.state_machine.state
        if before is not None and number == before.stream_id:
            if before.state is None:
                continue  # the frame would have opened it
            state = before.state
        yield number, _WORDS.get(state.name) or _word(state.name)


_WORDS: dict[str, str] = {}


def _word(name: str) -> str:
    return _WORDS.setdefault(name, name.lower().replace("_", "-"))


def _stream(endpoint: Endpoint, number: int, state: str) -> Values:
    stream = endpoint.lawful.h2.streams[number]
    machine = stream.state_machine
    received: Values = {"window": endpoint.inflows.room_of(number)}
    sent: Values = {"window": stream.outbound_flow_control_window}
    theirs = (number % 2 == 1) == (endpoint.role == "server")
    if machine.headers_received and (theirs or endpoint.role == "client"):
        received |= {"heads": 1, "final": True}
    if machine.headers_sent:
        sent |= {"heads": 1, "final": True}
    if state == "half-closed-remote":
        received["ended"] = True
    elif state == "half-closed-local":
        sent["ended"] = True
    return {"id": number, "state": state, "adopted": True, "received": received, "sent": sent}


def _closed(endpoint: Endpoint, states: dict[int, str]) -> tuple[list[list[Any]], dict[int, int]]:
    """The last closed streams as [number, why], and of odd and even ones below which more were."""
    connection = endpoint.lawful.h2
    over = getattr(connection, "_closed_streams", {})
    closed = [[n, _why(over[n])] for n in islice(reversed(over), LISTED_CLOSED)][::-1]
    still = [number for number, state in states.items() if state == "closed"]
    closed += [[n, _why(connection.streams[n].closed_by)] for n in still]
    forgotten = {0: 0, 1: 0}
    if len(over) + len(still) > LISTED_CLOSED:
        closed = closed[-LISTED_CLOSED:]
        for rest in forgotten:
            lowest = min((n for n, _ in closed if n % 2 == rest), default=0)
            forgotten[rest] = max(0, lowest - 2)
    return closed, forgotten


def _why(closed_by: Any) -> str:
    return _CLOSED_BY.get(getattr(closed_by, "name", ""), "ended")


def _side(goaways: list[Any], forgotten: dict[int, int], even: bool) -> Values:
    told: Values = {"forgotten": forgotten[0 if even else 1], "frames": 1}
    return told | {"goaways": [told_goaway(one) for one in goaways]}


def _peer_settings(endpoint: Endpoint) -> list[list[int]]:
    """h2 puts into force what it is told at once; all in flight is ours alone."""
    settings = endpoint.lawful.h2.remote_settings
    known = {int(number): settings.get(number) for number in settings}
    if endpoint.role == "client":
        known.pop(SettingId.ENABLE_PUSH, None)  # h2's default for servers, who do not announce it
    return [[number, value] for number, value in known.items() if value is not None]
