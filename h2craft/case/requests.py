"""Requests a case needs: one after the other, at the same time, or of one variant."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, TypeVar

from h2craft.case.answers import leave_open, refuse, whole
from h2craft.case.hearing import ARRIVAL_SECONDS
from h2craft.case.marks import missing

_Value = TypeVar("_Value")


def chosen(request: Any, variants: Mapping[str, _Value]) -> _Value:
    """The variant the URL asks for, `?variant=NAME`; the first one where it asks for none."""
    name = request.GET.first("variant", None)
    return variants[
        str(name, "latin-1") if isinstance(name, bytes) else name or next(iter(variants))
    ]


class Turns:
    """Requests that have to come one after the other on one connection.

    One for a case, at module level: `TURNS = Turns(2)`; a request's hooks ask `of`.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._streams: dict[Any, list[int]] = {}

    def of(self, about: Any, request: Any) -> int:
        """How many-th of its connection it is, from 1.

        It is marked as missing where the client asks for the next one on another connection.
        """
        streams = self._streams.setdefault(request.client_address, [])
        if request.h2_stream_id not in streams:
            streams.append(request.h2_stream_id)
            if len(streams) < request.ordinal <= self._count:
                missing(about, f"{self._count} requests on one connection")
        return streams.index(request.h2_stream_id) + 1


class Meeting:
    """Requests that have to be there at the same time, however they come in.

    One for a case, at module level: `BOTH = Meeting(2)`; each request's hook calls `wait`.

    leader  the stream of the one that is `led` to write for all, once they have met
    """

    def __init__(self, count: int) -> None:
        self.leader = 0
        self._barrier = threading.Barrier(count)
        self._count = count
        self._connections: set[Any] = set()
        self._streams: list[int] = []

    def wait(self, about: Any, request: Any = None, seconds: float = ARRIVAL_SECONDS) -> bool:
        """Wait for the others. False, and marked, where they do not come; answer it then.

        With its `request` from each of them, all have to be on one connection.
        """
        if request is not None:
            self._connections.add(request.client_address)
        try:
            self._barrier.wait(seconds)
        except threading.BrokenBarrierError:
            missing(about, f"{self._count} requests at the same time")
            return False
        if len(self._connections) > 1:
            missing(about, f"{self._count} requests at the same time on one connection")
            return False
        return True

    def led(self, about: Any, request: Any, by: int = -1) -> tuple[int, ...]:
        """Their streams, lowest first, for the one that writes for all: that on the highest of
        them, or on the one of that index.

        Empty for the others: their streams are left to it. One that comes alone is answered, and
        so that no second try makes good what the case is about, a later one is reset.
        """
        if request.ordinal > self._count:
            refuse(about)
            return ()
        self._streams.append(request.h2_stream_id)
        if not self.wait(about, request):
            whole(about)
            return ()
        leave_open(about)
        streams = tuple(sorted(self._streams))
        self.leader = streams[by]
        return streams if request.h2_stream_id == self.leader else ()
