"""Promises. Data only."""

from __future__ import annotations

from h2craft.language.presets.knobs import BODY, HEAD, STREAM_KNOB, code
from h2craft.language.presets.preset import Knob, Preset

_PROMISE = ":method=GET :scheme=https :authority={authority} :path={path}"
_PUSHED = (
    STREAM_KNOB,
    Knob(name="promised", default="2", sentence="the promised stream"),
    Knob(name="authority", default="localhost", sentence=":authority of the promised request"),
    Knob(name="path", default="/pushed.css", sentence=":path of the promised request"),
)

PUSHES: tuple[Preset, ...] = (
    Preset(
        name="push",
        title="Push",
        sentence="lawful where the client allows it: a promise, its answer, then ours",
        section="8.4",
        knobs=(*_PUSHED, BODY),
        lines=(
            f"push {{stream}} {{promised}} {_PROMISE}",
            "headers {promised} :status=200 content-type=text/css + "
            'data {promised} "/* pushed */" end_stream',
            (HEAD, "data {stream} {body} end_stream"),
        ),
    ),
    Preset(
        name="push-forbidden",
        title="Push to a client that forbade it",
        sentence="PUSH_PROMISE although the client's ENABLE_PUSH is 0",
        section="6.6",
        knobs=_PUSHED,
        lines=(f"wire push {{stream}} {{promised}} {_PROMISE}",),
    ),
    Preset(
        name="push-then-reset",
        title="Promise, then reset",
        sentence="what was promised never comes",
        section="8.4",
        knobs=(*_PUSHED, code("CANCEL")),
        lines=(f"wire push {{stream}} {{promised}} {_PROMISE}", "rst {promised} {code}"),
    ),
    Preset(
        name="push-post",
        title="Promise of a POST",
        sentence="only safe requests without content can be promised",
        section="8.4",
        knobs=_PUSHED,
        lines=(
            "wire push {stream} {promised} :method=POST :scheme=https "
            ":authority={authority} :path={path} content-length=3",
        ),
    ),
    Preset(
        name="push-odd",
        title="Promise of an odd stream",
        sentence="odd streams are the client's to open",
        section="5.1.1",
        knobs=(
            STREAM_KNOB,
            Knob(name="promised", default="99", sentence="the promised stream"),
            *_PUSHED[2:],
        ),
        lines=(f"wire push {{stream}} {{promised}} {_PROMISE}",),
    ),
)
