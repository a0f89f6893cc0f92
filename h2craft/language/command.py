"""What a line is read against, and what it becomes. Knows no grammar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from h2craft.actions import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamHint:
    """What the completer says of a stream. `path` has passed the escaper."""

    state: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a line may leave out.

    connection  the one selected, 0 for none
    stream_id   the one selected, 0 for none: what an omitted stream means
    streams     those worth offering, by number
    highest     the highest stream the peer has opened
    """

    connection: int = 0
    stream_id: int = 0
    streams: Mapping[int, StreamHint] = field(default_factory=dict)
    highest: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A line that was understood.

    actions    what to fire, one after the other; empty for the verbs of a front end
    arguments  each parameter of the verb by its name, defaults filled in; `files` are the files
               that were read, (path, octets) each
    """

    verb: str
    actions: tuple[Action, ...] = ()
    arguments: Mapping[str, Any] = field(default_factory=dict)
