"""Header blocks: their frames, and HPACK. Data only."""

from __future__ import annotations

from h2craft.language.presets.knobs import BODY, STATUS, STREAM_KNOB, times
from h2craft.language.presets.preset import Knob, Preset, Times

BLOCKS: tuple[Preset, ...] = (
    Preset(
        name="open-head",
        title="Head without END_HEADERS",
        sentence="a header block that never ends, then silence: nothing else may be sent",
        section="6.2",
        knobs=(STREAM_KNOB, STATUS),
        lines=("headers {stream} :status={status} no_end_headers",),
    ),
    Preset(
        name="split-head",
        title="Head split over CONTINUATION",
        sentence="lawful: one header block in three frames",
        section="6.10",
        knobs=(STREAM_KNOB, STATUS, BODY),
        lines=(
            (
                "wire headers {stream} :status={status} no_end_headers",
                "continuation {stream} content-type=text/plain no_end_headers",
                "continuation {stream} x-last=1",
                "data {stream} {body} end_stream",
            ),
        ),
    ),
    Preset(
        name="interleaved",
        title="A frame inside a header block",
        sentence="PING between HEADERS and CONTINUATION, which nothing may come between",
        section="6.10",
        knobs=(STREAM_KNOB, Knob(name="data", default='"12345678"', sentence="its opaque data")),
        lines=(
            (
                "headers {stream} :status=200 no_end_headers",
                "ping {data}",
                "continuation {stream} content-type=text/plain",
            ),
        ),
    ),
    Preset(
        name="continuation-elsewhere",
        title="CONTINUATION on another stream",
        sentence="a header block goes on where it did not begin",
        section="6.10",
        knobs=(STREAM_KNOB, Knob(name="other", default="3", sentence="the other stream")),
        lines=(
            (
                "headers {stream} :status=200 no_end_headers",
                "continuation {other} content-type=text/plain",
            ),
        ),
    ),
    Preset(
        name="stray-continuation",
        title="CONTINUATION out of nowhere",
        sentence="there is no header block it could belong to",
        section="6.10",
        knobs=(STREAM_KNOB,),
        lines=("continuation {stream} x-stray=1",),
    ),
    Preset(
        name="continuation-flood",
        title="CONTINUATION flood",
        sentence="a header block that grows and grows and never ends",
        section="10.5.1",
        knobs=(STREAM_KNOB, times(200, "CONTINUATION frames")),
        lines=(
            (
                "headers {stream} :status=200 no_end_headers",
                Times(
                    piece='continuation {stream} x-{n}="x"*64 hpack=stateless no_end_headers',
                    knob="times",
                ),
            ),
        ),
    ),
    Preset(
        name="empty-continuations",
        title="Empty CONTINUATION frames",
        sentence="frames that cost work and add nothing, and at last the end",
        section="10.5",
        knobs=(STREAM_KNOB, times(100, "empty CONTINUATION frames")),
        lines=(
            (
                "headers {stream} :status=200 no_end_headers",
                Times(
                    piece="continuation {stream} block=hex() no_end_headers",
                    knob="times",
                ),
                "continuation {stream} block=hex()",
            ),
        ),
    ),
    Preset(
        name="hpack-bad-index",
        title="HPACK: an index that is not there",
        sentence="the block names an entry of the dynamic table that nobody has made",
        section="7541 2.3.3",
        knobs=(
            STREAM_KNOB,
            Knob(name="block", default="hex(ffff00)", sentence="the block; index 254 at first"),
        ),
        lines=("headers {stream} block={block}",),
    ),
    Preset(
        name="hpack-index-zero",
        title="HPACK: index 0",
        sentence="an indexed field with index 0, which is a decoding error",
        section="7541 6.1",
        knobs=(STREAM_KNOB,),
        lines=("headers {stream} block=hex(80)",),
    ),
    Preset(
        name="hpack-table-size",
        title="HPACK: a table too large",
        sentence="a size update above what the client has allowed, then :status 200",
        section="7541 6.3",
        knobs=(
            STREAM_KNOB,
            Knob(
                name="block",
                default="hex(3fffffff0788)",
                sentence="the block; a size update to 16,777,246 at first",
            ),
        ),
        lines=("headers {stream} block={block}",),
    ),
    Preset(
        name="hpack-cut-off",
        title="HPACK: a block that breaks off",
        sentence="a literal of ten octets of which three are there",
        section="7541 5.2",
        knobs=(STREAM_KNOB,),
        lines=("headers {stream} block=hex(00 0a 616263)",),
    ),
    Preset(
        name="header-bomb",
        title="A huge header list",
        sentence="one large field, indexed once and then referred to again and again",
        section="10.5.1",
        knobs=(
            STREAM_KNOB,
            times(200, "references"),
            Knob(name="value", default='"x"*3000', sentence="the field's value"),
        ),
        lines=(
            (
                "wire headers {stream} :status=200 {{incremental}}x-large={value} no_end_headers",
                Times(piece="continuation {stream} x-large={value} no_end_headers", knob="times"),
                "continuation {stream} x-last=1",
            ),
        ),
    ),
)
