"""The status line: where we listen, and each mode that is on with the key that ends it.

Reads the session; changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from h2craft.actions import Reply
from h2craft.client import Desk
from h2craft.session import Session
from h2craft.tui.playing import Player, badge, recording_badge
from h2craft.tui.widgets.pieces import Piece, PieceLine
from h2craft.wire import elide, escape

PATTERN_WIDTH = 24
ROOT_WIDTH = 28
DAMAGE_WIDTH = 60


class StatusBar(PieceLine):
    """See the module. What the session does not know is said by the screen.

    following  whether the list does
    said       the last thing that was done
    """

    def __init__(
        self, session: Session, player: Player | None = None, *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._session = session
        self.following: bool | None = None
        self._player = player
        self.said = ""

    def look(self) -> None:
        """Show how things stand now."""
        self.show(list(self._pieces()))

    def _pieces(self) -> Iterator[Piece]:
        session = self._session
        yield Piece("h2craft", "name", "app.help")
        yield from self._where()
        yield self._records()
        if self._player is not None:
            yield from player_pieces(self._player)
        yield from _hands(session.desk)
        if session.paused:
            yield Piece("PAUSED [p]", "held", "screen.pause")
        if session.behind > 1_000:
            yield Piece(f"behind {session.behind:,}", "bad", weight=2)
        if lost := getattr(session.client.records, "lost", 0):
            yield Piece(f"lost {lost:,}", "bad", weight=1)
        if self.following is not None:
            words = "follow" if self.following else "follow off [F]"
            yield Piece(words, "dim" if self.following else "held", "screen.follow", 4)
        if self.said:
            yield Piece(self.said, "dim", "screen.pane('log')", 5)

    def _where(self) -> Iterator[Piece]:
        about, ended = self._session.client.about, self._session.client.ended
        if self._session.attached:
            yield Piece(f"attached to {escape(about.name)}", "on", weight=2)
        if ended and about.live:
            yield Piece(f"GONE: {elide(escape(ended), DAMAGE_WIDTH)}", "bad", weight=1)
        for number, url in enumerate(about.urls):
            yield Piece(escape(url), "plain", f"screen.copy_url({number})", 6 + number)
        if not about.live and about.trace is not None:
            yield Piece(elide(escape(str(about.trace)), 2 * ROOT_WIDTH), "plain", weight=6)
        if about.damage:
            yield Piece(f"DAMAGED {elide(escape(about.damage), DAMAGE_WIDTH)}", "bad", weight=2)
        if about.root:
            yield Piece(elide(escape(about.root), ROOT_WIDTH), "dim", "screen.edit", 7)

    def _records(self) -> Piece:
        about, count = self._session.client.about, self._session.client.records.last
        if not about.live:
            return Piece(f"saved {count:,}{'…' * about.partial}", "dim", weight=3)
        if about.trace is None:
            return Piece(f"○ no trace {count:,}", "dim", weight=4)
        return Piece(f"● trace {count:,}", "on", weight=3)


def player_pieces(player: Player) -> Iterator[Piece]:
    """What is recorded, and what is replayed; never left out for want of room."""
    if player.recording is not None and player.recording.on:
        yield Piece(recording_badge(player.recording), "bad", "app.record", 1)
    if player.active is not None:
        yield Piece(f"{badge(player.active)} [R]", "held", "screen.library", 1)


def _hands(desk: Desk) -> Iterator[Piece]:
    """What is held back, and by which pattern; never left out for want of room."""
    if desk.hold is not None or desk.requests:
        by_script = all(one.by == "script" for one in desk.requests)
        what = _pattern(desk.hold, "by script" if by_script else "off")
        yield Piece(f"HOLD {what} ({len(desk.requests)}) [5]", "held", HANDS, 1)
    if desk.break_on is not None or desk.actions:
        what = _pattern(desk.break_on, "off")
        yield Piece(f"BREAK {what} ({len(desk.actions)}) [5]", "held", HANDS, 1)
    if desk.replies:
        yield Piece(f"TRAY ({len(desk.replies)}) [5]", "held", HANDS, 1)
    changed = [f"{name} {reply}" for name, reply in desk.policy.items() if reply != Reply.SEND]
    if changed:
        yield Piece(f"POLICY {', '.join(changed)} [5]", "held", HANDS, 2)
    if own := sum(dict(one) != dict(desk.policy) for one in desk.policies.values()):
        yield Piece(f"POLICY of {own} [5]", "held", HANDS, 3)


HANDS = "screen.pane('hands')"


def _pattern(text: str | None, nothing: str) -> str:
    """A filter as it was typed; the empty one holds everything, and None is `nothing`."""
    if text is None:
        return nothing
    return elide(escape(text), PATTERN_WIDTH) or "everything"
