"""What a line is read against, and what it becomes. Knows no grammar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from h2craft.actions import Action, Field


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamHint:
    """What the completer says of a stream. `path` has passed the escaper."""

    state: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a request of ours says where its line does not; `fields` stand behind the others."""

    scheme: bytes = b"https"
    authority: bytes = b""
    path: bytes = b"/"
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a line may leave out.

    connection  the one selected, 0 for none
    stream_id   the one selected, 0 for none: what an omitted stream means
    streams     those worth offering, by number
    highest     the highest stream the peer has opened
    next_stream the one a request of ours would open (RFC 9113 5.1.1); 0 where we are no client
    asking      what such a request says by itself
    """

    connection: int = 0
    stream_id: int = 0
    streams: Mapping[int, StreamHint] = field(default_factory=dict)
    highest: int = 0
    next_stream: int = 0
    asking: Asking = field(default_factory=Asking)

    @property
    def is_client(self) -> bool:
        """Requests are ours to make."""
        return self.next_stream > 0

    @property
    def response(self) -> str:
        """What a client waits for that says no more: the end of the selected stream's response."""
        if not (self.is_client and self.stream_id):
            return ""
        return f"dir:received stream:{self.stream_id} (flag:END_STREAM or type:RST_STREAM)"

    @property
    def behind_new(self) -> Context:
        """The same once the next stream has been opened, which is the selected one then."""
        opened = self.next_stream
        return replace(self, stream_id=opened, next_stream=opened + 2)


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
