"""The remarks a case leaves in the journal, so that the judge knows where it is. Words only."""

from __future__ import annotations

PREFIX = "case: "
"""Every mark is a note of this beginning; what follows is one of those below, or a name that the
case's own expectations use (`case: goaway`)."""

VIOLATION = "violation"
"""What follows is what the case is about."""

VIOLATED = "violated"
"""It is out; what follows is the barrier, and then the canary."""

CANARY = "canary"
"""What follows is the rest of a valid response, for a client that has not noticed."""

KEPT = "kept: "
BROKEN = "broken: "
"""What the case itself has counted is as it should be, or is not, and what that is."""

MISSING = "missing: "
"""The client never did what the case needs, which is said: it is inconclusive."""
