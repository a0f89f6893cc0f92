"""The steps of the tour: what they ask for exists, and fits."""

from __future__ import annotations

import re

import pytest

from h2craft import filter as filters
from h2craft.explain import plain
from h2craft.language import Context, parse
from h2craft.scenario import find
from h2craft.tui.paint import wrapped
from h2craft.tui.tour.step import Step
from h2craft.tui.tour.steps import ANSWER, CASES, HOLD, STEPS, UNLAWFUL
from h2craft.tui.tour.wording import keys_by_command, worded

KEYS = keys_by_command({})
ROWS, WIDTH = 6, 78
EACH = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)


def texts(step: Step) -> list[str]:
    return [step.why, *step.press, step.told]


def test_it_leads_through_all_that_there_is_to_learn_in_this_order() -> None:
    names = [step.name for step in STEPS]
    learned = ["look", "hold", "record", "answer", "save", "replay", "check"]
    assert [name for name in names if name in learned] == learned
    assert len(set(names)) == len(names) >= 8


@EACH
def test_a_step_leaves_most_of_a_small_terminal_to_the_workbench(step: Step) -> None:
    lines = [worded(text, KEYS) for text in (step.why, *step.press)]
    assert sum(len(wrapped(line, WIDTH)) for line in lines) <= ROWS
    assert len(wrapped(worded(step.told, KEYS), WIDTH)) <= 2


@EACH
def test_the_keys_it_names_are_keys_of_commands(step: Step) -> None:
    for text in texts(step):
        assert all(name in KEYS for name in re.findall(r"\{([^}]*)\}", text))
        assert "{" not in plain([worded(text, KEYS)])


@EACH
def test_what_it_waits_for_can_be_compiled(step: Step) -> None:
    for text in step.seen:
        filters.compile(text)


@pytest.mark.parametrize("line", [ANSWER, UNLAWFUL, f"hold {HOLD}"])
def test_the_lines_it_has_typed_can_be_read_and_are_written_out(line: str) -> None:
    assert parse(line, Context(connection=1, stream_id=1)) is not None
    written = "\n".join(text for step in STEPS for text in step.press)
    assert f"`{line}`" in written


@pytest.mark.parametrize("case", CASES)
def test_the_cases_it_checks_are_cases(case: str) -> None:
    assert find(case).case == case
