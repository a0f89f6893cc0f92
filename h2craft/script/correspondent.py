"""One connection a client's script talks on: what it has heard there, and how its calls end.

Knows the link and the channels made for it; runs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from h2craft.endpoint import Event, events
from h2craft.script.answers import Answers
from h2craft.script.asking import ClientConnection, Usual
from h2craft.script.errors import ConnectionClosed, StreamClosed
from h2craft.script.linkchannel import LinkChannel
from h2craft.wire import error_code_name

if TYPE_CHECKING:
    from h2craft.engine import Link
    from h2craft.script.host import ScriptHost


class Correspondent:
    """See the module. `path` is the script's."""

    def __init__(self, host: ScriptHost, link: Link, path: str) -> None:
        self._host = host
        self._link = link
        self._path = path
        self._answers = Answers()
        self._channels: list[LinkChannel] = []
        self._closed: StreamClosed | None = None
        self.channel = self._channel(0)

    # On the loop's thread

    def heard(self, event: Event) -> None:
        """The next event of the connection."""
        self._answers.take(event)
        if isinstance(event, events.StreamReset):
            by = "the server" if event.remote else "us"
            code = error_code_name(event.error_code)
            self._end(StreamClosed(f"the stream was reset by {by}: {code}"), event.stream_id)

    def closed(self, why: ConnectionClosed) -> None:
        """The connection is gone."""
        self._closed = why
        self._end(why)

    def _end(self, why: StreamClosed, stream_id: int | None = None) -> None:
        for channel in self._channels:
            if stream_id in (None, channel.stream_id):
                channel.raw_ends = stream_id is None  # what is raw goes out after a reset too
                channel.closed = channel.closed or why

    # On the script's

    def connection(
        self, usual: Usual, reconnect: Callable[[], ClientConnection]
    ) -> ClientConnection:
        """The connection as the script has it."""
        channel = self.channel
        return ClientConnection(
            channel,
            self._answers,
            usual,
            open_channel=self._channel,
            next_stream=channel.next_stream_id,
            read=channel.read,
            reconnect=reconnect,
            since=channel.position(),
        )

    def _channel(self, stream_id: int) -> LinkChannel:
        host = self._host
        made = LinkChannel(
            self._link,
            host.pool,
            host.outbox,
            stream_id,
            hands=host.hands,
            wait_seconds=host.pace.wait_seconds,
        )
        made.script = self._path
        made.closed = self._closed
        self._channels.append(made)
        return made
