"""What is replayed and what is recorded, whichever screen is in sight; and how that is told.

Knows the session's `Playing`, and recordings, no widget.
"""

from __future__ import annotations

from concurrent.futures import Future

from h2craft.client import Result
from h2craft.model import Reading
from h2craft.scenario import Entry
from h2craft.session import Playing, Session, State, visible
from h2craft.tui.recording import Recording

_WORDS = {
    State.BINDING: "asking the engine",
    State.WAITING: "waits for a client",
    State.RUNNING: "answers",
    State.RESTING: "waits for the next request",
    State.OVER: "stopped",
}


class Player:
    """See the module.

    current    the scenario that is replayed, also when it is over; None where none was
    recording  what is recorded; None where none was begun, or it was saved or discarded
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.current: Playing | None = None
        self.recording: Recording | None = None
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
        self._listen()
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

    def leave(self) -> None:
        """The person goes, the engine stays: nothing of this is left bound there."""
        if self.active is not None and self.session.attached:
            self.active.leave()

    def record(self) -> Recording:
        """Begin to, or go on with what was stopped."""
        self._listen()
        if self.recording is None:
            self.recording = Recording(self.session)
        else:
            self.recording.taking.start()
        return self.recording

    def _listen(self) -> None:
        if not self._listens:
            self._listens = True
            self.session.reader.listen(self._take)

    def _take(self, reading: Reading) -> None:
        for one in (self.current, self.recording):
            if one is not None:
                one.take(reading)

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


def recording_badge(recording: Recording) -> str:
    """For the status line, too."""
    count = recording.count
    return f"RECORDING {count:,} act{'' if count == 1 else 's'} [ctrl+r]"


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
