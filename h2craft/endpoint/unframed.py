"""Octets that are no frame: a wrong preface, a frame too long, a server that speaks something else.

The endpoint gives up on them, with a reason that says which it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from h2craft.endpoint.refusal import GaveUp
from h2craft.wire import ErrorCode, elide, escape

if TYPE_CHECKING:
    from h2craft.endpoint.endpoint import Endpoint

LINE_SHOWN = 80
_TLS = frozenset((b"\x15", b"\x16"))  # alert, handshake


def give_up(endpoint: Endpoint, octets: bytes, *, oversize: bool) -> GaveUp:
    """Retire h2 with the reason; `oversize`: these begin a frame that is too long to be taken."""
    splitter, lawful = endpoint.splitter, endpoint.lawful
    if not oversize:
        reason = f"not the connection preface: octet {splitter.preface_failed_at} differs"
        return lawful.retire(reason, ErrorCode.PROTOCOL_ERROR, "3.4")
    other = spoken(endpoint, octets)
    if other:
        return lawful.retire(other, ErrorCode.PROTOCOL_ERROR, "3.4")
    claimed, most = int.from_bytes(octets[:3], "big"), splitter.max_frame_size
    reason = f"a frame of {claimed:,} octets is longer than MAX_FRAME_SIZE {most:,}"
    return lawful.retire(reason, ErrorCode.FRAME_SIZE_ERROR, "4.2")


def spoken(endpoint: Endpoint, octets: bytes) -> str:
    """What a server speaks in place of HTTP/2, by the first of it; empty where that is unknown."""
    if endpoint.role == "server" or endpoint.lawful.fed:
        return ""
    if octets[:7] == b"HTTP/1.":
        line = octets.partition(b"\n")[0].rstrip(b"\r")[: LINE_SHOWN + 1]
        return f"the server speaks HTTP/1.1, not HTTP/2: {elide(escape(line), LINE_SHOWN)}"
    if octets[:1] in _TLS and octets[1:2] == b"\x03":
        return "the server speaks TLS on this port: use https"
    return ""
