"""Responses as they should be, whole and in halves, and those that end in a failure."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable
from typing import Any

from h2craft.actions import Data, Send
from h2craft.case.marks import writer_of
from h2craft.script import ProtocolError

FIRST = "the first half, "
REST = "and the rest\n"
BODY = FIRST + REST
FIELDS = (("content-type", "text/plain"),)

ACT_FRAMES = 200
"""Of many frames so many leave as one action."""


def half(
    about: Any,
    status: int = 200,
    fields: Any = FIELDS,
    first: str = FIRST,
    *,
    stream_id: int | None = None,
) -> None:
    """The head of a response and the first half of its body; no content-length."""
    writer = writer_of(about)
    writer.write_headers(fields, status, stream_id=stream_id)
    writer.write_data(first, stream_id=stream_id)


def whole(
    about: Any,
    body: str = BODY,
    status: int = 200,
    fields: Any = FIELDS,
    *,
    stream_id: int | None = None,
) -> None:
    """A response as it should be."""
    writer = writer_of(about)
    writer.write_headers(fields, status, stream_id=stream_id)
    writer.write_data(body, last=True, stream_id=stream_id)


def write_frames(about: Any, pieces: Iterable[bytes], *, padding: int | None = None) -> None:
    """Each of them in a DATA frame of its own, as the windows allow; it may be thousands."""
    writer = writer_of(about)
    stream_id, left = writer.default_stream_id, iter(pieces)
    while some := tuple(itertools.islice(left, ACT_FRAMES)):
        frames = (Data(stream_id=stream_id, data=one, padding=padding, whole=True) for one in some)
        writer.fire(Send(frames=tuple(frames)))


def leave_open(about: Any) -> None:
    """Nothing more is to be written on this stream, not even its end."""
    writer = writer_of(about)
    if hasattr(writer, "leave_open"):
        writer.leave_open()


def refuse(about: Any) -> None:
    """Half a response and RST_STREAM INTERNAL_ERROR: a failure nobody has a reason to retry."""
    with contextlib.suppress(ProtocolError):
        half(about)
        writer_of(about).write_rst_stream("INTERNAL_ERROR")
