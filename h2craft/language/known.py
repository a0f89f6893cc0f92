"""Words worth offering, each with what it means: codes, settings, fields, choices. Data only."""

from __future__ import annotations

from http import HTTPStatus
from types import MappingProxyType

Meanings = dict[str, str]

PSEUDO: Meanings = {
    ":status": "of a response (RFC 9113 8.3.2)",
    ":method": "of a request (RFC 9113 8.3.1)",
    ":scheme": "of a request (RFC 9113 8.3.1)",
    ":authority": "of a request (RFC 9113 8.3.1)",
    ":path": "of a request (RFC 9113 8.3.1)",
}
OFTEN: Meanings = {
    "content-type": "RFC 9110 8.3",
    "content-length": "RFC 9110 8.6",
}
SELDOM: Meanings = {
    "accept-ranges": "RFC 9110 14.3",
    "access-control-allow-origin": "Fetch 3.3.3",
    "age": "RFC 9111 5.1",
    "allow": "RFC 9110 10.2.1",
    "alt-svc": "RFC 7838 3",
    "cache-control": "RFC 9111 5.2",
    "connection": "not in HTTP/2 (RFC 9113 8.2.2)",
    "content-encoding": "RFC 9110 8.4",
    "content-range": "RFC 9110 14.4",
    "date": "RFC 9110 6.6.1",
    "etag": "RFC 9110 8.8.3",
    "grpc-message": "of gRPC's trailers",
    "grpc-status": "of gRPC's trailers",
    "last-modified": "RFC 9110 8.8.2",
    "link": "RFC 8288 3",
    "location": "RFC 9110 10.2.2",
    "priority": "RFC 9218 5",
    "retry-after": "RFC 9110 10.2.3",
    "server": "RFC 9110 10.2.4",
    "set-cookie": "RFC 6265 4.1",
    "strict-transport-security": "RFC 6797 6.1",
    "trailer": "RFC 9110 6.6.2",
    "transfer-encoding": "not in HTTP/2 (RFC 9113 8.2.2)",
    "vary": "RFC 9110 12.5.5",
    "www-authenticate": "RFC 9110 11.6.1",
}
NAMES: Meanings = {**PSEUDO, **OFTEN, **SELDOM}
ASKED: Meanings = {
    "accept": "RFC 9110 12.5.1",
    "content-type": "RFC 9110 8.3",
    "accept-encoding": "RFC 9110 12.5.3",
    "accept-language": "RFC 9110 12.5.4",
    "authorization": "RFC 9110 11.6.2",
    "cache-control": "RFC 9111 5.2",
    "connection": "not in HTTP/2 (RFC 9113 8.2.2)",
    "content-encoding": "RFC 9110 8.4",
    "content-length": "RFC 9110 8.6",
    "cookie": "RFC 6265 4.2",
    "expect": "RFC 9110 10.1.1",
    "host": "in HTTP/2 it is :authority (RFC 9113 8.3.1)",
    "if-modified-since": "RFC 9110 13.1.3",
    "if-none-match": "RFC 9110 13.1.2",
    "origin": "RFC 6454 7",
    "priority": "RFC 9218 5",
    "range": "RFC 9110 14.2",
    "referer": "RFC 9110 10.1.3",
    "te": "trailers is all that is lawful (RFC 9113 8.2.2)",
    "trailer": "RFC 9110 6.6.2",
    "transfer-encoding": "not in HTTP/2 (RFC 9113 8.2.2)",
    "user-agent": "RFC 9110 10.1.5",
}
"""Of requests."""
CLIENT_PSEUDO: Meanings = {
    ":method": "of a request (RFC 9113 8.3.1)",
    ":scheme": "of a request (RFC 9113 8.3.1)",
    ":authority": "of a request (RFC 9113 8.3.1)",
    ":path": "of a request (RFC 9113 8.3.1)",
    ":protocol": "of an extended CONNECT (RFC 8441 4)",
    ":status": "of a response, which a client never sends (RFC 9113 8.3.2)",
}
CLIENT_NAMES: Meanings = {**CLIENT_PSEUDO, **ASKED}

_STATUSES = (200, 204, 206, 301, 302, 304, 307, 400, 401, 403, 404, 421, 425, 429, 500, 502, 503)
_INTERIM = (100, 102, 103, 101)


