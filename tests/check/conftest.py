"""What the tests of the suite share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.check import CaseResult
from h2craft.judge import Outcome


@pytest.fixture
def result() -> Callable[..., CaseResult]:
    """`result(outcome=Outcome.FAIL)`: what came of a case, of which only that is said."""

    def make(**more: Any) -> CaseResult:
        usual: dict[str, Any] = {
            "id": "A/baseline/get",
            "group": "A",
            "section": "8.1",
            "level": "MUST",
            "star": False,
            "title": "A response.",
            "requires": "It is taken.",
            "outcome": Outcome.PASS,
            "reason": "a sentence",
        }
        return CaseResult(**{**usual, **more})

    return make
