"""What a front end may ask, and the plain data it gets. Knows no engine and no thread.

Every method may be called from the front end's own thread and returns at once; what takes time
gives a `Future`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from h2craft.actions import Action, Reply
from h2craft.trace import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is served, where we are connected as a client, or which file is open.

    live      an engine is behind it; False for a saved trace, which takes no actions
    urls      where it listens, TLS first; of a client, where it connects
    role      ours: "server" or "client"
    path      of a client: what it asks for where nothing else is said
    fields    of a client: what every request of it has besides, as name and value
    root      the folder or script served, empty for the welcome page
    folder    where "choose a script" begins
    trace     the file records are kept in, or the file that is open
    name      what the engine is called by who attaches to it; empty where nobody can
    pid       of the process the engine runs in; 0 where there is none
    started   wall-clock time of `at` 0 in ISO 8601, empty if unknown
    damage    what is wrong with the file that is open, and where; empty for nothing known
    partial   there is more in that file than `records` knows yet: `refresh` goes on
    """

    live: bool
    urls: tuple[str, ...] = ()
    ca_path: Path | None = None
    root: str = ""
    folder: Path | None = None
    trace: Path | None = None
    started: str = ""
    role: str = "server"
    path: str = "/"
    fields: tuple[tuple[str, str], ...] = ()
    damage: str = ""
    partial: bool = False
    name: str = ""
    pid: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an engine itself knew of its connections at one moment.

    For a reader that begins there instead of at the first record.

    seq           a reader of these needs no record up to this one
    connections   of each that was alive, as `endpoint.standing` has it (JSON values); "seq" in it
                  is the record as of which it is, at least the one above
    """

    seq: int = 0
    connections: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of an action: of `endpoint.Outcome` what a front end may know.

    stream_id    that the action has opened, or promised
    connection   of `Client.reconnect`: the new one
    """

    accepted: bool
    reason: str = ""
    section: str = ""
    stream_id: int | None = None
    seq: int = 0
    connection: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FramePreview:
    """One frame that would leave.

    octets   exactly these
    told     what h2 is told of it, a sentence; empty where h2 made it
    step     why h2 could not be told; empty while both are in step
    """

    octets: bytes
    told: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an action would do if it was fired now; nothing was changed by asking.

    octets    what `SendOctets` writes, else empty
    waiting   octets of DATA that would wait for a window, which `why` names
    refused   h2's reason, with its `section`; empty where it would be accepted
    """

    frames: tuple[FramePreview, ...] = ()
    octets: bytes = b""
    waiting: int = 0
    why: str = ""
    refused: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRequest:
    """A request that waits for a person. `seq` is its record, `held_seq` REQUEST_HELD."""

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
class HeldReply:
    """An automatic reply in the tray. `seq` is FRAME_HELD, `cause` what it answers."""

    seq: int
    connection: int
    name: str  # of AUTOMATIC_REPLIES
    octets: bytes
    cause: int
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A handler script bound by hand.

    number       what it is called by; 0 before it is attached
    pattern      path pattern, `*` for anything but a slash, `**` for anything; empty for all
    connection, stream_id   only there; 0 for any
    once         the next request that fits only
    used         requests it has answered
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
class Desk:
    """What is in a person's hands, at one moment.

    version     another number whenever something of it has changed
    hold        filter for requests to be held; None for none
    break_on    filter for frames of scripts to stop at; None for none
    policy      of connections to come: name of AUTOMATIC_REPLIES to Reply
    policies    of connections, by number; of one that is not named it is `policy`
    """

    version: int = 0
    hold: str | None = None
    break_on: str | None = None
    requests: tuple[HeldRequest, ...] = ()
    actions: tuple[HeldAction, ...] = ()
    replies: tuple[HeldReply, ...] = ()
    bindings: tuple[Binding, ...] = ()
    policy: Mapping[str, Reply] = field(default_factory=dict)
    policies: Mapping[int, Mapping[str, Reply]] = field(default_factory=dict)


class Records(Protocol):
    """The journal, or a saved one."""

    @property
    def first(self) -> int:
        """The oldest seq that can be read; more than `last` when there is none."""

    @property
    def last(self) -> int: ...

    @property
    def lost(self) -> int:
        """Records that are gone for good."""

    def read(self, after: int = 0, limit: int = 1000) -> list[Record]:
        """The first `limit` records after seq `after`. Raises OSError."""

    def get(self, seq: int) -> Record | None: ...


class Client(Protocol):
    """See the module. Where `about.live` is False, every change but `comment` is refused.

    troubles   lines for the person, oldest first: what failed outside of any connection, or could
               not be read; bounded, and for the screen to take out with `popleft`
    """

    troubles: deque[str]

    @property
    def about(self) -> About: ...

    @property
    def records(self) -> Records: ...

    @property
    def ended(self) -> str:
        """Why nothing can be asked any more, a sentence; empty while it can."""

    def standing(self) -> Standing | None:
        """Where a reader has to begin that does not begin at the first record; None if it does.

        The same object each time.
        """

    def refresh(self) -> None:
        """Take in what a file that still grows has got since."""

    def desk(self) -> Desk:
        """What is held and bound now; cheap, and the same object while nothing has changed."""

    def submit(self, connection: int, *actions: Action) -> Future[Result]:
        """Fire these one after the other, each when the one before is done; stops at a refusal.

        The result is the last one's. Never raises: a refusal is a result.
        """

    def reconnect(self) -> Future[Result]:
        """Of a client: one more connection to the same server, in the same journal. The others
        stay. Refused, with the reason, where it cannot be, or where we are the server."""

    def preview(self, connection: int, action: Action) -> Future[Preview]:
        """What an action would do, without doing it."""

    def set_hold(self, pattern: str | None) -> Future[Result]:
        """Hold requests that match the filter. FilterError, at once, for a pattern that is none."""

    def release_request(self, connection: int, stream_id: int) -> Future[Result]:
        """Give a held request to whoever would have got it (or back to the script that held it)."""

    def set_break(self, pattern: str | None) -> Future[Result]:
        """Stop at what scripts send, where a frame of it matches the filter. FilterError."""

    def decide(
        self,
        held_seq: int,
        verdict: Verdict,
        *,
        action: Action | None = None,
        seconds: float = 0.0,
    ) -> Future[Result]:
        """Say what becomes of a held action; `action` for EDIT, `seconds` for DELAY."""

    def release_replies(self, connection: int, *held_seqs: int) -> Future[Result]:
        """Send these replies of the tray now; none named: all of the connection."""

    def drop_replies(self, connection: int, *held_seqs: int) -> Future[Result]:
        """Never send them."""

    def set_policy(self, changes: Mapping[str, Reply], connection: int = 0) -> Future[Result]:
        """For one connection, or (0) for those to come and all there are."""

    def attach(self, binding: Binding) -> Future[Result]:
        """Bind a script. `seq` of the result is SCRIPT_ATTACHED. Later bindings come first."""

    def detach(self, number: int) -> Future[Result]: ...

    def script_files(self) -> Sequence[str]:
        """Handler scripts below the root, by path relative to `about.folder`."""

    def comment(self, seq: int, text: str, *, marked: bool = True) -> Future[Result]:
        """Mark a record, with a comment or (empty) without; `marked` False takes it back."""

    def comments(self) -> Mapping[int, str | None]:
        """Marks that stand beside the records and not among them: text by seq, None for one that
        is taken back. They come after what COMMENTED records say. The same object while nothing
        has changed; always empty where an engine is behind it."""

    def close(self) -> None:
        """End what is behind it: an engine stops, a file is closed. Harmless twice."""
