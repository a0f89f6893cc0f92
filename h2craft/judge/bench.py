"""What is on the table when a run is judged: case, wire and client, and questions to all three.

Knows no verdict; those are ruled on in `rulings`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from h2craft.judge.answer import Answer
from h2craft.judge.case import Case
from h2craft.judge.claim import Claim, Fit, claim_of, fit, is_same
from h2craft.judge.contact import Contact
from h2craft.judge.evidence import ClientRun
from h2craft.judge.story import Story


class Grade(IntEnum):
    """How far a verdict is met; the lowest counts."""

    STRICT = 0
    LENIENT = 1
    UNKNOWN = 2
    FAIL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What came of one verdict, why, and by which records.

    lie  the client is known to report a success it never had
    """

    grade: Grade
    reason: str
    records: tuple[int, ...] = ()
    lie: bool = False


class Bench:
    """See the module.

    home   the connection that is judged
    claim  what the client says
    loose  its output is not held against it
    """

    def __init__(
        self, case: Case, story: Story, home: Contact, client: ClientRun, *, loose: bool = False
    ) -> None:
        self.case = case
        self.story = story
        self.home = home
        self.client = client
        self.loose = loose
        self.answers = list(story.answers)
        self.claim: Claim = claim_of(client, case.shape, self.answers)

    @property
    def requests(self) -> int:
        return self.case.shape.requests

    @property
    def start(self) -> int:
        """The record after which the client reacts to what the case is about."""
        return self.home.violation

    # Which answers a client may take for good

    @property
    def complete(self) -> list[Answer]:
        """All that were ended in full, whatever else there was."""
        return [one for one in self.answers if one.begun and one.complete]

    @property
    def of_sound_connections(self) -> list[Answer]:
        """Those that were there before the violation of their connection, or without one."""
        return [one for one in self.complete if one.contact.was_complete(one)]

    @property
    def of_sound_streams(self) -> list[Answer]:
        """Those the violation is not about."""
        return [
            one
            for one in self.complete
            if one.stream_id not in one.contact.violated_streams or one.contact.was_complete(one)
        ]

    @property
    def conceivable(self) -> list[Answer]:
        """Those that were ended, or are as long as they said."""
        return [one for one in self.answers if one.begun and (one.complete or one.full_length)]

    def fit(self, answers: Iterable[Answer]) -> Fit:
        """Whether what the client shows as successes are these."""
        if self.loose:
            return Fit.UNKNOWN
        return fit(self.client, list(answers), interleaved=self.case.shape.parallel > 1)

    def false_success(self, fair: list[Answer]) -> str:
        """Why it is known that the client reports a success it never had; empty if it is not.

        `fair` are the answers that may be taken for good.
        """
        claim, client = self.claim, self.client
        if any(one.contact.flooded for one in self.answers):
            return ""
        if client.results is not None:
            return self._false_result(fair)
        if claim.successes is not None and claim.successes > len(fair):
            if not fair:
                return f"the client reports a success: {claim.text}"
            return (
                f"the client reports {claim.successes} successes where {len(fair)} "
                f"can be: {claim.text}"
            )
        if claim.ok and self.fit(fair) is Fit.WRONG:
            return f"the client reports a success, and its output is not that: {claim.text}"
        return ""

    def _false_result(self, fair: list[Answer]) -> str:
        good = [one for one in self.client.results or () if one.ok]
        if len(good) > len(fair):
            return f"the client reports a success: {self.claim.text}"
        if not self.loose and any(not any(is_same(one, each) for each in fair) for one in good):
            return f"the client reports a success that is none: {self.claim.text}"
        return ""

    @property
    def failure_known(self) -> bool:
        """The client says that not all went well."""
        return self.claim.ok is False
