"""What became of one request a scenario was given, read from records. Knows no recording.

Its acts are the ACTION_FIRED records the request caused. An end is one of: the handler returned,
it raised, the client's end of stream or connection cut it short, or it was given up ("abandoned")
while it still runs.
"""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from h2craft.wire import Frame, escape, summarize

CAME_SHOWN = 5
_BY_PEER = re.compile(r"the stream was reset by the peer: (\S+)")
_CLOSED = "the connection is closed"


@dataclass(slots=True)
class Handled:
    """One request, as far as it has got.

    seq        record that ends the request's head: the cause of its acts
    fired      acts, and how many of them were refused
    ended      the handler has returned, or nobody waits for it any more
    trouble    what went wrong, as it is told; empty for nothing
    cut        it could not do all it would have done
    running_on nobody waits for it, but it has not ended: its client has gone
    waited     when that went, it was waiting for a frame
    by_itself  the script has ended the connection
    """

    connection: int
    stream_id: int
    seq: int
    method: bytes = b""
    path: bytes = b""
    fired: int = 0
    refused: int = 0
    refusal: str = ""
    ended: bool = False
    raised: bool = False
    cut: bool = False
    running_on: bool = False
    waited: bool = False
    by_itself: bool = False
    trouble: str = ""

    @property
    def acts(self) -> int:
        """How many were done."""
        return self.fired - self.refused

    @property
    def was_left(self) -> bool:
        """The client has ended the stream or the connection before all of it was done."""
        return self.cut and not self.raised and self.acts > 0

    @property
    def name(self) -> str:
        """ "GET /a"."""
        return request_name(self.method, self.path)

    def raises(self, detail: Mapping[str, Any]) -> None:
        """HANDLER_RAISED; the first one is told."""
        if not self.raised:
            self.raised = True
            self.trouble = raised_sentence(detail)

    def ends(self, detail: Mapping[str, Any]) -> None:
        """HANDLER_ENDED, perhaps cut short; where it was given up before, this is what it was."""
        self.ended, self.running_on = True, False
        if self.raised:
            return
        reason = detail.get("cut")
        if not reason:
            self.cut, self.trouble = False, ""
        elif not self.waited:
            said = self._told(str(reason))
            self.trouble = f"{_hook(detail)} stopped{_place(detail)}: {said}"
        self.cut = bool(reason)

    def given_up(self, detail: Mapping[str, Any], came: Came) -> None:
        """HANDLER_ABANDONED."""
        self.ended = self.running_on = True
        if self.raised:
            return
        self.cut = True
        self.trouble = self._told(str(detail.get("reason") or "the client has gone"))
        if detail.get("awaited"):
            after = detail.get("after")
            instead = came.since(after if isinstance(after, int) else 0)
            self.waited = True
            self.trouble += f" while {shown(detail['awaited'])!r} was awaited; {instead}"
        else:
            self.trouble += " before all of it was done"

    def _told(self, reason: str) -> str:
        by_peer = _BY_PEER.fullmatch(reason)
        if by_peer is not None:
            return f"the client reset stream {self.stream_id} ({shown(by_peer[1])})"
        if reason == _CLOSED:
            return "the connection was ended" if self.by_itself else "the client had gone"
        return shown(reason)


@dataclass(slots=True)
class Came:
    """The last frames of a peer, to say what came instead of what was awaited."""

    _frames: deque[tuple[int, Frame]] = field(default_factory=lambda: deque(maxlen=CAME_SHOWN))

    def take(self, seq: int, frame: Frame) -> None:
        self._frames.append((seq, frame))

    def since(self, seq: int) -> str:
        """A phrase."""
        frames = [frame for at, frame in self._frames if at > seq]
        said = [f"{one.name} stream {one.stream_id} {summarize(one)}".rstrip() for one in frames]
        return f"received: {'; '.join(said)}" if said else "nothing was received"


def raised_sentence(detail: Mapping[str, Any]) -> str:
    """ "main raised at answer.py:12: ValueError: no"."""
    return f"{_hook(detail)} raised{_place(detail)}: {shown(detail.get('error', ''))}"


def request_name(method: bytes, path: bytes) -> str:
    """ "GET /a"; "a request" where nothing is known of it."""
    return " ".join(escape(one) for one in (method, path) if one) or "a request"


def shown(text: object) -> str:
    """Printable, on one line."""
    return escape(" ".join(str(text).split()))


def _hook(detail: Mapping[str, Any]) -> str:
    return shown(detail.get("hook") or "the handler")


def _place(detail: Mapping[str, Any]) -> str:
    file, line = os.path.basename(str(detail.get("file") or "")), detail.get("line")
    return f" at {shown(file)}:{line}" if file and line else ""
