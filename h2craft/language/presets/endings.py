"""How an answer or a connection ends too early. Data only."""

from __future__ import annotations

from h2craft.language.presets.knobs import BODY, HEAD, LAST, STREAM_KNOB, code
from h2craft.language.presets.preset import Knob, Preset

ENDINGS: tuple[Preset, ...] = (
    Preset(
        name="goaway-before-head",
        title="GOAWAY before the head",
        sentence="the request is not processed: the client may try again elsewhere",
        section="6.8",
        knobs=(
            code("NO_ERROR"),
            Knob(name="last", default="0", sentence="the last stream that is still answered"),
        ),
        lines=("goaway {code} last={last}",),
    ),
    Preset(
        name="goaway-after-head",
        title="GOAWAY after the head",
        sentence="the answer has begun, and ends although the connection is going away",
        section="6.8",
        knobs=(STREAM_KNOB, code("NO_ERROR"), BODY),
        lines=(
            HEAD,
            "goaway {code} last={stream}",
            "data {stream} {body} end_stream",
        ),
    ),
    Preset(
        name="goaway-graceful",
        title="GOAWAY in two steps",
        sentence="the highest stream there is first, the true last one after a round trip",
        section="6.8",
        knobs=(
            LAST,
            Knob(name="timeout", default="5", sentence="seconds to wait for the PING's ACK"),
        ),
        lines=("goaway NO_ERROR last=2^31-1", "barrier timeout={timeout}", "goaway last={last}"),
    ),
    Preset(
        name="goaway-below",
        title="GOAWAY with a growing last stream",
        sentence="the last stream of a second GOAWAY is higher, which it must not be",
        section="6.8",
        knobs=(LAST,),
        lines=("goaway NO_ERROR last=0", "goaway NO_ERROR last={last}"),
    ),
    Preset(
        name="enhance-your-calm",
        title="GOAWAY, too much of something",
        sentence="the connection ends with a reason in the debug data",
        section="6.8",
        knobs=(
            code("ENHANCE_YOUR_CALM"),
            Knob(name="debug", default='"too_many_pings"', sentence="debug data"),
        ),
        lines=("goaway {code} {debug}", "close"),
    ),
    Preset(
        name="refused-stream",
        title="REFUSED_STREAM",
        sentence="nothing was done with the request: it is safe to send it again",
        section="8.7",
        knobs=(STREAM_KNOB, code("REFUSED_STREAM")),
        lines=("rst {stream} {code}",),
    ),
    Preset(
        name="reset-after-head",
        title="Reset after the head",
        sentence="a head, and then RST_STREAM in place of a body",
        section="6.4",
        knobs=(STREAM_KNOB, code("INTERNAL_ERROR")),
        lines=(HEAD, "rst {stream} {code}"),
    ),
    Preset(
        name="reset-half-way",
        title="Reset after half a body",
        sentence="content-length promises ten octets, five come, then RST_STREAM",
        section="6.4",
        knobs=(STREAM_KNOB, code("CANCEL")),
        lines=(
            "headers {stream} :status=200 content-length=10",
            'data {stream} "half "',
            "rst {stream} {code}",
        ),
    ),
    Preset(
        name="reset-no-error",
        title="Answer before the upload ends",
        sentence="a whole answer, and RST_STREAM with NO_ERROR: stop sending, the answer is good",
        section="8.1",
        knobs=(STREAM_KNOB, BODY),
        lines=((HEAD, "data {stream} {body} end_stream"), "rst {stream} NO_ERROR"),
    ),
    Preset(
        name="close-without-goaway",
        title="Close without GOAWAY",
        sentence="a head, and then the connection is gone",
        section="5.4.1",
        knobs=(STREAM_KNOB,),
        lines=(HEAD, "close"),
    ),
    Preset(
        name="half-close",
        title="Half close",
        sentence="our direction ends in the middle of an answer, theirs stays open",
        section="5.4.1",
        knobs=(STREAM_KNOB,),
        lines=(HEAD, "close half"),
    ),
    Preset(
        name="tcp-reset",
        title="TCP reset",
        sentence="a head, half a body, and then TCP RST",
        section="5.4.1",
        knobs=(STREAM_KNOB, BODY),
        lines=(HEAD, "data {stream} {body}", "close reset"),
    ),
    Preset(
        name="no-tls-close",
        title="FIN without close_notify",
        sentence="the end of TLS is cut off, as an attacker would",
        section="8446 6.1",
        knobs=(STREAM_KNOB, BODY),
        lines=(HEAD, "data {stream} {body}", "close no-tls-close"),
    ),
)
