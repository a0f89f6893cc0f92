"""The tables: complete, and never at odds with the wire's names or the model's states."""

from __future__ import annotations

import pytest

from h2craft.explain import knowledge
from h2craft.model import ClosedBy, Direction, StreamInput, StreamState
from h2craft.model.settings import DEFAULTS, UNLIMITED
from h2craft.model.streams import TABLE
from h2craft.trace import Kind
from h2craft.wire import FLAGS, ErrorCode, Frame, FrameType, SettingId

SILENT = (StreamInput.END_STREAM, StreamInput.RESERVE, StreamInput.OTHER)


def test_everything_with_a_name_is_known() -> None:
    assert set(knowledge.FRAMES) == set(FrameType)
    assert set(knowledge.SETTINGS) == set(SettingId)
    assert set(knowledge.ERRORS) == set(ErrorCode)
    assert {name for flags in FLAGS.values() for name in flags} <= set(knowledge.FLAGS)
    assert set(knowledge.STATE_NAMES) == set(StreamState)
    assert set(knowledge.ALLOWED_WHEN_CLOSED) == set(ClosedBy)
    assert set(Kind) - {Kind.FRAME_RECEIVED, Kind.FRAME_SENT} == set(knowledge.KINDS)


def test_what_the_model_allows_in_a_state_has_its_reason_and_nothing_else_has() -> None:
    received = TABLE[Direction.RECEIVED]
    allowed = {
        (what, state)
        for state, row in received.items()
        for what, step in row.items()
        if step.fault is None and what not in SILENT
    }
    explained = {(what, state) for what, row in knowledge.ALLOWED.items() for state in row}
    assert explained == allowed


def test_the_defaults_are_the_models() -> None:
    for identifier, lore in knowledge.SETTINGS.items():
        value = DEFAULTS[identifier]
        assert lore.default == ("no limit" if value == UNLIMITED else f"{value:,}")


@pytest.mark.parametrize("identifier", list(SettingId))
def test_the_ranges_are_those_the_wire_room_judges_by(identifier: SettingId) -> None:
    lore = knowledge.SETTINGS[identifier]
    edges = {lore.lowest - 1, lore.lowest, lore.highest, lore.highest + 1}
    for value in (edge for edge in edges if 0 <= edge < 1 << 32):
        payload = int(identifier).to_bytes(2, "big") + value.to_bytes(4, "big")
        problems = Frame.build(FrameType.SETTINGS, payload).view.problems
        assert bool(problems) == (not lore.lowest <= value <= lore.highest)
