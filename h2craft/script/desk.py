"""What a person has in their hands on the script side, as plain data. Knows no thread, no stream.

The names of the fields are those of the front ends' door, which hands the same things on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from h2craft.actions import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRequest:
    """A request that waits for a person. `seq` is its record, `held_seq` REQUEST_HELD.

    script  who holds it, or who would have got it as far as that is known
    """

    connection: int
    stream_id: int
    seq: int
    held_seq: int
    at: float
    why: str = ""
    by: str = "filter"  # or "script": `response.hold`
    script: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAction:
    """An action of a script at a breakpoint. `seq` is ACTION_HELD, and what it is called by."""

    seq: int
    connection: int
    stream_id: int
    at: float
    action: Action
    script: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A handler script bound while the server runs.

    number       what it is called by; 0 before it is attached
    pattern      path pattern, `*` for anything but a slash, `**` for anything; empty for all
    connection, stream_id   only there; 0 for any
    once         the next request that fits only
    used         requests it was given
    trouble      why it does not work now: "file:line: error"; empty if it does
    """

    file: str
    pattern: str = ""
    connection: int = 0
    stream_id: int = 0
    once: bool = False
    number: int = 0
    used: int = 0
    trouble: str = ""


class Verdict(StrEnum):
    """What becomes of a script's action at a breakpoint."""

    RELEASE = "release"
    EDIT = "edit"  # another action goes in its place
    DROP = "drop"  # the script is told it was done
    DUPLICATE = "duplicate"  # twice
    DELAY = "delay"  # released after so many seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class HandsState:
    """All of it at one moment.

    version   another number whenever something has changed
    hold      filter for requests to be held; None for none
    break_on  filter for what scripts send to stop at; None for none
    """

    version: int = 0
    hold: str | None = None
    break_on: str | None = None
    requests: tuple[HeldRequest, ...] = ()
    actions: tuple[HeldAction, ...] = ()
    bindings: tuple[Binding, ...] = ()
