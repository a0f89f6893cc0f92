"""Pushes: promised, accepted or refused, and fulfilled (RFC 9113 8.4)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import Any

from h2craft.actions import Door, PushPromise, Send, fields_of
from h2craft.case.blocks import OK_BLOCK
from h2craft.case.hearing import was_reset
from h2craft.case.marks import missing, writer_of
from h2craft.case.violations import reaction
from h2craft.script import ProtocolError


def promise(request: Any, path: str = "/pushed", **changes: str | None) -> list[tuple[str, str]]:
    """The fields of a lawful promise by this request's server, RFC 9113 8.4.1.

    `changes` are pseudo-header fields with other values, or without one (None).
    """
    parts = request.url_parts
    fields = {"method": "GET", "scheme": parts.scheme, "authority": parts.netloc, "path": path}
    known = {name: changes.get(name, value) for name, value in fields.items()}
    return [(f":{name}", value) for name, value in known.items() if value is not None]


def write_promise(
    about: Any,
    fields: Iterable[tuple[str, str]],
    promised: int = 2,
    *,
    stream_id: int | None = None,
    end_headers: bool = True,
) -> None:
    """PUSH_PROMISE whatever the client takes, by the connection's encoder; RFC 9113 6.6."""
    writer = writer_of(about)
    frame = PushPromise(
        stream_id=writer.default_stream_id if stream_id is None else stream_id,
        promised_stream_id=promised,
        fields=fields_of(fields),
        end_headers=end_headers,
    )
    writer.fire(Send(frames=(frame,), door=Door.WIRE))


def accepted(about: Any, request: Any, promised: int = 2) -> bool:
    """A lawful promise, and whether it stands once the client has read it.

    It is marked as missing where the client has refused it: no rule says then what it has to make
    of frames on that stream (RFC 9113 5.1).
    """
    writer = writer_of(about)
    write_promise(writer, promise(request), promised)
    if reaction(writer) or was_reset(writer, promised):
        missing(writer, "a push that it accepts")
        return False
    return True


def fulfil(about: Any, promised: int = 2) -> None:
    """An empty response to a promise, unless the client has refused it."""
    writer = writer_of(about)
    with contextlib.suppress(ProtocolError):
        if not was_reset(writer, promised):
            writer.write_raw_header_frame(
                [], promised, end_stream=True, end_headers=True, block=OK_BLOCK
            )
