"""How the strict client behaves when it sends: what group E of the catalogue looks at.

Each function is a door through which the client sends; a client with a defect of group E has one
that does what it must not. With no defect they change nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frames
from exchange import Request
from fieldblocks import Field
from rules import off

if TYPE_CHECKING:
    from connection import Connection

UNUSED_FLAG = 0x40
TINY_CREDIT = 50


def preface(connection: Connection) -> None:
    connection.out += frames.PREFACE
    if off("E/3.4/preface"):
        connection.out += frames.packed(frames.PING, 0, 0, b"too soon")


def own_settings(connection: Connection, own: dict[int, int]) -> None:
    pairs = list(own.items())
    if off("E/6.5.2/own-settings-legal"):
        pairs.append((frames.MAX_FRAME_SIZE, 1))
    if off("E/6.5.2/enable-push-off"):
        pairs.remove((frames.ENABLE_PUSH, 0))
    if off("E/6.5.2/duplicate-settings"):
        pairs.append(pairs[0])
    connection.send(frames.SETTINGS, 0, 0, frames.packed_settings(pairs))


def acknowledge(connection: Connection) -> None:
    """6.5.3: at once, and once."""
    if off("A/6.5.3/settings-ack-prompt"):
        return
    connection.send(frames.SETTINGS, frames.ACK, 0)
    if off("E/6.5.3/ack-count", "A/6.5/empty-settings", "A/6.5.3/settings-many-in-one"):
        connection.send(frames.SETTINGS, frames.ACK, 0)


def answer_ping(connection: Connection, payload: bytes) -> None:
    """6.7: with the same octets."""
    if off("E/6.7/ping-acks", "A/6.7/ping-during-request"):
        payload = payload[::-1]
    if not off("A/6.7/ping-during-upload"):
        connection.send(frames.PING, frames.ACK, 0, payload)
    if off("E/5.1/frames-on-closed"):
        for stream in connection.streams.requests:
            connection.send(frames.DATA, 0, stream.id, b"more")


def fields(request: Request, kept: list[Field]) -> list[Field]:
    """8.2 and 8.3.1: of a request."""
    for rule, added in _ADDED.items():
        if off(rule):
            kept = [*kept, added]
    for rule, (name, value) in _CHANGED.items():
        if off(rule):
            kept = [(name, value(old)) if old[0] == name else old for old in kept]
    if off("E/8.2/lowercase-names"):
        kept = [(name.title() if name[:1] != b":" else name, value) for name, value in kept]
    if off("E/8.3.1/pseudo-fields"):
        kept = kept[1:] + kept[:1]
    if off("E/8.5/connect-fields") and request.tunnel:
        kept = [(b":scheme", b"https"), (b":path", b"/"), *kept]
    return kept


_ADDED: dict[str, Field] = {
    "E/8.2.2/no-connection-fields": (b"connection", b"keep-alive"),
    "E/8.2.1/values-valid": (b"x-padded", b" around "),
}
_CHANGED = {
    "E/8.3.1/authority": (b":authority", lambda old: b"me@" + old[1]),
    "E/8.1.1/content-length-sent": (b"content-length", lambda old: b"%d" % (int(old[1]) + 1)),
    "E/8.3.1/options-asterisk": (b":path", lambda old: b"/" if old[1] == b"*" else old[1]),
}


def trailers(kept: list[Field]) -> list[Field]:
    return [(b":path", b"/"), *kept] if off("E/8.1/trailers-sent") else kept


def outgoing(
    connection: Connection, kind: int, flags: int, stream_id: int, payload: bytes
) -> list[bytes]:
    """The frames that leave where this one is to leave."""
    whole = frames.packed(kind, flags, stream_id, payload)
    if kind == frames.HEADERS:
        return _headers(connection, flags, stream_id, payload, whole)
    if kind == frames.WINDOW_UPDATE:
        return _window_update(stream_id, payload, whole)
    if kind == frames.DATA and flags & frames.END_STREAM and off("E/5.1/data-after-end-stream"):
        return [whole, frames.packed(frames.DATA, 0, stream_id, b"more")]
    if kind == frames.GOAWAY and off("E/5.4.1/goaway-code-known"):
        return [frames.packed(kind, flags, stream_id, payload[:4] + frames.word(0x1234))]
    if kind == frames.GOAWAY and off("E/6.8/goaway-last-stream"):
        return [whole, frames.packed(kind, flags, stream_id, frames.word(2) + payload[4:])]
    if kind == frames.GOAWAY and off("E/9.1/closes-politely"):
        return []
    return [whole]


def _headers(
    connection: Connection, flags: int, stream_id: int, block: bytes, whole: bytes
) -> list[bytes]:
    first = frames.packed(frames.HEADERS, flags & ~frames.END_HEADERS, stream_id, block[:10])
    rest = frames.packed(frames.CONTINUATION, frames.END_HEADERS, stream_id, block[10:])
    if off("E/4.1/flags-unused-zero"):
        return [frames.packed(frames.HEADERS, flags | UNUSED_FLAG, stream_id, block)]
    if off("E/4.3/contiguous-field-block"):
        return [first, frames.packed(frames.PING, 0, 0, b"too soon"), rest]
    if off("E/6.10/needless-continuation"):
        return [first, rest]
    if off("E/6.6/no-push-promise"):
        promise = frames.word(2) + block
        return [whole, frames.packed(frames.PUSH_PROMISE, frames.END_HEADERS, stream_id, promise)]
    if off("E/5.3/priority-signals"):
        block = frames.word(0) + b"\x0f" + block
        return [frames.packed(frames.HEADERS, flags | frames.PRIORITIZED, stream_id, block)]
    if off("E/6.4/rst-on-idle"):
        idle = connection.streams.next_id + 10
        return [whole, frames.packed(frames.RST_STREAM, 0, idle, frames.word(8))]
    if off("E/5.1/data-after-end-stream") and flags & frames.END_STREAM:
        return [whole, frames.packed(frames.DATA, 0, stream_id, b"more")]
    if off("E/8.1/ends-its-streams") and flags & frames.END_STREAM:
        return [frames.packed(frames.HEADERS, flags & ~frames.END_STREAM, stream_id, block)]
    return [whole]


def _window_update(stream_id: int, payload: bytes, whole: bytes) -> list[bytes]:
    octets = frames.word_at(payload)
    if off("E/6.9/window-update-legal"):
        return [whole, frames.packed(frames.WINDOW_UPDATE, 0, stream_id, frames.word(0))]
    if off("E/6.9/credit-too-small"):
        tiny = frames.packed(frames.WINDOW_UPDATE, 0, stream_id, frames.word(TINY_CREDIT))
        return [tiny] * (octets // TINY_CREDIT)
    return [whole]
