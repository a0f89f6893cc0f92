"""Recording from the screen: on and off, what there is to keep, and where of a trace it begins.

Knows the workbench by its panes, and what a recording is; the dialog is a screen of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from h2craft.explain import Text, counted
from h2craft.filter import Filter, compile
from h2craft.model import Reading
from h2craft.reader import Reader
from h2craft.scenario import Load, Score, render, without_secrets, write_new
from h2craft.session import Taking, newest, recorded
from h2craft.trace import Kind, Origin
from h2craft.tui.pythontext import script

if TYPE_CHECKING:
    from h2craft.session import Session
    from h2craft.tui.screens.acting import Acting

READ_SECONDS = 0.5  # for what is not folded yet when recording ends
SLICE = 256
SHOWN_LINES = 2_000
_ACTING = frozenset((Origin.HAND, Origin.SCRIPT))
BEGUN = "recording: what you do, and scripts, is kept till ctrl+r"
NOTHING = "nothing to keep: nothing was done by hand or by a script while it was recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """What of a recording becomes the script; see `session.Making`."""

    pause: float | None = 1.0
    keep_secrets: bool = False
    replies: bool = False
    title: str = ""


class Recording:
    """What is done from now on, as far as it is on. While it runs, acts are only counted.

    count  so many, of those that are read
    """

    name = "recorded"

    def __init__(self, session: Session) -> None:
        self.session = session
        self.taking = Taking(session.client, after=session.client.records.last)
        self._after = session.client.records.last
        self._fired: set[int] = set()
        self._reader: Reader | None = None
        self._turn = threading.Lock()  # a dialog that was left may be reading still

    @property
    def on(self) -> bool:
        return self.taking.on

    @property
    def count(self) -> int:
        return len(self._fired)

    def take(self, reading: Reading) -> None:
        """The next reading of the journal."""
        record = reading.record
        if record.kind == Kind.ACTION_REFUSED:
            self._fired.discard(record.cause)
        elif record.kind == Kind.ACTION_FIRED and self.on and record.seq > self._after:
            self._fired |= {record.seq} if record.origin in _ACTING else set()

    def read(self) -> Taking:
        """All of it. On any thread; the records before it are read too, for the requests that
        were open when it began."""
        with self._turn:
            reader, upto = self._reader or self._new_reader(), self.session.client.records.last
            while reader.position < upto:
                if not reader.advance(min(SLICE, upto - reader.position)):
                    break
        return self.taking

    def _new_reader(self) -> Reader:
        client = self.session.client
        self._reader = reader = Reader(client.records, client.about.role)
        if (standing := client.standing()) is not None:
            reader.resume(standing.seq, standing.connections)
        reader.listen(self.taking.take)
        return reader


class Part(NamedTuple):
    """Records `first` to `last`, those that match; `name` is for people."""

    session: Session
    name: str
    first: int
    last: int
    wanted: str = ""

    def read(self) -> Taking:
        """The recording of it. On any thread; all records up to the last are read."""
        wanted: Filter | None = compile(self.wanted) if self.wanted else None
        return recorded(self.session, self.first, self.last, wanted)


class Kept:
    """A recording that is complete, and the script it becomes. ScenarioError for an empty one.

    Whoever asks for automatic replies waits: all records are read again for them.
    """

    def __init__(self, taking: Taking) -> None:
        self.taking = taking
        self._scores: dict[bool, Score] = {}

    def score(self, *, replies: bool = False) -> Score:
        if replies not in self._scores:
            self._scores[replies] = self.taking.score(replies=replies)
        return self._scores[replies]

    def knows(self, how: How) -> bool:
        """Nothing has to be read again for that."""
        return how.replies in self._scores

    def pieces(self, how: How) -> Iterator[str]:
        """The script, as it is made."""
        score, load = self.score(replies=how.replies), self.taking.load
        if not how.keep_secrets:
            score, load = _safe(score, load)
        return render(score, load, pause=how.pause, title=how.title)

    def preview(self, how: How) -> Text:
        """Its first lines, highlighted."""
        lines: list[str] = []
        begun = ""
        for piece in self.pieces(how):
            *whole, begun = (begun + piece).split("\n")
            lines += whole
            if len(lines) > 2 * SHOWN_LINES:
                break
        return script(lines, SHOWN_LINES, rest="The rest is not shown here; it is saved with it.")

    def text(self, how: How) -> str:
        return "".join(self.pieces(how))

    def save(self, path: Path, how: How, *, force: bool = False) -> None:
        """All or nothing. FileExistsError where it is there and not `force`; OSError."""
        write_new(path, self.pieces(how), force=force)

    def told(self, how: How) -> str:
        """What there is, in a sentence."""
        score = self.score(replies=how.replies)
        turns = [turn for turn in score.turns if turn.stream_id]
        connections = len({turn.connection for turn in score.turns})
        words = [counted(len(score.acts), "act"), f"for {counted(len(turns), 'request')}"]
        words += [f"on {counted(connections, 'connection')}"] if connections > 1 else []
        words += [f"by {score.client}"] if score.client else []
        lost = f" The oldest {score.lost:,} are lost." if score.lost else ""
        return f"{' '.join(words)}.{lost}"


def _safe(score: Score, load: Load) -> tuple[Score, Load]:
    return without_secrets(score, load)


# From the workbench


def press(screen: Acting) -> None:
    """The key: begin; or end, and show what there is. Of a saved trace: what it holds."""
    session = screen.session
    if _is_asking(screen):
        return
    if not session.client.about.live:
        of_the_past(screen)
        return
    recording = screen.player.recording
    if recording is None or not recording.on:
        screen.player.record()
        _say(screen, BEGUN)
        return
    catch_up(session)
    recording.taking.stop()
    if recording.count or session.behind:
        _ask(screen, recording)
    else:
        screen.player.recording = None
        _say(screen, NOTHING, "warning")


def _is_asking(screen: Acting) -> bool:
    """What was recorded is shown already, whatever stands above it."""
    from h2craft.tui.screens.recorded import RecordedScreen

    return any(isinstance(one, RecordedScreen) for one in screen.app.screen_stack)


def catch_up(session: Session) -> None:
    """Read what is not folded yet: it was done before the key was pressed."""
    if session.behind:
        session.advance(READ_SECONDS)


def _ask(screen: Acting, recording: Recording) -> None:
    from h2craft.tui.screens.recorded import Answer, RecordedScreen

    def answered(answer: Answer | None) -> None:
        if answer is None or answer is Answer.GO_ON:
            screen.player.record()
            _say(screen, BEGUN)
            return
        screen.player.recording = None
        _say(screen, f"the recording was {answer.value}")

    screen.app.push_screen(RecordedScreen(screen.session, [recording], past=False), answered)


def _say(screen: Acting, words: str, severity: str = "information") -> None:
    """On the workbench's status line, or above the screen that hides it."""
    if screen.app.screen is screen:
        screen.say(words, severity)
    else:
        screen.app.notify(words, severity=severity, markup=False)  # type: ignore[arg-type]


def of_the_past(screen: Acting) -> None:
    """A scenario of what has happened; nothing is fired."""
    from h2craft.tui.screens.recorded import RecordedScreen

    if not screen.panes or _is_asking(screen):  # or the panes are being mounted
        return
    found = parts(screen)
    if not found:
        _say(screen, "there are no records", "warning")
        return
    screen.app.push_screen(RecordedScreen(screen.session, found))


def parts(screen: Acting) -> list[Part]:
    """What may be meant: the range that was begun, what is marked, what the filter shows, all."""
    session, frames = screen.session, screen.frames
    first, last = session.client.records.first, newest(session.client)
    if first > last:
        return []
    found = []
    if frames.rows.begun and (seqs := frames.rows.chosen):
        found.append(Part(session, "range", min(seqs), max(seqs)))
    if marks := [seq for seq in session.reader.comments if first <= seq <= last]:
        found.append(Part(session, "marked", min(marks), max(marks)))
    if frames.filter_text:
        found.append(Part(session, "filter", first, last, frames.filter_text))
    return [*found, Part(session, "all", first, last)]
