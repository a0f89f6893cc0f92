"""The drawer of what is in a person's hands: requests, script actions, replies, scripts attached.

Knows the desk; what is decided here goes through the client's door.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, OptionList
from textual.widgets.option_list import Option

from h2craft import filter as filters
from h2craft.actions import Action, Door, Raw, RstStream, Send
from h2craft.client import Binding, HeldAction, HeldReply, HeldRequest, Result, Verdict
from h2craft.session import Selection, Session, pattern_of, pattern_text
from h2craft.tui.commands import bindings
from h2craft.tui.commands.hands import COMMANDS
from h2craft.tui.messages import ComposeAsked, FireAsked, NodeSelected, RecordSelected, Said
from h2craft.tui.screens.attach import AttachScreen, editor_place
from h2craft.tui.screens.edit import AskScreen, edit_file
from h2craft.tui.screens.policy import PolicyScreen
from h2craft.tui.widgets.handrows import HandRow, Thing, rows_of
from h2craft.tui.widgets.listing import Listing
from h2craft.tui.widgets.waiting import refusal, say_when_done, when_done
from h2craft.wire import ErrorCode, Frame, escape

LONGEST_DELAY = 86_400.0
ANSWER = "headers {stream_id} :status=200 content-type=text/plain"
NOTHING = "Nothing is held. i: hold requests, b: break on scripts, t: attach a script."


class Hands(Vertical):
    """See the module. Its size is the screen's to say."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]
    DEFAULT_CSS = """
    Hands { height: 1fr; }
    Hands .switches { height: 1; }
    Hands .switches Button { margin-right: 1; min-width: 6; }
    Hands .switches .-on { color: $text-warning; text-style: bold; }
    """

    def __init__(self, session: Session, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.session = session
        self.rows: list[HandRow] = []
        self._seen: tuple[int, int, bool] = (-1, -1, False)

    def compose(self) -> ComposeResult:
        with Horizontal(classes="switches"):
            yield Button(Content("Hold: none"), id="hold", compact=True)
            yield Button(Content("Break: none"), id="break", compact=True)
            yield Button(Content("Replies"), id="policy", compact=True)
            yield Button(Content("Attach"), id="attach", compact=True)
        yield Listing(id="things", markup=False, compact=True)

    def on_mount(self) -> None:
        self._show()

    # What is shown

    def look(self) -> None:
        """Take in what has changed; ages go on by the second."""
        desk = self.session.desk
        held = desk.requests or desk.actions or desk.replies
        second = int(self.session.now()) if held else 0
        # What is held may be about a request that is not read yet.
        now = (desk.version, second, self.session.behind > 0)
        if now != self._seen:
            self._show()
            self._seen = now

    def selected(self, selection: Selection) -> None:
        """Nothing here depends on it."""

    def _show(self) -> None:
        desk = self.session.desk
        self.rows = rows_of(desk, self.session.reader.board, self.session.now())
        self._switch("#hold", "Hold", desk.hold)
        self._switch("#break", "Break", desk.break_on)
        listing = self.query_one("#things", Listing)
        keys = [option.id for option in listing.options]
        if keys and keys == [row.key for row in self.rows]:
            for row, option in zip(self.rows, listing.options, strict=True):
                if str(option.prompt) != row.text:
                    listing.replace_option_prompt(row.key, self._prompt(row))
            return
        self._fill(listing)

    def _fill(self, listing: Listing) -> None:
        before = listing.highlighted_option
        at = listing.highlighted or 0
        if not self.rows:
            listing.set_options([Option(Content(NOTHING), id="nothing", disabled=True)])
            return
        listing.set_options(
            Option(self._prompt(row), id=row.key, disabled=row.thing is None) for row in self.rows
        )
        keys = [row.key for row in self.rows]
        if before is not None and before.id in keys:
            listing.highlighted = keys.index(before.id)
        else:
            listing.highlighted = self._nearest(at)

    def _nearest(self, at: int) -> int | None:
        """Where the cursor goes when what it stood on is gone: to what took its place."""
        things = [number for number, row in enumerate(self.rows) if row.thing is not None]
        return min(things, key=lambda number: (abs(number - at), number)) if things else None

    def _prompt(self, row: HandRow) -> Content:
        if row.thing is None:
            return Content.styled(row.text, "bold")
        return Content.styled(row.text, "$text-error") if row.trouble else Content(row.text)

    def _switch(self, name: str, label: str, pattern: str | None) -> None:
        button = self.query_one(name, Button)
        text = f"{label}: {pattern_text(pattern)}"
        if str(button.label) != text:
            button.label = Content(text)
            button.refresh(layout=True)  # it is as wide as what it says
        button.set_class(pattern is not None, "-on")

    @property
    def thing(self) -> Thing | None:
        """What the cursor stands on."""
        at = self.query_one("#things", Listing).highlighted
        return self.rows[at].thing if at is not None and at < len(self.rows) else None

    # Buttons and the mouse

    @on(Button.Pressed, ".switches Button")
    async def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        actions: dict[str | None, Callable[[], None]] = {
            "hold": self.action_hold,
            "break": self.action_break_on,
            "policy": self.action_policy,
            "attach": self.action_attach,
        }
        actions[event.button.id]()

    @on(OptionList.OptionSelected, "#things")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_answer()

    # What can be done with it

    def action_release(self) -> None:
        client = self.session.client
        match self.thing:
            case HeldRequest(connection=number, stream_id=stream_id):
                future = client.release_request(number, stream_id)
                say_when_done(self, future, f"released {number}/{stream_id}")
            case HeldAction(seq=seq):
                self._decide(seq, Verdict.RELEASE, "released")
            case HeldReply(seq=seq, connection=number, name=name):
                say_when_done(self, client.release_replies(number, seq), f"sent {escape(name)}")
            case _:
                self._say("nothing held is selected")

    def action_release_all(self) -> None:
        client, desk = self.session.client, self.session.desk
        futures = [
            client.release_request(held.connection, held.stream_id) for held in desk.requests
        ]
        futures += [client.decide(held.seq, Verdict.RELEASE) for held in desk.actions]
        owners = dict.fromkeys(held.connection for held in desk.replies)
        futures += [client.release_replies(number) for number in owners]
        if not futures:
            self._say("nothing is held")
            return
        for future in futures[:-1]:
            when_done(self, future, self._complain)
        say_when_done(self, futures[-1], "released all")

    def _complain(self, result: Result) -> None:
        if not result.accepted:
            self._say(refusal(result), "error")

    def action_answer(self) -> None:
        match self.thing:
            case HeldRequest(connection=number, stream_id=stream_id):
                self.post_message(NodeSelected(number, stream_id))
                self.post_message(ComposeAsked(ANSWER.format(stream_id=stream_id), number))
            case HeldReply(seq=seq):
                self.post_message(RecordSelected(seq, opened=True))
            case HeldAction() | Binding():
                self.action_edit()
            case _:
                self._say("nothing held is selected")

    def action_drop(self) -> None:
        match self.thing:
            case HeldAction(seq=seq):
                self._decide(seq, Verdict.DROP, "dropped; the script is told it was done")
            case HeldReply(seq=seq, connection=number, name=name):
                future = self.session.client.drop_replies(number, seq)
                say_when_done(self, future, f"dropped {escape(name)}")
            case HeldRequest():
                self._say("a request cannot be dropped: release it (a), answer it, or reset it (x)")
            case _:
                self._say("nothing held is selected")

    def action_edit(self) -> None:
        match self.thing:
            case HeldAction(seq=seq, connection=number, action=action):
                self.post_message(ComposeAsked(action, number, held_seq=seq))
            case HeldReply(octets=octets, connection=number):
                self.post_message(ComposeAsked(_as_action(octets), number))
            case Binding() as binding:
                self._open(binding)
            case HeldRequest():
                self.action_answer()
            case _:
                self._say("nothing held is selected")

    def action_duplicate(self) -> None:
        match self.thing:
            case HeldAction(seq=seq):
                self._decide(seq, Verdict.DUPLICATE, "sent twice")
            case HeldReply(octets=octets, connection=number):
                self.post_message(ComposeAsked(_as_action(octets), number))
            case _:
                self._say("only what a script sends or a reply in the tray can be duplicated")

    def action_delay(self) -> None:
        thing = self.thing
        if not isinstance(thing, HeldAction):
            self._say("only what a script sends can be delayed")
            return

        def delay(answer: str | None) -> None:
            if answer is not None:
                seconds = seconds_of(answer)
                future = self.session.client.decide(thing.seq, Verdict.DELAY, seconds=seconds)
                say_when_done(self, future, f"leaves in {seconds:g} s")

        ask = AskScreen("Delay", "After how many seconds shall it leave?", "1", seconds_of)
        self.app.push_screen(ask, delay)

    def action_reset_stream(self) -> None:
        thing = self.thing
        stream_id = thing.stream_id if isinstance(thing, HeldRequest | HeldAction) else 0
        if thing is None or not stream_id:
            self._say("no stream is selected here")
            return
        reset = RstStream(stream_id=stream_id, error_code=ErrorCode.CANCEL)
        self.post_message(FireAsked(thing.connection, Send(frames=(reset,), door=Door.WIRE)))

    def _decide(self, seq: int, verdict: Verdict, done: str) -> None:
        say_when_done(self, self.session.client.decide(seq, verdict), done)

    def _say(self, text: str, severity: str = "warning") -> None:
        self.post_message(Said(text, severity))

    # Patterns and policy

    def action_hold(self) -> None:
        self._ask_pattern(
            "Hold requests",
            "Requests that match this filter wait for a person, e.g. path:/x or method:POST. "
            "all: every request; off or nothing: none.",
            self.session.desk.hold,
            self.session.client.set_hold,
        )

    def action_break_on(self) -> None:
        self._ask_pattern(
            "Break on scripts",
            "What a script sends waits for a person where a frame of it matches this filter, "
            "e.g. type:DATA or status:5xx. all: whatever it sends; off or nothing: none.",
            self.session.desk.break_on,
            self.session.client.set_break,
        )

    def _ask_pattern(
        self,
        title: str,
        sentence: str,
        pattern: str | None,
        change: Callable[[str | None], Future[Result]],
    ) -> None:
        def changed(answer: str | None) -> None:
            if answer is None:
                return
            wanted = pattern_of(answer)
            say_when_done(self, change(wanted), f"{title.lower()}: {pattern_text(wanted)}")

        shown = "" if pattern is None else pattern_text(pattern)
        self.app.push_screen(AskScreen(title, sentence, shown, _check_pattern), changed)

    def action_policy(self) -> None:
        self.app.push_screen(PolicyScreen(self.session))

    # Scripts

    def action_attach(self) -> None:
        self.app.push_screen(AttachScreen(self.session))

    def action_detach(self) -> None:
        thing = self.thing
        if isinstance(thing, Binding):
            future = self.session.client.detach(thing.number)
            say_when_done(self, future, f"detached {escape(thing.file)}")
        else:
            self._say("no attached script is selected")

    def _open(self, binding: Binding) -> None:
        path, line = editor_place(self.session.client.about.folder, binding)
        trouble = edit_file(self.app, Path(path), line)
        if trouble:
            self._say(trouble, "error")


def _check_pattern(text: str) -> None:
    filters.compile(pattern_of(text) or "")


def seconds_of(text: str) -> float:
    """Seconds to wait; ValueError for what is no sensible number of them."""
    try:
        seconds = float(text)
    except ValueError:
        raise ValueError("a number of seconds, such as 0.5") from None
    if not 0 <= seconds <= LONGEST_DELAY:  # false for a NaN
        raise ValueError(f"from 0 to {LONGEST_DELAY:.0f} seconds")
    return seconds


def _as_action(octets: bytes) -> Action:
    """The same frame once more, written as it is."""
    frame = Frame(octets)
    raw = Raw(
        type=frame.type,
        payload=frame.payload,
        flags=frame.flags,
        stream_id=frame.stream_id,
        reserved=frame.reserved,
    )
    return Send(frames=(raw,), door=Door.WIRE)
