"""What is replayed, one scenario at a time, whichever screen is in sight; and how it is told.

Knows the session's `Playing`, no widget.
"""

from __future__ import annotations

from concurrent.futures import Future

from h2craft.client import Result
from h2craft.model import Reading
from h2craft.scenario import Entry
from h2craft.session import Playing, Session, State, visible

_WORDS = {
    State.BINDING: "asking the engine",
    State.WAITING: "waits for a client",
    State.RUNNING: "answers",
    State.RESTING: "waits for the next request",
    State.OVER: "stopped",
}


class Player:
    """See the module.

    current  what is replayed, also when it is over; None where nothing was
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.current: Playing | None = None
        self._asked: Future[Result] | None = None
        self._listens = False

    @property
    def active(self) -> Playing | None:
        """What is bound now."""
        return None if self.current is None or self.current.over else self.current

    def begin(self, entry: Entry, *, steps: bool = False) -> Playing:
        """Bind a scenario in the place of what was. ValueError says why that cannot be."""
        self._check(entry)
        if self.active is not None:
            self.active.stop()
        if not self._listens:
            self._listens = True
            self.session.reader.listen(self._take)
        self.current = Playing(self.session, entry, steps=steps)
        self._asked = self.current.begin()
        self.look()
        return self.current

    def _check(self, entry: Entry) -> None:
        about, active, name = self.session.client.about, self.active, visible(entry.name)
        if not about.live:
            raise ValueError(f"a saved trace takes no replay: h2craft replay {name} serves it")
        if entry.trouble:
            raise ValueError(f"{name} cannot be used: {visible(entry.trouble)}")
        if active is not None and active.state is State.RUNNING:
            raise ValueError(f"{visible(active.entry.name)} is under way: stop it first")

    def _take(self, reading: Reading) -> None:
        if self.current is not None:
            self.current.take(reading)

    def look(self) -> None:
        """Take in what has come of it."""
        if self.current is None:
            return
        if self._asked is not None and self._asked.done():
            asked, self._asked = self._asked, None
            self.current.began(_result(asked))
        self.current.look()


def _result(asked: Future[Result]) -> Result:
    """An engine that has ended meanwhile refuses."""
    error = asked.exception()
    return asked.result() if error is None else Result(accepted=False, reason=str(error))


# In words


def badge(playing: Playing) -> str:
    """For the status line."""
    word = "STEP" if playing.steps else "REPLAY"
    return f"{word} {visible(playing.entry.name)} {playing.progress}"


def how_it_stands(playing: Playing) -> str:
    """A few words."""
    if playing.trouble:
        return visible(playing.trouble)
    if playing.state is State.RESTING and playing.verdict.done:
        return "done"
    return _WORDS[playing.state]


def last_words(playing: Playing) -> str:
    """The verdict, and what else there is to know; empty while nothing has come of it."""
    told = playing.verdict
    if not told.requests and not told.acts:
        return ""
    return visible(". ".join((told.sentence, *told.remarks)))
