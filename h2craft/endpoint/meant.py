"""What an event of h2's means to us, with the header list as it was received.

Settings, pings, windows and the like are read from the octets by the endpoint instead: h2 folds
duplicates away there. Which of h2's classes is which is for `lawful` to know.
"""

from __future__ import annotations

from typing import Any

from h2craft.endpoint import events
from h2craft.endpoint.events import HeaderList


def _ended(event: Any) -> events.StreamEnded | None:
    return None if event.stream_ended is None else events.StreamEnded(event.stream_id)


def _priority(event: Any) -> events.PriorityUpdated | None:
    told = event.priority_updated
    if told is None:
        return None
    return events.PriorityUpdated(told.stream_id, told.depends_on, told.weight, told.exclusive)


def request(event: Any, headers: HeaderList, seq: int) -> events.Event:
    return events.RequestReceived(event.stream_id, headers, _ended(event), _priority(event), seq)


def response(event: Any, headers: HeaderList, seq: int) -> events.Event:
    ended, priority = _ended(event), _priority(event)
    return events.ResponseReceived(event.stream_id, headers, ended, priority, seq)


def informational(event: Any, headers: HeaderList, seq: int) -> events.Event:
    """1xx: it never ends the stream (9113 8.1)."""
    return events.ResponseReceived(event.stream_id, headers, None, _priority(event), seq, True)


def trailers(event: Any, headers: HeaderList, seq: int) -> events.Event:
    return events.TrailersReceived(event.stream_id, headers, _ended(event), _priority(event), seq)


def reset(event: Any, headers: HeaderList, seq: int) -> events.Event:
    return events.StreamReset(event.stream_id, int(event.error_code), event.remote_reset, seq)


def push(event: Any, headers: HeaderList, seq: int) -> events.Event:
    return events.PushReceived(event.parent_stream_id, event.pushed_stream_id, headers, seq)
