"""What is wrong with what a case says of itself. Knows nothing else."""

from __future__ import annotations


class CaseError(ValueError):
    """A label of a case that cannot be understood; the message says which, and why."""
