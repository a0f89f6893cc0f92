from __future__ import annotations

import pytest

from h2craft.language import CLIENT_PRESETS, PRESETS, Asking, Context, Preset, parse, presets
from h2craft.language.presets.requests import FOR_BOTH, REQUESTS

OURS = Context(
    connection=1,
    stream_id=1,
    next_stream=7,
    asking=Asking(scheme=b"http", authority=b"a.example", path=b"/here"),
)
BY_NAME = {preset.name: preset for preset in CLIENT_PRESETS}


@pytest.mark.parametrize("preset", CLIENT_PRESETS, ids=BY_NAME)
def test_every_preset_of_a_client_is_lines_of_the_language(preset: Preset) -> None:
    assert all(parse(line, OURS).actions for line in preset.commands(OURS))
    assert preset.used == {knob.name for knob in preset.knobs}
    assert preset.title and preset.sentence and preset.section
    assert all(knob.sentence for knob in preset.knobs)


def test_no_two_presets_have_the_same_name() -> None:
    assert len({one.name for one in (*PRESETS, *REQUESTS)}) == len(PRESETS) + len(REQUESTS)


def test_what_suits_both_ends_is_there_and_says_nothing_of_a_response() -> None:
    both = [preset for preset in PRESETS if preset.name in FOR_BOTH]
    assert len(both) == len(FOR_BOTH)
    assert not any(":status" in line for preset in both for line in preset.commands())


def test_a_request_is_on_the_next_stream_and_for_the_url() -> None:
    assert BY_NAME["plain-get"].commands(OURS) == ["get /here stream=7"]
    (line,) = BY_NAME["no-method"].commands(OURS)
    assert line == "wire headers 7 :scheme=http :authority=a.example :path=/here end_stream"
    assert BY_NAME["plain-get"].commands(OURS, stream=9, path="/b") == ["get /b stream=9"]


def test_each_request_of_many_has_a_stream_of_its_own() -> None:
    (line,) = BY_NAME["rapid-reset"].commands(OURS, times=3)
    (send,) = parse(line, OURS).actions
    assert [frame.stream_id for frame in send.frames] == [7, 7, 9, 9, 11, 11]


def test_each_end_has_its_presets() -> None:
    assert presets(client=True) == CLIENT_PRESETS and presets(client=False) == PRESETS
