"""Frames that are no good frames, and streams there are none of. Data only."""

from __future__ import annotations

from h2craft.language.presets.knobs import BODY, HEAD, STREAM_KNOB
from h2craft.language.presets.preset import STREAM, Knob, Preset

FRAMING: tuple[Preset, ...] = (
    Preset(
        name="lying-longer",
        title="A length that is too long",
        sentence="the frame claims more than it has: what follows is swallowed",
        section="4.1",
        knobs=(
            STREAM_KNOB,
            Knob(name="length", default="100", sentence="what the frame header claims"),
            BODY,
        ),
        lines=(HEAD, "raw DATA {stream} {body} length={length}", "ping"),
    ),
    Preset(
        name="lying-shorter",
        title="A length that is too short",
        sentence="the rest of the payload is read as the next frame's header",
        section="4.1",
        knobs=(
            STREAM_KNOB,
            Knob(name="length", default="1", sentence="what the frame header claims"),
            BODY,
        ),
        lines=(HEAD, "raw DATA {stream} {body} length={length}"),
    ),
    Preset(
        name="oversized",
        title="A frame that is too large",
        sentence="DATA longer than the client's MAX_FRAME_SIZE",
        section="4.2",
        knobs=(
            STREAM_KNOB,
            Knob(name="body", default='"x"*16385', sentence="one octet more than the default"),
        ),
        lines=(HEAD, "wire data {stream} {body} end_stream"),
    ),
    Preset(
        name="oversized-header",
        title="Only the header of a huge frame",
        sentence="sixteen million octets are announced, none come",
        section="4.2",
        knobs=(STREAM_KNOB,),
        lines=("raw HEADERS {stream} flags=END_HEADERS length=0xffffff",),
    ),
    Preset(
        name="unknown-frame",
        title="An unknown frame type",
        sentence="lawful: to be ignored",
        section="5.5",
        knobs=(
            Knob(name=STREAM, default="0", sentence="the stream"),
            Knob(name="type", default="0xfa", sentence="the frame type"),
            Knob(name="payload", default='"anything"', sentence="its payload"),
        ),
        lines=("raw {type} {stream} {payload} flags=0xff",),
    ),
    Preset(
        name="unknown-in-block",
        title="An unknown frame inside a header block",
        sentence="to be ignored everywhere but here",
        section="5.5",
        knobs=(STREAM_KNOB,),
        lines=(
            (
                "headers {stream} :status=200 no_end_headers",
                "raw 0xfa {stream}",
                "continuation {stream} x-last=1",
            ),
        ),
    ),
    Preset(
        name="undefined-flags",
        title="Undefined flags",
        sentence="lawful: flags without a meaning are to be ignored",
        section="4.1",
        knobs=(STREAM_KNOB, BODY),
        lines=(HEAD, "raw DATA {stream} {body} flags=END_STREAM|0x40|0x80"),
    ),
    Preset(
        name="reserved-bit",
        title="The reserved bit",
        sentence="lawful to ignore: the bit before the stream identifier is set",
        section="4.1",
        knobs=(STREAM_KNOB, BODY),
        lines=(HEAD, "raw DATA {stream} {body} flags=END_STREAM reserved=1"),
    ),
    Preset(
        name="even-stream",
        title="HEADERS on an even stream",
        sentence="a stream nobody has promised",
        section="5.1.1",
        knobs=(Knob(name="even", default="2", sentence="the stream"),),
        lines=("wire headers {even} :status=200 end_stream",),
    ),
    Preset(
        name="idle-stream",
        title="HEADERS on an idle stream",
        sentence="an answer to a request that was never made",
        section="5.1",
        knobs=(Knob(name="idle", default="2^31-1", sentence="the stream"),),
        lines=("wire headers {idle} :status=200 end_stream",),
    ),
    Preset(
        name="data-on-zero",
        title="DATA on stream 0",
        sentence="stream 0 is the connection itself",
        section="6.1",
        knobs=(BODY,),
        lines=("wire data 0 {body}",),
    ),
    Preset(
        name="http1-answer",
        title="An HTTP/1.1 answer",
        sentence="octets of another protocol in the middle of this one",
        section="3.4",
        knobs=(
            Knob(
                name="octets",
                default='"HTTP/1.1 400 Bad Request\\r\\nconnection: close\\r\\n\\r\\n"',
                sentence="what is written",
            ),
        ),
        lines=("octets {octets}", "close"),
    ),
)
