"""Conformance cases, and the judging of a client by what the wire and its process say. Pure.

Knows readings and scenario files; starts nothing, waits for nothing, asks nobody the time.
"""

from h2craft.judge.evidence import ClientRun, Result
from h2craft.judge.marks import BROKEN, CANARY, KEPT, MISSING, PREFIX, VIOLATED, VIOLATION
from h2craft.judge.shape import Shape

__all__ = [
    "BROKEN",
    "CANARY",
    "KEPT",
    "MISSING",
    "PREFIX",
    "VIOLATED",
    "VIOLATION",
    "ClientRun",
    "Result",
    "Shape",
]
