"""Recording from the screen: on and off, what there is to keep, and where of a trace it begins.

Knows the workbench by its panes, and what a recording is; the dialog is a screen of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from h2craft.explain import Role, Text, sentence
from h2craft.filter import Filter, compile
from h2craft.scenario import Load, Score, render, without_secrets, write_new
from h2craft.session import Taking, recorded
from h2craft.tui.pythontext import highlighted

if TYPE_CHECKING:
    from h2craft.session import Session
    from h2craft.tui.screens.acting import Acting

READ_SECONDS = 0.5  # for what is not folded yet when recording ends
SHOWN_LINES = 2_000
BEGUN = "recording: what you do, and scripts, is kept till ctrl+r"
NOTHING = "nothing to keep: nothing was done by hand or by a script while it was recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """What of a recording becomes the script; see `session.Making`."""

    pause: float | None = 1.0
    keep_secrets: bool = False
    replies: bool = False
    title: str = ""


class Part(NamedTuple):
    """Records `first` to `last`, those that match; `name` is for people."""

    name: str
    first: int
    last: int
    wanted: str = ""

    def take(self, session: Session) -> Taking:
        """The recording of it. On any thread; all records up to the last are read."""
        wanted: Filter | None = compile(self.wanted) if self.wanted else None
        return recorded(session, self.first, self.last, wanted)


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
            if len(lines) > SHOWN_LINES:
                break
        text = highlighted("\n".join(islice(lines, SHOWN_LINES)))
        if len(lines) > SHOWN_LINES:
            text.append(sentence("The rest is not shown here; it is saved with it.", Role.WARNING))
        return text

    def text(self, how: How) -> str:
        return "".join(self.pieces(how))

    def save(self, path: Path, how: How, *, force: bool = False) -> None:
        """All or nothing. FileExistsError where it is there and not `force`; OSError."""
        write_new(path, self.pieces(how), force=force)

    def told(self) -> str:
        """What there is, in a sentence."""
        score = self.score()
        turns = [turn for turn in score.turns if turn.stream_id]
        connections = len({turn.connection for turn in score.turns})
        words = [_counted(len(score.acts), "act"), f"for {_counted(len(turns), 'request')}"]
        words += [f"on {_counted(connections, 'connection')}"] if connections > 1 else []
        words += [f"by {score.client}"] if score.client else []
        lost = f" The oldest {score.lost:,} are lost." if score.lost else ""
        return f"{' '.join(words)}.{lost}"


def _safe(score: Score, load: Load) -> tuple[Score, Load]:
    return without_secrets(score, load)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


# From the workbench


def press(screen: Acting) -> None:
    """The key: begin; or end, and show what there is. Of a saved trace: what it holds."""
    session = screen.session
    if not session.client.about.live:
        of_the_past(screen)
        return
    taking = screen.taking
    if taking is None or not taking.on:
        screen.taking = session.taking
        screen.taking.start()
        screen.say(BEGUN)
        return
    taking.stop()
    catch_up(session)
    if not taking.acts:
        screen.say(NOTHING, "warning")
        return
    _ask(screen, taking)


def catch_up(session: Session) -> None:
    """Read what is not folded yet: it was done before the key was pressed."""
    if session.behind:
        session.advance(READ_SECONDS)


def _ask(screen: Acting, taking: Taking) -> None:
    from h2craft.tui.screens.recorded import Answer, RecordedScreen

    def answered(answer: Answer | None) -> None:
        if answer is None or answer is Answer.GO_ON:
            taking.start()
            screen.say(BEGUN)
            return
        taking.clear()
        screen.say("the recording was discarded" if answer is Answer.DISCARD else "saved")

    screen.app.push_screen(RecordedScreen(screen.session, Kept(taking)), answered)


def of_the_past(screen: Acting) -> None:
    """A scenario of what has happened; nothing is fired."""
    from h2craft.tui.screens.recorded import RecordedScreen

    found = parts(screen)
    if not found:
        screen.say("there are no records", "warning")
        return
    screen.app.push_screen(RecordedScreen(screen.session, parts=found))


def parts(screen: Acting) -> list[Part]:
    """What may be meant: the range that was begun, what is marked, what the filter shows, all."""
    session, frames = screen.session, screen.frames
    first, last = session.client.records.first, session.client.records.last
    if first > last:
        return []
    found = []
    if frames.rows.begun and (seqs := frames.rows.chosen):
        found.append(Part("range", min(seqs), max(seqs)))
    if marks := [seq for seq in session.reader.comments if first <= seq <= last]:
        found.append(Part("marked", min(marks), max(marks)))
    if frames.filter_text:
        found.append(Part("filter", first, last, frames.filter_text))
    return [*found, Part("all", first, last)]
