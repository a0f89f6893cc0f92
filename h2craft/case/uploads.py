"""DATA of the client: counted, stopped by our windows and let go, and the room for ours."""

from __future__ import annotations

import contextlib
import time
from typing import Any

from h2craft.case.hearing import ARRIVAL_SECONDS
from h2craft.case.marks import writer_of
from h2craft.script import ProtocolError
from h2craft.wire import END_STREAM, Frame


def uploaded(about: Any, octets: int = 0, seconds: float = ARRIVAL_SECONDS) -> int:
    """Octets of DATA, padding counted, that came on the stream since this was last asked.

    Waits till there are so many, or the client's half of the stream has ended.
    """
    pattern, count = f"type:DATA stream:{writer_of(about).default_stream_id}", 0
    until = time.monotonic() + seconds
    with contextlib.suppress(TimeoutError, ProtocolError):
        while True:
            left = until - time.monotonic() if count < octets else 0.0
            frame = Frame(writer_of(about).wait_for(pattern, timeout=max(0.0, left)).octets)
            count += len(frame.payload)
            octets = 0 if frame.flags & END_STREAM else octets
    return count


def room(about: Any, stream_id: int | None = None) -> int:
    """Octets of DATA the client takes now on this stream; on stream 0, on the connection."""
    writer = writer_of(about)
    chosen_id = writer.default_stream_id if stream_id is None else stream_id
    return int(writer._channel.window(chosen_id))


def stop_uploads(connection: Any) -> None:
    """For `handle_opening`: an upload stops when it has sent 65,535 octets, and so do all
    together."""
    connection.policy(window_update="drop")
    connection.greet(usual=False)


def let_go(about: Any, *also: int) -> None:
    """The end of `stop_uploads`, for this stream and others."""
    writer = writer_of(about)
    with contextlib.suppress(ProtocolError):
        writer.policy(window_update="send")
        for stream_id in (0, writer.default_stream_id, *also):
            writer.write_window_update(1 << 20, stream_id)
