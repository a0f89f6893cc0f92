"""What was found out about this machine: a line, how bad it is, and what to do. Knows no room."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How bad it is. Only a problem keeps something from working that was meant to."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was looked at.

    name    what it is, a word or two
    says    what was found, on one line
    remedy  what to do about it, where something can be done
    """

    name: str
    says: str
    state: State = State.OK
    remedy: str = ""


def note(name: str, says: str, remedy: str = "") -> Found:
    """Something works differently from what a person may expect."""
    return Found(name, says, State.NOTE, remedy)


def problem(name: str, says: str, remedy: str = "") -> Found:
    """Something that was meant to work does not."""
    return Found(name, says, State.PROBLEM, remedy)
