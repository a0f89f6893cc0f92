"""Acts loaded again, whole: from the records they are in. Knows records; no turn and no script."""

from __future__ import annotations

from typing import Protocol, cast, get_args

from h2craft.actions import Action
from h2craft.scenario.score import Load, ScenarioError
from h2craft.trace import Record

_ACTIONS = get_args(Action)


class Records(Protocol):
    """A journal, a trace file, or what stands for one."""

    def read(self, after: int = 0, limit: int = 1000) -> list[Record]:
        """The first `limit` records after seq `after`; empty when there is nothing further."""


def loading(records: Records) -> Load:
    """From the seq of an act to its action, with all of its DATA.

    The function raises ScenarioError for a record that is gone, or is no action.
    """

    def load(seq: int) -> Action:
        found = records.read(seq - 1, 1)
        if not found or found[0].seq != seq or not isinstance(found[0].detail, _ACTIONS):
            raise ScenarioError(f"record {seq} is gone, or is no action")
        return cast(Action, found[0].detail)

    return load
