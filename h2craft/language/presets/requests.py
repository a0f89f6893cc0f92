"""Requests of a client: plain good ones, and those a server has to refuse. Data only."""

from __future__ import annotations

from h2craft.language.presets.knobs import times
from h2craft.language.presets.preset import Knob, Preset, Times

STREAM_KNOB = Knob(name="stream", default="1", sentence="the stream; the next one of ours")
PATH = Knob(name="path", default="/", sentence=":path")
AUTHORITY = Knob(name="authority", default="localhost", sentence=":authority")
SCHEME = Knob(name="scheme", default="https", sentence=":scheme")
BODY = Knob(name="body", default='"hello\\n"', sentence="octets of the content")

_TARGET = (STREAM_KNOB, PATH)
_HEAD = ":method=GET :scheme={scheme} :authority={authority} :path={path}"
_WHOLE = (STREAM_KNOB, SCHEME, AUTHORITY, PATH)
_FOR_BOTH = """
    enhance-your-calm window-overflow connection-window-overflow zero-increment window-cut
    unknown-frame bad-frame-size bad-initial-window unknown-setting ack-with-payload stray-ack
    settings-on-stream settings-cut settings-flood short-ping ping-on-stream stray-ping-ack
    ping-flood reset-idle unknown-code self-dependency data-on-zero
"""
FOR_BOTH = frozenset(_FOR_BOTH.split())
"""Presets that say nothing of which end we are."""


def _good(name: str, title: str, sentence: str, section: str, line: str, *more: Knob) -> Preset:
    """A lawful request in one flush."""
    return Preset(
        name=name,
        title=title,
        sentence=sentence,
        section=section,
        knobs=(*_TARGET, *more),
        lines=(line,),
        asks=True,
    )


def _malformed(name: str, title: str, sentence: str, section: str, fields: str) -> Preset:
    """A request whose field list breaks a rule: a stream error of the server's (RFC 9113 8.1.1)."""
    names = [knob for knob in _WHOLE if f"{{{knob.name}}}" in f"{{stream}}{fields}"]
    return Preset(
        name=name,
        title=title,
        sentence=sentence,
        section=section,
        knobs=tuple(names),
        lines=(f"wire headers {{stream}} {fields} end_stream",),
        asks=True,
    )


