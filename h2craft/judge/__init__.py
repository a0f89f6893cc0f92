"""Conformance cases, and the judging of a client by what the wire and its process say. Pure.

Knows readings and scenario files; starts nothing, waits for nothing, asks nobody the time.
"""

from h2craft.judge.case import FOLDERS, Case, cases, read_case
from h2craft.judge.conditions import Condition, parse_expect
from h2craft.judge.errors import CaseError
from h2craft.judge.evidence import ClientRun, Result
from h2craft.judge.hearing import Hearing, judge
from h2craft.judge.marks import BROKEN, CANARY, KEPT, MISSING, PREFIX, VIOLATED, VIOLATION
from h2craft.judge.needs import parse_needs, parse_setting
from h2craft.judge.outcome import Judgement, Outcome, flips, worst
from h2craft.judge.passive import CHECKS, Check, Passive, PassiveFinding, Weight
from h2craft.judge.shape import Shape
from h2craft.judge.verdicts import Budget, Verdict, Want, parse_verdicts

__all__ = [
    "BROKEN",
    "CANARY",
    "CHECKS",
    "FOLDERS",
    "KEPT",
    "MISSING",
    "PREFIX",
    "VIOLATED",
    "VIOLATION",
    "Budget",
    "Case",
    "CaseError",
    "Check",
    "ClientRun",
    "Condition",
    "Hearing",
    "Judgement",
    "Outcome",
    "Passive",
    "PassiveFinding",
    "Result",
    "Shape",
    "Verdict",
    "Want",
    "Weight",
    "cases",
    "flips",
    "judge",
    "parse_expect",
    "parse_needs",
    "parse_setting",
    "parse_verdicts",
    "read_case",
    "worst",
]
