"""Bodies: where DATA comes, and how much. Data only."""

from __future__ import annotations

from h2craft.language.presets.knobs import BODY, HEAD, STREAM_KNOB, times
from h2craft.language.presets.preset import Knob, Preset, Times

BODIES: tuple[Preset, ...] = (
    Preset(
        name="data-first",
        title="DATA before the head",
        sentence="a body without a head",
        section="8.1",
        knobs=(STREAM_KNOB, BODY),
        lines=("wire data {stream} {body}", "wire headers {stream} :status=200 end_stream"),
    ),
    Preset(
        name="data-after-end",
        title="DATA after END_STREAM",
        sentence="more of a body that has ended",
        section="5.1",
        knobs=(STREAM_KNOB, BODY),
        lines=(
            (HEAD, "data {stream} {body} end_stream"),
            "wire data {stream} {body}",
        ),
    ),
    Preset(
        name="headers-after-end",
        title="HEADERS after END_STREAM",
        sentence="a second answer on a stream that has ended",
        section="5.1",
        knobs=(STREAM_KNOB,),
        lines=(
            "headers {stream} :status=200 end_stream",
            "wire headers {stream} :status=200 end_stream",
        ),
    ),
    Preset(
        name="too-short",
        title="content-length too large",
        sentence="more is promised than comes",
        section="8.1.1",
        knobs=(
            STREAM_KNOB,
            Knob(name="promised", default="100", sentence="what content-length says"),
            BODY,
        ),
        lines=(
            "wire headers {stream} :status=200 content-length={promised}",
            "wire data {stream} {body} end_stream",
        ),
    ),
    Preset(
        name="too-long",
        title="content-length too small",
        sentence="more comes than was promised",
        section="8.1.1",
        knobs=(
            STREAM_KNOB,
            Knob(name="promised", default="1", sentence="what content-length says"),
            BODY,
        ),
        lines=(
            "wire headers {stream} :status=200 content-length={promised}",
            "wire data {stream} {body} end_stream",
        ),
    ),
    Preset(
        name="body-with-204",
        title="204 with a body",
        sentence="content where there is none by definition",
        section="9110 15.3.5",
        knobs=(STREAM_KNOB, BODY),
        lines=("wire headers {stream} :status=204", "wire data {stream} {body} end_stream"),
    ),
    Preset(
        name="empty-data",
        title="Empty DATA flood",
        sentence="frames that cost work and take nothing from any window",
        section="10.5",
        knobs=(STREAM_KNOB, times(1000, "empty DATA frames")),
        lines=(HEAD, (Times(piece="wire data {stream}", knob="times"),)),
    ),
    Preset(
        name="one-octet-data",
        title="A body octet by octet",
        sentence="lawful: each octet has a frame of its own",
        section="6.1",
        knobs=(STREAM_KNOB, times(100, "octets")),
        lines=(
            HEAD,
            (Times(piece='wire data {stream} "."', knob="times"), "wire data {stream} end_stream"),
        ),
    ),
    Preset(
        name="long-padding",
        title="Padding larger than the frame",
        sentence="the Pad Length is more than the payload holds",
        section="6.1",
        knobs=(STREAM_KNOB,),
        lines=(HEAD, 'raw DATA {stream} hex("ff 61 62 63") flags=PADDED|END_STREAM'),
    ),
    Preset(
        name="padded",
        title="Padding everywhere",
        sentence="lawful: head and body with as much padding as there can be",
        section="6.1",
        knobs=(
            STREAM_KNOB,
            Knob(name="padding", default="255", sentence="octets of padding, 0 to 255"),
            BODY,
        ),
        lines=(
            f"{HEAD} padding={{padding}}",
            "data {stream} {body} padding={padding} end_stream",
        ),
    ),
)
