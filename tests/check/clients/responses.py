"""A response as it comes on its stream: head, interim ones, content, trailers. RFC 9113 8.1.

Says when it is complete; what becomes of the stream then is the business of `streams`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frames
from fieldblocks import Field
from frames import Frame
from limits import MAX_INTERIM, MAX_PUSHED_OCTETS, MAX_SMALL_DATA, MUCH_OCTETS, SMALL_OCTETS
from messages import (
    check_response,
    check_trailers,
    content_length,
    has_no_content,
    malformed,
)
from rules import (
    CANCEL,
    ENHANCE_YOUR_CALM,
    FLOW_CONTROL_ERROR,
    NO_ERROR,
    STREAM_CLOSED,
    calm,
    hoard,
    legal,
    off,
    reject,
)
from stream import Stream

if TYPE_CHECKING:
    from connection import Connection


class Responses:
    """All that come on one connection. StreamFault where one is not as it has to be."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._small = 0

    def headers(self, stream: Stream, end: bool, fields: list[Field]) -> bool:
        """Whether the response is complete with this."""
        if stream.final:
            return self._trailers(stream, end, fields)
        status = check_response(fields)
        _unusual_head(status, fields, end)
        if 100 <= status < 200:
            self._informational(stream, status, end)
            return False
        exchange = stream.exchange
        length = content_length(fields)
        stream.final = True
        stream.no_content = has_no_content(exchange.request.method, status)
        stream.expected = None if stream.no_content else length
        exchange.status, exchange.fields = status, fields
        exchange.touched = self._connection.now
        return end and _is_whole(stream)

    def _informational(self, stream: Stream, status: int, end: bool) -> None:
        stream.interim += 1
        legal("A/8.1/interim-100-103" if status in (100, 103) else "A/8.1/interim-unknown")
        if stream.interim > MAX_INTERIM:
            rules = "C/interim-endless", "C/interim-endless-distinct"
            calm("informational responses without end", *rules)
        if end:
            malformed("an informational response that ends", "9113/8.1/interim-end-stream")
        if len(stream.exchange.informational) < MAX_INTERIM:
            stream.exchange.informational.append(status)
        if status == 100:
            legal("A/8.1/expect-100")
            stream.continued = True

    def _trailers(self, stream: Stream, end: bool, fields: list[Field]) -> bool:
        if not end:
            rule = "9113/8.1/headers-after-final-no-end"
            malformed("HEADERS in the middle of a response", rule)
            return False
        legal("A/8.1/trailers", "A/8.1/trailers-undeclared")
        if not stream.received:
            legal("A/8.1/trailers-without-body")
        check_trailers(fields)
        stream.exchange.trailers = fields
        return _is_whole(stream, "D/8.1.1/content-length-with-trailers")

    def data(self, stream: Stream, frame: Frame, content: bytes) -> bool:
        """The same of a DATA frame, `content` being its payload without padding."""
        _unusual_data(frame, content)
        end = bool(frame.flags & frames.END_STREAM)
        if not _may_have(stream, content):
            return False
        stream.received += len(content)
        if off("D/8.1.1/content-length-padding-not-counted"):
            stream.received += len(frame.payload) - len(content)
        if stream.expected is not None and stream.received > stream.expected:
            malformed("more than content-length says", "D/8.1.1/content-length-long")
            stream.expected = None
        if content:
            self._connection.useful()
            self._limit(stream, content)
            stream.exchange.touched = self._connection.now
            stream.unread += content
        else:
            rules = "C/empty-data-flood", "C/padded-empty-data-flood"
            self._connection.strain("empty DATA", *rules)
        return end and _is_whole(stream)

    def _limit(self, stream: Stream, content: bytes) -> None:
        self._small += len(content) < SMALL_OCTETS
        if self._small > (0 if off("C/small-data-flood") else MAX_SMALL_DATA):
            calm("tiny DATA without end", "C/small-data-flood")
        if off("C/push-data-flood" if stream.pushed else "C/body-endless"):
            hoard(MUCH_OCTETS)
        if stream.exchange.length + len(stream.unread) > self._connection.max_body:
            reject(ENHANCE_YOUR_CALM, "more content than is wanted", "C/body-endless")
        if stream.pushed and stream.received > MAX_PUSHED_OCTETS:
            reject(ENHANCE_YOUR_CALM, "more pushed content than is wanted", "C/push-data-flood")


def _may_have(stream: Stream, content: bytes) -> bool:
    """Whether there may be content here at all; what comes late is left out."""
    if stream.receive_window < 0:
        rule = "9113/6.9/overrun-stream"
        reject(FLOW_CONTROL_ERROR, "DATA over the stream's window", rule)
    if stream.remote_done:
        rule = "9113/6.1/half-closed-remote-data"
        reject(STREAM_CLOSED, "DATA behind the end of the response", rule)
        return False
    if not stream.final:
        before, after = "9113/8.1/data-before-headers", "9113/8.1/data-after-interim"
        malformed("DATA before the response", after if stream.interim else before)
        stream.exchange.status = 200
    if content and stream.no_content:
        head = stream.exchange.request.method == "HEAD"
        rule = "D/8.1.1/head-with-data" if head else "D/8.1.1/204-with-data"
        malformed("content where there can be none", rule)
    return True


def _is_whole(stream: Stream, rule: str = "D/8.1.1/content-length-short") -> bool:
    """At its end: there is as much content as was announced."""
    if stream.expected is not None and stream.received != stream.expected:
        rules = (rule,) if stream.received else (rule, "D/8.1.1/content-length-no-data")
        malformed(f"{stream.received} octets of {stream.expected}", *rules)
    return True


def _unusual_head(status: int, fields: list[Field], end: bool) -> None:
    if end:
        legal("A/8.1/headers-only-end-stream")
        if status in (204, 304) and content_length(fields):
            legal("A/8.1.1/content-length-with-204-304")
    if sum(name == b"set-cookie" for name, _ in fields) > 2:
        legal("A/8.2/set-cookie-repeated")
    if len(fields) > 400:
        legal("A/8.2/many-fields")


def _unusual_data(frame: Frame, content: bytes) -> None:
    if frame.flags & frames.PADDED:
        legal("A/6.1/padded-data", "A/6.9/padded-download")
    if not content and frame.flags & frames.END_STREAM:
        legal("A/8.1/empty-data-end")
    elif not content:
        legal("A/6.1/zero-length-data-mid-body")
    if len(frame.payload) == frames.DEFAULT_FRAME_SIZE:
        legal("A/4.2/max-size-data")
    elif len(frame.payload) > frames.DEFAULT_FRAME_SIZE:
        legal("A/4.2/client-max-frame-size-used")


def taken_for_the_end(stream: Stream, code: int) -> tuple[str, ...]:
    """Which cases a client does badly at that takes this reset for the end of the response."""
    if not stream.final:
        rule = "9113/8.1/end-without-final" if stream.interim else "D/truncated/rst-before-headers"
        return (rule,)
    named = {NO_ERROR: "D/truncated/rst-no-error", CANCEL: "D/truncated/rst-cancel"}
    after = "D/truncated/rst-after-headers" if not stream.received else ""
    return named.get(code, "D/truncated/rst-internal"), after
