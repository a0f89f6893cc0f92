"""Plain good answers. Data only."""

from __future__ import annotations

from h2craft.language.presets.knobs import BODY, HEAD, STATUS, STREAM_KNOB, times
from h2craft.language.presets.preset import Knob, Preset, Times

ANSWERS: tuple[Preset, ...] = (
    Preset(
        name="ok",
        title="200 with a body",
        sentence="a plain good answer",
        section="8.1",
        knobs=(
            STREAM_KNOB,
            STATUS,
            Knob(name="type", default="text/plain", sentence="content-type"),
            BODY,
        ),
        lines=(
            (
                "headers {stream} :status={status} content-type={type}",
                "data {stream} {body} end_stream",
            ),
        ),
    ),
    Preset(
        name="no-content",
        title="204 without a body",
        sentence="an answer that ends with its head",
        section="9110 15.3.5",
        knobs=(STREAM_KNOB,),
        lines=("headers {stream} :status=204 end_stream",),
    ),
    Preset(
        name="not-modified",
        title="304",
        sentence="what the client has is still good",
        section="9110 15.4.5",
        knobs=(STREAM_KNOB, Knob(name="etag", default='"\\"1\\""', sentence="the ETag")),
        lines=("headers {stream} :status=304 etag={etag} end_stream",),
    ),
    Preset(
        name="redirect",
        title="Redirect",
        sentence="the answer is somewhere else",
        section="9110 15.4",
        knobs=(
            STREAM_KNOB,
            Knob(name="status", default="302", sentence="301, 302, 303, 307 or 308"),
            Knob(name="location", default="/", sentence="where it is"),
        ),
        lines=("headers {stream} :status={status} location={location} end_stream",),
    ),
    Preset(
        name="trailers",
        title="Body and trailers",
        sentence="a good answer whose trailer fields end the stream",
        section="8.1",
        knobs=(STREAM_KNOB, BODY),
        lines=(HEAD, "data {stream} {body}", "trailers {stream} x-checksum=1"),
    ),
    Preset(
        name="early-hints",
        title="103 Early Hints, then 200",
        sentence="a lawful interim response before the answer",
        section="8297 2",
        knobs=(
            STREAM_KNOB,
            Knob(
                name="link",
                default='"</style.css>; rel=preload; as=style"',
                sentence="what to fetch early",
            ),
            BODY,
        ),
        lines=(
            "inform {stream} 103 link={link}",
            (HEAD, "data {stream} {body} end_stream"),
        ),
    ),
    Preset(
        name="interim-chain",
        title="A chain of 1xx",
        sentence="many interim responses before the answer, all lawful",
        section="8.1",
        knobs=(
            STREAM_KNOB,
            Knob(name="interim", default="102", sentence="their status, 100 to 199"),
            times(10, "of them"),
            BODY,
        ),
        lines=(
            (Times(piece="inform {stream} {interim} x-part={n}", knob="times"),),
            (HEAD, "data {stream} {body} end_stream"),
        ),
    ),
)