def _phrases(some: tuple[int, ...]) -> Meanings:
    return {str(status): HTTPStatus(status).phrase for status in some}


INTERIM: Meanings = {
    **_phrases(_INTERIM),
    "101": "Switching Protocols, which HTTP/2 has not (RFC 9113 8.6)",
}
FIELD_VALUES: dict[str, Meanings] = {
    ":status": _phrases(_STATUSES),
    ":method": {"GET": "safe: may be pushed", "HEAD": "safe: may be pushed", "POST": "not safe"},
    ":scheme": {"https": "", "http": ""},
    ":protocol": {"websocket": "RFC 8441 5"},
    ":path": {"/": "", "*": "of OPTIONS"},
    "content-type": dict.fromkeys(
        ("text/plain", "text/html", "application/json", "application/octet-stream"), ""
    ),
    "content-encoding": {"gzip": "", "br": ""},
    "cache-control": {"no-store": "", "max-age=60": ""},
    "grpc-status": {"0": "OK", "1": "CANCELLED", "13": "INTERNAL", "14": "UNAVAILABLE"},
    "connection": {"close": "", "keep-alive": ""},
    "transfer-encoding": {"chunked": ""},
    "priority": {"u=3": "urgency 0 to 7", "i": "incremental"},
    "accept": {"*/*": "", "text/html": "", "application/json": ""},
    "accept-encoding": {"gzip": "", "br": "", "identity": ""},
    "expect": {"100-continue": "RFC 9110 10.1.1"},
    "range": {"bytes=0-99": ""},
    "te": {"trailers": "", "gzip": "unlawful (RFC 9113 8.2.2)"},
}
CODES: Meanings = {
    "NO_ERROR": "a graceful end (RFC 9113 7)",
    "PROTOCOL_ERROR": "something unlawful, and no better word for it (RFC 9113 7)",
    "INTERNAL_ERROR": "something failed here (RFC 9113 7)",
    "FLOW_CONTROL_ERROR": "a window was overrun (RFC 9113 7, 6.9)",
    "SETTINGS_TIMEOUT": "SETTINGS were not acknowledged in time (RFC 9113 7, 6.5.3)",
    "STREAM_CLOSED": "a frame for a stream that has ended (RFC 9113 7, 5.1)",
    "FRAME_SIZE_ERROR": "a frame of a wrong size (RFC 9113 7, 4.2)",
    "REFUSED_STREAM": "nothing was done with the request: try it again (RFC 9113 7, 8.7)",
    "CANCEL": "the stream is no longer needed (RFC 9113 7)",
    "COMPRESSION_ERROR": "the header tables are no longer in step (RFC 9113 7, 4.3)",
    "CONNECT_ERROR": "the connection of a CONNECT failed (RFC 9113 7, 8.5)",
    "ENHANCE_YOUR_CALM": "too much of something (RFC 9113 7, 10.5)",
    "INADEQUATE_SECURITY": "TLS is not good enough (RFC 9113 7, 9.2)",
    "HTTP_1_1_REQUIRED": "use HTTP/1.1 for this (RFC 9113 7)",
}
SETTINGS: Meanings = {
    "HEADER_TABLE_SIZE": "octets of dynamic table the peer's encoder may use (RFC 9113 6.5.2)",
    "ENABLE_PUSH": "whether the peer may push; of a server only 0 (RFC 9113 6.5.2)",
    "MAX_CONCURRENT_STREAMS": "streams the peer may have open at once (RFC 9113 6.5.2)",
    "INITIAL_WINDOW_SIZE": "octets the peer may send on each stream at first (RFC 9113 6.5.2)",
    "MAX_FRAME_SIZE": "the longest payload we take (RFC 9113 6.5.2)",
    "MAX_HEADER_LIST_SIZE": "octets of header list we are willing to take (RFC 9113 6.5.2)",
    "ENABLE_CONNECT_PROTOCOL": "whether extended CONNECT may be used (RFC 8441 3)",
    "NO_RFC7540_PRIORITIES": "we leave the priorities of RFC 7540 alone (RFC 9218 2.1)",
}
SETTING_VALUES: dict[str, Meanings] = {
    "HEADER_TABLE_SIZE": {"4096": "as it is at first", "0": "no dynamic table", "65536": ""},
    "ENABLE_PUSH": {"0": "no", "1": "yes: a server must not say it"},
    "MAX_CONCURRENT_STREAMS": {"100": "the least that is advised", "1": "", "0": "none"},
    "INITIAL_WINDOW_SIZE": {
        "65535": "as it is at first",
        "0": "no DATA before WINDOW_UPDATE",
        "2^31-1": "the most that is lawful",
        "2^31": "unlawful: FLOW_CONTROL_ERROR",
    },
    "MAX_FRAME_SIZE": {
        "16384": "as it is at first, and the least that is lawful",
        "16777215": "the most that is lawful",
        "16383": "unlawful: PROTOCOL_ERROR",
    },
    "MAX_HEADER_LIST_SIZE": {"16384": "", "0": ""},
    "ENABLE_CONNECT_PROTOCOL": {"1": "yes", "0": "no; unlawful after a yes"},
    "NO_RFC7540_PRIORITIES": {"1": "yes", "0": "no"},
}
FLAGS: Meanings = {
    "END_STREAM": "nothing follows on the stream (RFC 9113 6.1, 6.2)",
    "END_HEADERS": "the header block is whole (RFC 9113 6.2)",
    "PADDED": "the payload begins with a pad length (RFC 9113 6.1)",
    "PRIORITY": "five octets of priority come first (RFC 9113 6.2)",
    "ACK": "it answers one of the peer's (RFC 9113 6.5, 6.7)",
}
CHOICES: Meanings = {
    "shared": "by the connection's encoder, whose table grows",
    "stateless": "without tables: literals, never indexed",
    "octets": "nobody: those of block=",
    "clean": "close_notify where there is TLS, then FIN",
    "half": "our direction only; we go on reading",
    "reset": "TCP RST",
    "no-tls-close": "FIN without close_notify",
    "send": "it leaves, as it usually does",
    "hold": "it waits in the tray until it is released",
    "drop": "it never leaves",
    "all": "all that is held on the connection",
    "replies": "only the automatic replies that are held",
    **INTERIM,
    "GET": "safe (RFC 9110 9.3.1)",
    "HEAD": "as GET, and no content comes back (RFC 9110 9.3.2)",
    "POST": "RFC 9110 9.3.3",
    "PUT": "RFC 9110 9.3.4",
    "DELETE": "RFC 9110 9.3.5",
    "OPTIONS": "of a path, or of * (RFC 9110 9.3.7)",
    "CONNECT": "a tunnel: neither scheme nor path (RFC 9113 8.5)",
    "PATCH": "RFC 5789",
}
TYPES: Meanings = {
    "DATA": "RFC 9113 6.1",
    "HEADERS": "RFC 9113 6.2",
    "PRIORITY": "RFC 9113 6.3",
    "RST_STREAM": "RFC 9113 6.4",
    "SETTINGS": "RFC 9113 6.5",
    "PUSH_PROMISE": "RFC 9113 6.6",
    "PING": "RFC 9113 6.7",
    "GOAWAY": "RFC 9113 6.8",
    "WINDOW_UPDATE": "RFC 9113 6.9",
    "CONTINUATION": "RFC 9113 6.10",
    "ALTSVC": "RFC 7838 4",
    "ORIGIN": "RFC 8336 2",
    "PRIORITY_UPDATE": "RFC 9218 7.1",
}
NUMBERS = MappingProxyType(
    {
        "padding": {"0": "PADDED, and no padding", "8": "", "255": "the most there can be"},
        "last": {
            "0": "none was acted on",
            "2^31-1": "the first of two: none is refused yet (RFC 9113 6.8)",
        },
        "increment": {
            "65535": "",
            "2^31-1": "the most that is lawful",
            "0": "unlawful (RFC 9113 6.9)",
        },
        "weight": {"16": "as it is if not said", "256": "the most", "1": "the least"},
        "length": {"0": "", "16384": "", "16777215": "the most there can be"},
        "reserved": {"1": "to be ignored (RFC 9113 4.1)", "0": ""},
        "timeout": {"1": "", "10": ""},
        "seconds": {"0.5": "", "2": "", "100ms": ""},
    }
)
"""Numbers worth offering, by the parameter's name."""