REQUESTS: tuple[Preset, ...] = (
    _good("plain-get", "GET", "a plain good request", "9110 9.3.1", "get {path} stream={stream}"),
    _good(
        "plain-head",
        "HEAD",
        "a request whose response has no content",
        "9110 9.3.2",
        "head {path} stream={stream}",
    ),
    _good(
        "plain-post",
        "POST with a body",
        "head and content in one flush",
        "9110 9.3.3",
        "post {path} stream={stream} body={body}",
        BODY,
    ),
    Preset(
        name="options-star",
        title="OPTIONS *",
        sentence="asks about the server, not about a path",
        section="9110 9.3.7",
        knobs=(STREAM_KNOB,),
        lines=("request OPTIONS path=* stream={stream}",),
        asks=True,
    ),
    Preset(
        name="tunnel",
        title="CONNECT",
        sentence="a tunnel: neither :scheme nor :path, and the stream stays open",
        section="8.5",
        knobs=(
            STREAM_KNOB,
            Knob(name="to", default="localhost:22", sentence="host and port to connect to"),
        ),
        lines=("request CONNECT stream={stream} authority={to} no_end_stream",),
        asks=True,
    ),
    _good(
        "websocket",
        "Extended CONNECT for WebSocket",
        "lawful once the server has sent ENABLE_CONNECT_PROTOCOL=1",
        "8441 4",
        "request CONNECT stream={stream} path={path} :protocol=websocket "
        "sec-websocket-version=13 no_end_stream",
    ),
    _good(
        "expect-continue",
        "Expect: 100-continue",
        "a head that waits for 100 before its content: write that with data and end",
        "9110 10.1.1",
        "post {path} stream={stream} expect=100-continue no_end_stream",
    ),
    Preset(
        name="request-trailers",
        title="Request with trailers",
        sentence="head, content, and trailer fields that end the request",
        section="8.1",
        knobs=(*_TARGET, BODY),
        lines=(
            "post {path} stream={stream} body={body} no_end_stream trailer=x-checksum + "
            "trailers {stream} x-checksum=1",
        ),
        asks=True,
    ),
    Preset(
        name="many-gets",
        title="Many requests in one flush",
        sentence="as many streams at once; more than MAX_CONCURRENT_STREAMS are to be refused",
        section="5.1.2",
        knobs=(PATH, times(10, "requests")),
        lines=((Times(piece="wire get {path} x-part={n}", knob="times"),),),
        asks=True,
    ),
    Preset(
        name="rapid-reset",
        title="Rapid reset",
        sentence="requests that are cancelled as soon as they are made, in one flush",
        section="10.5",
        knobs=(PATH, times(100, "requests")),
        lines=((Times(piece="wire get {path} + rst CANCEL", knob="times"),),),
        asks=True,
    ),
    Preset(
        name="upload-octets",
        title="An upload octet by octet",
        sentence="lawful: each octet of the content has a frame of its own",
        section="6.1",
        knobs=(*_TARGET, times(20, "octets")),
        lines=(
            (
                "wire post {path} stream={stream} no_end_stream",
                Times(piece='data {stream} "x"', knob="times"),
                "end {stream}",
            ),
        ),
        asks=True,
    ),
    Preset(
        name="split-request",
        title="A head split over CONTINUATION",
        sentence="lawful: one header block in three frames",
        section="6.10",
        knobs=_WHOLE,
        lines=(
            "wire headers {stream} :method=GET :scheme={scheme} no_end_headers end_stream + "
            "continuation {stream} :authority={authority} no_end_headers + "
            "continuation {stream} :path={path}",
        ),
        asks=True,
    ),
    _malformed(
        "no-method",
        "No :method",
        "a request has exactly one of :method, :scheme and :path",
        "8.3.1",
        ":scheme={scheme} :authority={authority} :path={path}",
    ),
    _malformed(
        "no-path",
        "No :path",
        "a request has exactly one of :method, :scheme and :path",
        "8.3.1",
        ":method=GET :scheme={scheme} :authority={authority}",
    ),
    _malformed(
        "empty-path",
        "An empty :path",
        ":path must not be empty for http and https",
        "8.3.1",
        ':method=GET :scheme={scheme} :authority={authority} :path=""',
    ),
    _malformed(
        "two-paths",
        "Two :path",
        "a pseudo-header field more than once",
        "8.3",
        f"{_HEAD} :path=/other",
    ),
    _malformed(
        "late-pseudo",
        "A pseudo-header field behind a regular one",
        "pseudo-header fields come first",
        "8.3",
        ":method=GET :scheme={scheme} :authority={authority} x-early=1 :path={path}",
    ),
    _malformed(
        "status-in-request",
        "A response's field in a request",
        ":status is for responses",
        "8.3",
        f"{_HEAD} :status=200",
    ),
    _malformed(
        "request-unknown-pseudo",
        "An unknown pseudo-header field",
        "none but those that are defined may be sent",
        "8.3",
        f"{_HEAD} :mood=sunny",
    ),
    _malformed(
        "request-uppercase",
        "An uppercase field name",
        "names are lower case in HTTP/2; this request is malformed",
        "8.2.1",
        f"{_HEAD} Accept=text/html",
    ),
    _malformed(
        "request-connection-field",
        "A connection-specific field",
        "what HTTP/1.1 says about its connection has no place here",
        "8.2.2",
        f"{_HEAD} connection=keep-alive",
    ),
    _malformed(
        "request-chunked",
        "Transfer-Encoding: chunked",
        "HTTP/2 has its own framing: the beginning of request smuggling",
        "8.2.2",
        f"{_HEAD} transfer-encoding=chunked",
    ),
    _malformed("te-gzip", "TE: gzip", "trailers is all TE may say", "8.2.2", f"{_HEAD} te=gzip"),
    _malformed(
        "request-bad-value",
        "CR and LF in a value",
        "a field value that would split an HTTP/1.1 message behind a gateway",
        "8.2.1",
        f'{_HEAD} x-split="a\\r\\nx-injected: 1"',
    ),
    _malformed(
        "host-differs",
        "Host differs from :authority",
        "two answers to the question who is meant",
        "8.3.1",
        f"{_HEAD} host=elsewhere.example",
    ),
    Preset(
        name="request-too-short",
        title="content-length too large",
        sentence="more is promised than comes",
        section="8.1.1",
        knobs=(*_TARGET, BODY),
        lines=("wire post {path} stream={stream} content-length=1000 body={body}",),
        asks=True,
    ),
    Preset(
        name="even-request",
        title="A request on an even stream",
        sentence="even streams are the server's to open",
        section="5.1.1",
        knobs=(Knob(name="even", default="2", sentence="an even stream"), PATH),
        lines=("wire get {path} stream={even}",),
        asks=True,
    ),
    Preset(
        name="lower-stream",
        title="A stream below one that was opened",
        sentence="identifiers have to grow",
        section="5.1.1",
        knobs=_TARGET,
        lines=("wire get {path} stream={stream}", "wire get {path} stream=1"),
        asks=True,
    ),
    Preset(
        name="data-on-idle",
        title="DATA before the head",
        sentence="content on a stream that nobody has opened",
        section="5.1",
        knobs=(STREAM_KNOB, BODY),
        lines=("wire data {stream} {body}",),
        asks=True,
    ),
    Preset(
        name="request-after-end",
        title="DATA after END_STREAM",
        sentence="more of a request that has ended",
        section="5.1",
        knobs=(*_TARGET, BODY),
        lines=("wire get {path} stream={stream} + data {stream} {body}",),
        asks=True,
    ),
    Preset(
        name="push-by-client",
        title="PUSH_PROMISE from a client",
        sentence="a client cannot push",
        section="8.4",
        knobs=_WHOLE,
        lines=(f"wire get {{path}} stream={{stream}} no_end_stream + push {{stream}} 2 {_HEAD}",),
        asks=True,
    ),
    Preset(
        name="second-preface",
        title="The connection preface again",
        sentence="octets that are no frame in the middle of a connection",
        section="3.4",
        lines=('octets "PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n"',),
        asks=True,
    ),
    Preset(
        name="request-hpack-index",
        title="HPACK: an index that is not there",
        sentence="the block names an entry of the dynamic table that nobody has made",
        section="7541 2.3.3",
        knobs=(STREAM_KNOB,),
        lines=("headers {stream} block=hex(828684ff80ff03) end_stream",),
        asks=True,
    ),
    Preset(
        name="slow-head",
        title="A head that never ends",
        sentence="HEADERS without END_HEADERS, then silence: how long does the server wait?",
        section="6.2",
        knobs=_WHOLE,
        lines=(f"wire headers {{stream}} {_HEAD} no_end_headers",),
        asks=True,
    ),
    Preset(
        name="client-continuation-flood",
        title="CONTINUATION flood",
        sentence="a header block that grows and grows and never ends",
        section="10.5.1",
        knobs=(*_WHOLE, times(100, "CONTINUATION frames")),
        lines=(
            (
                f"wire headers {{stream}} {_HEAD} no_end_headers",
                Times(
                    piece='continuation {stream} x-{n}="x"*64 hpack=stateless no_end_headers',
                    knob="times",
                ),
            ),
        ),
        asks=True,
    ),
    Preset(
        name="closed-windows",
        title="A response that may not flow",
        sentence="windows of 0 before the request: the server has to wait for credit",
        section="6.9.2",
        knobs=_TARGET,
        lines=("settle INITIAL_WINDOW_SIZE=0", "get {path} stream={stream}"),
        asks=True,
    ),
)
