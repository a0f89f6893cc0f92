"""The wire's side of a conversation, followed from where h2 may part from it. Asks nobody.

Frames by the wire door, replies that are held, a peer at fault: what h2 has of the streams then is
no longer what the wire shows, and nobody could say later what that was without reading all the
records. So from the record before such a thing on, each record is also folded, by the very model
that whoever reads the journal folds it with. Most connections never need this and pay nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from h2craft.actions import (
    AltSvc,
    CraftedFrame,
    Data,
    Headers,
    Origin,
    Ping,
    Priority,
    Reply,
    RstStream,
)
from h2craft.endpoint.crafting import informational, pseudo_fields
from h2craft.endpoint.refusal import GaveUp
from h2craft.endpoint.standing import by_h2
from h2craft.model import LISTED, Connection, resume, standing_of
from h2craft.trace import Journal, Kind, NullJournal, Record
from h2craft.trace import Origin as Cause
from h2craft.wire import FrameType, HeaderTable

if TYPE_CHECKING:
    from h2craft.endpoint.endpoint import Endpoint

Values = dict[str, Any]

MOST_STREAMS = 1 << 20
_FOLDED = frozenset(
    {
        Kind.FRAME_RECEIVED,
        Kind.FRAME_SENT,
        Kind.FRAME_HELD,
        Kind.FRAME_DROPPED,
        Kind.OCTETS_RECEIVED,
        Kind.OCTETS_SENT,
        Kind.PREFACE_RECEIVED,
        Kind.H2_GAVE_UP,
    }
)


class Following:
    """A journal that folds what it is given before it returns.

    connection   as the wire shows it; its findings are not kept
    """

    def __init__(self, journal: Journal, connection: Connection) -> None:
        self.journal = journal
        self.connection = connection

    @property
    def last(self) -> int:
        return self.journal.last

    def append(
        self,
        at: float,
        connection: int,
        kind: int,
        octets: bytes = b"",
        cause: int = 0,
        origin: int = 0,
        detail: Any = None,
    ) -> int:
        seq = self.journal.append(at, connection, kind, octets, cause, origin, detail)
        if kind in _FOLDED:
            self.connection.fold(
                Record(seq, at, connection, Kind(kind), octets, cause, Cause(origin), detail)
            )
        return seq


def standing(endpoint: Endpoint, listed: int = LISTED) -> Values:
    """How the connection stands, JSON values for `model.resume`, as of the journal's last record.

    At most `listed` open streams in full, the newest. To be asked on the endpoint's thread.
    """
    journal = endpoint.journal
    if isinstance(journal, Following):
        return standing_of(journal.connection, listed)
    if endpoint.lawful.block:
        return standing_of(_made(endpoint, 0.0, None), listed)
    return by_h2(endpoint, listed)


def follow(endpoint: Endpoint, now: float, gone: GaveUp | None = None, seq: int = 0) -> None:
    """Follow the wire from here on; `gone`: h2 has given up because of record `seq`."""
    journal = endpoint.journal
    if isinstance(journal, Following | NullJournal):
        return
    connection = _made(endpoint, now, gone)
    if gone is not None and gone.before is not None and gone.before.frame_type != FrameType.DATA:
        _fold_the_last(endpoint, connection, gone, journal.get(seq))
    endpoint.journal = Following(journal, connection)


def _made(endpoint: Endpoint, now: float, gone: GaveUp | None) -> Connection:
    """The connection as h2 has it, with the part of a header block that h2 has only kept."""
    before = None if gone is None else gone.before
    connection = Connection(endpoint.connection, endpoint.role)
    connection.findings = type(connection.findings)(maxlen=0)
    last = endpoint.journal.last
    resume(connection, by_h2(endpoint, MOST_STREAMS, before), last, now)
    for seq, octets in endpoint.lawful.block if before is None else before.block:
        connection.fold(Record(seq, now, endpoint.connection, Kind.FRAME_RECEIVED, octets))
    return connection


def _fold_the_last(
    endpoint: Endpoint, connection: Connection, gone: GaveUp, record: Record | None
) -> None:
    """What h2 has refused, on the state before it. Its header block may have been read already."""
    if record is None or gone.before is None:
        return
    connection.fold(record)
    decoder = endpoint.lawful.decoder
    if gone.table_lost:
        connection.peer.lose_table()
    elif not connection.peer.table_lost and decoder.blocks != gone.before.blocks:
        table = HeaderTable(decoder.table.max_size)
        for entry in reversed(decoder.table.entries):
            table.insert(entry)
        connection.peer.decoder.table = table


def follow_policy(endpoint: Endpoint, policy: Mapping[str, Reply], now: float) -> None:
    """Follow if replies may be held or dropped: h2 will believe that they were sent."""
    if any(reply is not Reply.SEND for reply in policy.values()):
        follow(endpoint, now)


def follow_wire(endpoint: Endpoint, crafted: CraftedFrame, now: float, *, inform: bool) -> None:
    """Follow unless h2 and the wire agree for certain after this frame by the wire door."""
    if isinstance(endpoint.journal, Following):
        return
    in_step = inform and endpoint.lawful.gone is None
    if not (in_step and (type(crafted) in _HARMLESS or _agreed(endpoint, crafted))):
        follow(endpoint, now)


_HARMLESS = frozenset((Ping, Priority, AltSvc, Origin))


def _agreed(endpoint: Endpoint, crafted: CraftedFrame) -> bool:
    """h2 has the stream in a state for this, and a header block is our encoder's own."""
    stream_id, lawful = crafted.stream_id or 0, endpoint.lawful
    if not lawful.is_open(stream_id):
        return False
    answered = bool(lawful.headers_sent(stream_id))
    if isinstance(crafted, Data):
        return answered
    if isinstance(crafted, Headers) and crafted.block is None and crafted.end_headers:
        interim = endpoint.role == "server" and informational(pseudo_fields(crafted.fields))
        return crafted.end_stream if answered else not (interim and crafted.end_stream)
    return isinstance(crafted, RstStream)
