"""Where the composer's line goes, while selections move and connections end. Knows no widget."""

from __future__ import annotations

from h2craft.language import Context
from h2craft.session import Session, Target, target


class Aim:
    """See the module.

    pinned   where a person wants it to go; None: the selection says it
    target   where it goes
    trouble  why nothing can be sent there, or what is to know of it; empty if all is well
    """

    def __init__(self, session: Session) -> None:
        self.pinned: Target | None = None
        self.target = target.aim(session)
        self.trouble = ""
        self._session = session

    @property
    def is_over(self) -> bool:
        """Not even octets can be written there."""
        return target.is_over(self._session, self.target)

    @property
    def label(self) -> str:
        return f"{'=' if self.pinned is not None else ''}{self.target.name} :"

    @property
    def context(self) -> Context:
        """What a line may leave out there."""
        return target.context_of(self._session, self.target)

    def is_old(self, *, writing: bool, done: bool) -> bool:
        """It would go elsewhere now, or there is something else to know of it; see `take`."""
        if self._now(writing=writing, done=done) != self.target:
            return True
        return self._trouble() != self.trouble

    def take(self, *, writing: bool, done: bool) -> bool:
        """Look where it goes now; True where that is another place.

        Whoever is `writing` goes on writing to the same place: the selection rides on the traffic.
        `done`: what is written was fired; a connection that it took along nobody writes to.
        """
        before, self.target = self.target, self._now(writing=writing, done=done)
        self.trouble = self._trouble()
        return self.target != before

    def _trouble(self) -> str:
        session, there = self._session, self.target
        return target.trouble_of(session, there) + target.others_of(session, there)

    def _now(self, *, writing: bool, done: bool) -> Target:
        if self.pinned is not None:
            return self.pinned
        if not writing or not self.target.connection:
            return target.aim(self._session)
        ours = self._session.client.about.role == "client"  # then the server is the same on all
        if self.is_over and (done or ours):
            return target.aim(self._session, chosen=False)
        return self.target
