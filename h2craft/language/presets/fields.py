"""Field lists that break a rule. Data only."""

from __future__ import annotations

from h2craft.language.presets.knobs import BODY, HEAD, STREAM_KNOB, malformed
from h2craft.language.presets.preset import Preset

FIELDS: tuple[Preset, ...] = (
    malformed(
        "uppercase-name",
        "An uppercase field name",
        "names are lower case in HTTP/2; this answer is malformed",
        "8.2.1",
        ":status=200 Content-Type=text/plain",
    ),
    malformed(
        "connection-field",
        "A connection-specific field",
        "what HTTP/1.1 says about its connection has no place here",
        "8.2.2",
        ":status=200 connection=keep-alive keep-alive=timeout=5",
    ),
    malformed(
        "transfer-encoding",
        "Transfer-Encoding: chunked",
        "HTTP/2 has its own framing",
        "8.2.2",
        ":status=200 transfer-encoding=chunked",
    ),
    malformed(
        "no-status",
        "No :status",
        "a response without its only pseudo-header field",
        "8.3.2",
        "content-type=text/plain",
    ),
    malformed(
        "two-statuses",
        "Two :status",
        "a pseudo-header field more than once",
        "8.3",
        ":status=200 :status=404",
    ),
    malformed(
        "late-status",
        ":status behind a regular field",
        "pseudo-header fields come first",
        "8.3",
        "content-type=text/plain :status=200",
    ),
    malformed(
        "request-in-response",
        "A request's field in a response",
        ":path is for requests",
        "8.3",
        ":status=200 :path=/",
    ),
    malformed(
        "unknown-pseudo",
        "An unknown pseudo-header field",
        "none but those that are defined may be sent",
        "8.3",
        ":status=200 :mood=sunny",
    ),
    malformed(
        "bad-value",
        "NUL, CR and LF in a value",
        "a field value that would split an HTTP/1.1 message",
        "8.2.1",
        ':status=200 x-split="a\\r\\nx-injected: 1\\0"',
    ),
    malformed(
        "space-in-name",
        "White space in a field name",
        "a name that is no token",
        "8.2.1",
        ':status=200 "x note"=1',
    ),
    malformed(
        "bad-status",
        "A status that is none",
        "three digits are asked for",
        "8.3.2",
        ":status=abc",
    ),
    malformed(
        "status-101",
        "101 Switching Protocols",
        "HTTP/2 has no such thing",
        "8.6",
        ":status=101 upgrade=websocket",
    ),
    Preset(
        name="interim-end",
        title="A 1xx that ends the stream",
        sentence="an interim response with END_STREAM: the final one can never come",
        section="8.1",
        knobs=(STREAM_KNOB,),
        lines=("wire headers {stream} :status=103 end_stream",),
    ),
    Preset(
        name="pseudo-trailer",
        title="A pseudo-header field in trailers",
        sentence="trailers have none",
        section="8.1",
        knobs=(STREAM_KNOB, BODY),
        lines=(
            HEAD,
            "data {stream} {body}",
            "wire headers {stream} :status=200 x-checksum=1 end_stream",
        ),
    ),
    Preset(
        name="open-trailers",
        title="Trailers without END_STREAM",
        sentence="a second header block that does not end the stream is malformed",
        section="8.1",
        knobs=(STREAM_KNOB, BODY),
        lines=(HEAD, "data {stream} {body}", "wire headers {stream} x-checksum=1"),
    ),
)
