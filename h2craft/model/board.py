"""All connections of a journal, folded from its records. Knows no rule of any one of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from h2craft.model.connection import Connection
from h2craft.model.reading import Reading, facts
from h2craft.model.standing import resume
from h2craft.trace import Kind, Record

KEPT = 10_000
KEPT_OVER = 256
KEPT_STREAMS = 100


class Board:
    """Feed it every record of a journal, in order, with `fold`.

    connections  by number: those that are not over (the last 10,000), and of those that are the
                 last 256, each with its last 100 streams
    role         ours, where a CONNECTION_OPENED record does not say "role" itself
    """

    def __init__(self, role: str = "server") -> None:
        self.role = role
        self.connections: OrderedDict[int, Connection] = OrderedDict()
        self._over: OrderedDict[int, None] = OrderedDict()

    def fold(self, record: Record) -> Reading:
        """Take in the next record and say what it means. Never raises."""
        if not record.connection:
            return Reading(record)
        connection = self.connections.get(record.connection)
        if connection is None:
            connection = self._begin(record)
        reading = connection.fold(record)
        if record.kind == Kind.CONNECTION_CLOSED:
            self._end(connection)
        return reading

    def resume(self, number: int, standing: Mapping[str, Any], seq: int, at: float) -> Connection:
        """A connection is as somebody else knew it after record `seq`; see `standing.resume`.

        Connections are in the order of their numbers then.
        """
        connection = self.connections.get(number)
        if connection is None:
            role = "client" if standing.get("role", self.role) == "client" else "server"
            connection = self.connections[number] = Connection(number, role)
            if any(other > number for other in self.connections):
                for one in sorted(self.connections):
                    self.connections.move_to_end(one)
        resume(connection, standing, seq, at)
        return connection

    def _begin(self, record: Record) -> Connection:
        role = facts(record).get("role") if record.kind == Kind.CONNECTION_OPENED else None
        connection = Connection(record.connection, "client" if role == "client" else self.role)
        self.connections[record.connection] = connection
        if len(self.connections) > KEPT:
            self.connections.popitem(last=False)
        return connection

    def _end(self, connection: Connection) -> None:
        connection.trim(KEPT_STREAMS)
        self._over[connection.number] = None
        if len(self._over) > KEPT_OVER:
            oldest, _ = self._over.popitem(last=False)
            self.connections.pop(oldest, None)
