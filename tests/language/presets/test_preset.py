from __future__ import annotations

import hpack
import pytest
from hyperframe.frame import HeadersFrame, SettingsFrame

from h2craft.actions import Policy, Send, SendOctets
from h2craft.endpoint import Endpoint
from h2craft.language import PRESETS, Context, Knob, LanguageError, Preset, StreamHint, parse
from h2craft.language.presets.preset import Times
from h2craft.trace import Journal

BY_NAME = {preset.name: preset for preset in PRESETS}


@pytest.mark.parametrize("preset", PRESETS, ids=BY_NAME)
def test_every_preset_is_lines_of_the_language(preset: Preset) -> None:
    assert preset.commands()
    assert preset.used == {knob.name for knob in preset.knobs}
    assert preset.title and preset.sentence and preset.section
    assert all(knob.sentence for knob in preset.knobs)


@pytest.fixture
def endpoint() -> Endpoint:
    """Our end of a connection on which the client has asked for something on stream 1."""
    made = Endpoint(connection=1, journal=Journal())
    fields = [(":method", "GET"), (":scheme", "https"), (":authority", "a"), (":path", "/")]
    request = HeadersFrame(1, hpack.Encoder().encode(fields), flags=["END_HEADERS", "END_STREAM"])
    preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    made.receive(preface + SettingsFrame(0).serialize() + request.serialize(), 1.0)
    return made


@pytest.mark.parametrize("preset", PRESETS, ids=BY_NAME)
def test_nothing_of_a_preset_is_refused_where_a_request_waits(
    preset: Preset, endpoint: Endpoint
) -> None:
    for line in preset.commands(Context(stream_id=1)):
        for action in parse(line).actions:
            if isinstance(action, Send | SendOctets | Policy):
                outcome = endpoint.apply(action, 2.0)
                assert outcome.accepted, (line, outcome.reason)


def test_no_two_presets_have_the_same_name() -> None:
    assert len(BY_NAME) == len(PRESETS)


def test_the_stream_is_the_selected_one_else_the_newest_there_is() -> None:
    reset = BY_NAME["refused-stream"]
    selected = Context(stream_id=5, streams={7: StreamHint()})
    assert reset.commands(selected) == ["rst 5 REFUSED_STREAM"]
    assert reset.commands(Context(streams={3: StreamHint(), 7: StreamHint()})) == [
        "rst 7 REFUSED_STREAM"
    ]
    assert reset.commands(Context(highest=9)) == ["rst 9 REFUSED_STREAM"]
    assert reset.commands() == ["rst 1 REFUSED_STREAM"]
    assert reset.commands(selected, stream=11, code="CANCEL") == ["rst 11 CANCEL"]


def test_a_flood_is_as_large_as_its_knob_says() -> None:
    (line,) = BY_NAME["ping-flood"].commands(times=3)
    (action,) = parse(line).actions
    data = [frame.opaque_data[-1] for frame in action.frames]  # type: ignore[union-attr]
    assert data == [1, 2, 3]


@pytest.mark.parametrize(
    ("knobs", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"code": "1 + ping"}, "code"),
        ({"code": "NO SUCH"}, "code"),
        ({"stream": ""}, "stream"),
    ],
)
def test_a_knob_that_is_none_is_named(knobs: dict[str, str], field: str) -> None:
    with pytest.raises(LanguageError) as caught:
        BY_NAME["refused-stream"].commands(None, **knobs)
    assert caught.value.field == field


@pytest.mark.parametrize("times", ["0", "-1", "many", "10001", "9" * 50])
def test_a_flood_has_its_limits(times: str) -> None:
    with pytest.raises(LanguageError) as caught:
        BY_NAME["ping-flood"].commands(times=times)
    assert caught.value.field == "times"


def test_a_value_that_makes_no_line_is_refused_where_it_stands() -> None:
    with pytest.raises(LanguageError, match="no error code|not known"):
        BY_NAME["refused-stream"].commands(code="NONSENSE")


def test_pieces_of_a_line_are_one_flush() -> None:
    preset = Preset(
        name="x",
        title="x",
        sentence="x",
        section="1",
        knobs=(Knob(name="times", default="2", sentence="how often"),),
        lines=(("ping", Times(piece="window 0 {n}", knob="times")), "end 1"),
    )
    assert preset.commands() == ["ping + window 0 1 + window 0 2", "end 1"]
    assert preset.used == {"times"}


def test_every_default_may_be_given_as_it_is() -> None:
    for preset in PRESETS:
        given = {knob.name: knob.default for knob in preset.knobs}
        assert preset.commands(**given) == preset.commands()
