"""The composer: two views of one action, what it would do, and firing, by keys and by mouse."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Button, Checkbox, Input, Static, TextArea

from h2craft.actions import Data, Door, Headers, Note, Ping, Send
from h2craft.client import Desk, FramePreview, HeldRequest, Preview, Result, Verdict
from h2craft.session import Selection
from h2craft.tui.messages import FireAsked, Fired, Said
from h2craft.tui.screens.pick import PickScreen
from h2craft.tui.screens.presets import PresetsScreen
from h2craft.tui.widgets.commandline import CompletionList
from h2craft.tui.widgets.compose import Compose
from h2craft.tui.widgets.composeform import FormView
from h2craft.tui.widgets.strips import Choices, SpanLine
from h2craft.tui.widgets.textview import TextView
from h2craft.wire import frame_octets

HELLO = frame_octets(0, 1, 3, b"hello")


class ComposeApp(App[None]):
    CSS = "#above { height: 1fr; }"

    def __init__(self, session: Any) -> None:
        super().__init__()
        self.session = session
        self.fired: list[FireAsked] = []
        self.said: list[str] = []

    def compose(self) -> ComposeResult:
        yield Static("above", id="above")
        yield Compose(self.session, id="compose")

    def on_mount(self) -> None:
        self.composer.focus_line()

    @property
    def composer(self) -> Compose:
        return self.query_one(Compose)

    @property
    def summary(self) -> str:
        return self.composer.query_one("#summary", SpanLine).text

    @property
    def previews(self) -> list[Any]:
        return [one[2] for one in self.session.client.asked if one[0] == "preview"]

    def on_fire_asked(self, message: FireAsked) -> None:
        self.fired.append(message)

    def on_said(self, message: Said) -> None:
        self.said.append(message.text)

    def select(self, connection: int, stream_id: int) -> None:
        """In another pane, which takes the focus."""
        self.set_focus(None)
        self.session.selection = Selection(connection, stream_id)
        self.composer.selected(self.session.selection)

    def read_on(self) -> None:
        while self.session.advance(1.0):
            pass
        self.composer.look()


@pytest.fixture
def make_app(talk: Any, session_of: Callable[..., Any]) -> Callable[..., ComposeApp]:
    def make(*, live: bool = True, selected: tuple[int, int] = (1, 3)) -> ComposeApp:
        talk.opened()
        talk.request(1, "/a")
        talk.request(3, "/b")
        session = session_of(talk, live=live)
        session.selection = Selection(*selected)
        session.client.preview_result = Preview(frames=(FramePreview(octets=HELLO),))
        return ComposeApp(session)

    return make


async def settle(app: ComposeApp, pilot: Any) -> None:
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()


async def opened(app: ComposeApp, pilot: Any) -> FormView:
    app.composer.toggle_form()
    await pilot.pause()
    return app.composer.query_one(FormView)


def chosen(app: ComposeApp) -> str:
    return "".join(
        app.query_one(strip, Choices).value for strip in ("#strip-wire", "#strip-lawful")
    )


class TestTwoViews:
    """Typing in one fills the other."""

    async def test_typing_fills_the_form_and_chooses_its_name(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            form = await opened(app, pilot)
            await pilot.press(*'wire data 3 "hello" end_stream')
            await settle(app, pilot)
            assert form.form == "DATA" and chosen(app) == "DATA"
            assert form.values()["data"] == '"hello"' and form.values()["end_stream"] == "yes"

    async def test_the_form_opened_later_shows_what_was_typed(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press(*"rst 3 CANCEL")
            form = await opened(app, pilot)
            assert form.form == "RST_STREAM" and form.values()["error_code"] == "CANCEL"

    async def test_filling_the_form_writes_the_line(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            form = await opened(app, pilot)
            await pilot.press(*'data 3 "x"')
            await pilot.pause()
            form.query_one("#field-end_stream", Checkbox).focus()
            await pilot.press("space")
            await settle(app, pilot)
            assert app.composer.line.value == 'data 3 "x" end_stream'
            form.query_one("#field-data", Input).focus()
            await pilot.press("end", "left", "y")
            await settle(app, pilot)
            assert app.composer.line.value == 'data 3 "xy" end_stream'

    async def test_header_lines_become_words_of_the_line(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            form = await opened(app, pilot)
            await pilot.press(*"headers 3 :status=200")
            await pilot.pause()
            form.query_one("#field-fields", TextArea).focus()
            await pilot.press(*"a: b", "enter", *"!c=d")
            await settle(app, pilot)
            assert app.composer.line.value == "headers 3 :status=200 a=b !c=d"
            (action,) = app.composer.draft.actions
            assert isinstance(action, Send) and len(action.frames[0].fields) == 3  # type: ignore[union-attr]

    async def test_neither_view_answers_the_other(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            form = await opened(app, pilot)
            await pilot.press(*'data  3   "x"')  # more blanks than the form would write
            await settle(app, pilot)
            assert app.composer.line.value == 'data  3   "x"'
            form.query_one("#field-padding", Input).focus()
            await pilot.press("7", "backspace")
            await settle(app, pilot)
            assert app.composer.line.value == 'data 3 "x"' and form.values()["padding"] == ""

    async def test_a_half_written_line_keeps_the_last_good_form(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            form = await opened(app, pilot)
            await pilot.press(*'data 3 "x" end_stream pading=3')
            await settle(app, pilot)
            assert form.values()["data"] == '"x"' and form.form == "write_data"
            assert app.composer.line.value == 'data 3 "x" end_stream pading=3'

    async def test_a_field_that_makes_no_sense_is_said_and_keeps_the_line(
        self, make_app: Any
    ) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            form = await opened(app, pilot)
            await pilot.press(*'data 3 "x"')
            await pilot.pause()
            form.query_one("#field-padding", Input).focus()
            await pilot.press(*"300")
            await settle(app, pilot)
            row = next(row for row in form.rows() if row.field.name == "padding")
            assert row.has_class("-wrong") and "Padding" in app.summary
            await pilot.press("enter")
            await pilot.pause()
            assert app.fired == []

    @pytest.mark.parametrize("word", ["GOAWAY", "RAW", "octets", "write_push", "end_stream"])
    async def test_a_word_of_the_strip_opens_its_form(self, make_app: Any, word: str) -> None:
        app = make_app()
        async with app.run_test(size=(200, 40)) as pilot:
            form = await opened(app, pilot)
            name = "#strip-lawful" if word in ("write_push", "end_stream") else "#strip-wire"
            strip = app.query_one(name, Choices)
            at = next(start for start, _, name in strip.places() if name == word)
            await pilot.click(name, offset=(at, 0))
            await settle(app, pilot)
            assert form.form == word and chosen(app) == word

    async def test_the_strip_is_walked_with_the_arrows(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(200, 40)) as pilot:
            await opened(app, pilot)
            app.query_one("#strip-wire", Choices).focus()
            await pilot.press("right", "right")
            await settle(app, pilot)
            assert app.composer.draft.form == "DATA"
            assert app.composer.line.value.startswith("wire data 3")


class TestErrors:
    """A bad entry points at the bad part and fires nothing."""

    async def test_carets_stand_under_the_wrong_part_with_the_suggestion(
        self, make_app: Any
    ) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press(*"data 3 end_steam")
            await settle(app, pilot)
            line = app.composer.line
            column = line.region.x + len("data 3 ") - app.composer.content_region.x
            assert app.summary[:column].isspace()
            assert app.summary[column:].startswith("^^^^^^^^^  ")
            assert "end_stream" in app.summary
            await pilot.press("enter")
            await pilot.pause()
            assert app.fired == [] and line.value == "data 3 end_steam"
            assert "data 3 end_steam" not in app.composer.history.lines

    async def test_a_long_message_stands_before_carets_at_the_right_edge(
        self, make_app: Any
    ) -> None:
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press(*f'data 3 "{"x" * 45}" foo')
            await settle(app, pilot)
            assert len(app.summary.rstrip()) <= 80 and "^" in app.summary

    @pytest.mark.parametrize("size", [(80, 24), (60, 16)])
    async def test_no_text_breaks_it(self, make_app: Any, size: tuple[int, int]) -> None:
        app = make_app()
        async with app.run_test(size=size) as pilot:
            for text in ('"', "[bold]x[/]", "\\", "hex(", "+", "é" * 70):
                app.composer.line.value = ""
                app.composer.line.insert_text_at_cursor(text)
                await pilot.pause()
                assert app.summary.isprintable() and app.composer.draft.actions == ()


class TestPreview:
    """Exact octets, what waits, what h2 says."""

    async def test_the_octets_are_shown_as_the_client_says(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press(*'data 3 "hello" end_stream')
            await settle(app, pilot)
            assert "000005 00 01 00000003  68 65 6c 6c 6f" in app.summary
            expected = Send(frames=(Data(stream_id=3, data=b"hello", end_stream=True),))
            assert app.previews[-1] == expected

    async def test_keys_that_follow_quickly_are_one_question(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            app.composer.line.value = "ping"
            app.composer.line.value = "ping ack"
            app.composer.line.value = "rst 3"
            await settle(app, pilot)
            assert len(app.previews) == 1

    async def test_all_of_it_stands_beside_the_form(self, make_app: Any) -> None:
        app = make_app()
        frame = FramePreview(octets=HELLO, told="stream 3 ends")
        app.session.client.preview_result = Preview(frames=(frame,), waiting=2, why="the window")
        async with app.run_test(size=(120, 40)) as pilot:
            await opened(app, pilot)
            await pilot.press(*'data 3 "hello"')
            await settle(app, pilot)
            lines = [
                "".join(span.text for span in line)
                for line in app.query_one("#details", TextView).text
            ]
            assert any("h2 is told: stream 3 ends" in line for line in lines)
            assert any("2 octets would wait for a window: the window" in line for line in lines)

    async def test_what_h2_refuses_says_why_and_offers_the_wire(self, make_app: Any) -> None:
        app = make_app()
        refused = Preview(refused="stream 3 is closed", section="5.1")
        app.session.client.preview_result = refused
        async with app.run_test(size=(140, 40)) as pilot:
            await pilot.press(*'data 3 "x"')
            await settle(app, pilot)
            assert "refused: stream 3 is closed (RFC 9113 5.1)" in app.summary
            assert "F6: by the wire instead" in app.summary
            await pilot.press("f6")
            await settle(app, pilot)
            assert app.composer.line.value.startswith("wire data 3")
            assert app.previews[-1].door is Door.WIRE

    async def test_the_button_changes_the_door_too(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(140, 40)) as pilot:
            await opened(app, pilot)
            await pilot.press(*'data 3 "x"')
            await pilot.click("#do-door")
            await settle(app, pilot)
            assert app.composer.draft.form == "DATA"
            await pilot.click("#do-door")
            await settle(app, pilot)
            assert app.composer.draft.form == "write_data"

    async def test_a_question_that_fails_is_answered(self, make_app: Any) -> None:
        app = make_app()

        def fails(connection: int, action: Any) -> Future[Preview]:
            raise OSError("the engine has ended")

        app.session.client.preview = fails
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press(*"ping")
            await settle(app, pilot)
            assert "refused: the engine has ended" in app.summary

    async def test_without_a_connection_the_octets_are_those_of_a_fresh_one(
        self, session_of: Any
    ) -> None:
        app = ComposeApp(session_of())
        async with app.run_test(size=(140, 40)) as pilot:
            await pilot.press(*"ping")
            await settle(app, pilot)
            assert "no connection is selected" in app.summary
            assert "000008 06 00 00000000" in app.summary and app.previews == []

    async def test_a_saved_trace_shows_octets_and_sends_nothing(self, make_app: Any) -> None:
        app = make_app(live=False)
        async with app.run_test(size=(140, 40)) as pilot:
            await pilot.press(*"headers 3 :status=200", "enter")
            await settle(app, pilot)
            assert "a saved trace" in app.summary and app.fired == []
            assert "01 04 00000003" in app.summary

    async def test_the_preview_is_brought_up_to_date_as_records_come(
        self, make_app: Any, talk: Any
    ) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press(*"ping")
            await settle(app, pilot)
            before = len(app.previews)
            app.composer.foresight.clock = lambda: 1e9
            talk.request(5, "/c")
            app.read_on()
            await settle(app, pilot)
            assert len(app.previews) == before + 1


class TestFiring:
    """Enter fires; the text stays."""

    async def test_enter_fires_at_the_selection_and_keeps_the_text(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press(*'data "x"', "enter")
            await pilot.pause()
            (asked,) = app.fired
            assert asked.connection == 1 and asked.text == 'data "x"'
            assert asked.actions == (Send(frames=(Data(stream_id=3, data=b"x"),)),)
            assert app.composer.line.value == 'data "x"'
            assert app.composer.history.lines == ['data "x"']

    @pytest.mark.parametrize("how", ["f9", "#fire"])
    async def test_key_and_button_fire_too(self, make_app: Any, how: str) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press(*"ping")
            await (pilot.click(how) if how.startswith("#") else pilot.press(how))
            await pilot.pause()
            assert len(app.fired) == 1

    async def test_enter_in_a_field_fires(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            form = await opened(app, pilot)
            await pilot.press(*"rst 3 CANCEL")
            await pilot.pause()
            form.query_one("#field-stream_id", Input).focus()
            await pilot.press("enter")
            await pilot.pause()
            assert len(app.fired) == 1

    async def test_several_frames_are_one_flush(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press(*'headers 3 :status=200 + data 3 "x" end_stream', "enter")
            await pilot.pause()
            (action,) = app.fired[0].actions
            assert isinstance(action, Send)
            assert [type(one) for one in action.frames] == [Headers, Data]

    async def test_f5_fires_the_last_again_where_it_was_fired(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("f5")
            assert "nothing was fired yet" in app.summary
            await pilot.press(*"ping", "enter", "ctrl+u")
            app.select(7, 0)
            app.composer.focus_line()
            await pilot.press("f5")
            await pilot.pause()
            first, second = app.fired
            assert first.actions == second.actions and second.connection == 1

    async def test_an_empty_line_fires_nothing(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test() as pilot:
            await pilot.press("enter")
            await pilot.pause()
            assert app.fired == []

    async def test_what_became_of_it_is_said(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(140, 40)) as pilot:
            await pilot.press(*'data 3 "x"', "enter")
            await pilot.pause()
            actions = app.fired[0].actions
            refusal = Result(accepted=False, reason="closed", section="5.1")
            app.composer.fired(Fired(1, actions, refusal))
            assert "refused: closed (RFC 9113 5.1); F6: by the wire instead" in app.summary
            app.composer.fired(Fired(1, actions, Result(accepted=True, seq=9)))
            assert "fired at 1/3" in app.summary
            app.composer.fired(Fired(1, (Note(text="another"),), refusal))
            assert "fired at 1/3" in app.summary


class TestTarget:
    """Where it goes, and whether that still lives."""

    async def test_the_target_follows_the_selection(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press(*'data "x"')
            app.select(1, 1)
            await settle(app, pilot)
            assert str(app.query_one("#target", Button).label) == "1/1 :"
            (action,) = app.composer.draft.actions
            assert isinstance(action, Send) and action.frames[0].stream_id == 1

    async def test_its_name_has_the_room_it_needs_whatever_stood_there_before(
        self, make_app: Any, talk: Any
    ) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            button = app.query_one("#target", Button)
            talk.closed(1)
            app.read_on()
            for connection, stream_id in ((1, 1), (0, 0), (1, 3)):  # each is over: it looks alike
                app.select(connection, stream_id)
                await settle(app, pilot)
                assert button.content_region.width >= len(str(button.label))
                assert button.region.right <= app.composer.line.region.x

    async def test_a_line_that_is_done_by_hand_misses_no_connection(
        self, make_app: Any, talk: Any
    ) -> None:
        app = make_app()
        async with app.run_test(size=(160, 40)) as pilot:
            talk.closed(1)
            app.read_on()
            await pilot.press(*"hold path:/x")
            await settle(app, pilot)
            assert "is closed" not in app.summary
            app.composer.line.value = "data 3"
            await settle(app, pilot)
            assert "connection 1 is closed" in app.summary

    async def test_whoever_is_writing_goes_on_writing_to_the_same_place(
        self, make_app: Any
    ) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press(*'data "x"')
            app.session.selection = Selection(1, 1)
            app.composer.selected(app.session.selection)
            await pilot.press("enter")
            await pilot.pause()
            (action,) = app.fired[0].actions
            assert isinstance(action, Send) and action.frames[0].stream_id == 3

    @pytest.mark.parametrize("how", ["f8", "#target"])
    async def test_another_is_chosen_and_stays(self, make_app: Any, how: str) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await (pilot.click(how) if how.startswith("#") else pilot.press(how))
            await pilot.pause()
            assert isinstance(app.screen, PickScreen)
            await pilot.press(*"1/1", "enter")
            await pilot.pause()
            app.select(1, 3)
            assert app.composer.target.stream_id == 1
            assert str(app.query_one("#target", Button).label) == "=1/1 :"
            app.composer.focus_line()
            await pilot.press("f8")
            await pilot.pause()
            await pilot.press(*"selection", "enter")
            await pilot.pause()
            assert app.composer.target.stream_id == 3

    async def test_a_stream_that_dies_says_so_and_the_text_stays(
        self, make_app: Any, talk: Any
    ) -> None:
        app = make_app()
        async with app.run_test(size=(160, 40)) as pilot:
            await pilot.press(*'data "precious"')
            talk.received(3, 0, 3, (8).to_bytes(4, "big"))
            app.read_on()
            await settle(app, pilot)
            assert "stream 3 is closed: reset by the peer, CANCEL" in app.summary
            assert app.composer.line.value == 'data "precious"'

    async def test_a_connection_that_dies_fires_nothing_and_the_text_stays(
        self, make_app: Any, talk: Any
    ) -> None:
        app = make_app()
        async with app.run_test(size=(160, 40)) as pilot:
            await pilot.press(*'wire data "precious"')
            talk.closed(1)
            app.read_on()
            await pilot.press("enter")
            await settle(app, pilot)
            assert "not fired" in app.summary and "connection 1 is closed" in app.summary
            assert "70 72 65 63 69 6f 75 73" in app.summary
            assert app.fired == [] and app.composer.line.value == 'wire data "precious"'
            assert app.query_one("#target", Button).has_class("-over")

    async def test_a_line_that_was_fired_is_aimed_at_what_waits_when_its_connection_is_gone(
        self, make_app: Any, talk: Any
    ) -> None:
        app = make_app()
        async with app.run_test(size=(160, 40)) as pilot:
            await pilot.press(*"goaway", "enter")
            talk.closed(1)
            talk.opened(2)
            talk.request(1, "/again", connection=2)
            app.read_on()
            assert app.composer.target.name == "2/1"
            app.composer.fired(Fired(1, app.fired[0].actions, Result(accepted=True, seq=9)))
            assert "fired at 1/3" in app.summary
            await pilot.press("x")
            talk.closed(2)
            app.read_on()
            assert app.composer.target.name == "2/1"

    async def test_looking_costs_nothing_while_nothing_comes(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test() as pilot:
            await settle(app, pilot)
            app.read_on()
            asked = len(app.session.client.asked)
            app.composer.foresight.clock = lambda: 1e9
            for _ in range(5):
                app.composer.look()
            await settle(app, pilot)
            assert len(app.session.client.asked) == asked


class TestHands:
    """Words no connection hears, and the edit of what a script wanted to send."""

    async def test_words_of_the_hands_are_done_and_said(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press(*"hold path:/x", "enter")
            await settle(app, pilot)
            assert ("set_hold", "path:/x") in app.session.client.asked and app.fired == []
            assert "hold requests: path:/x" in app.summary
            assert app.said == ["hold requests: path:/x"]

    async def test_a_released_request_is_the_selected_one(self, make_app: Any) -> None:
        app = make_app()
        held = HeldRequest(connection=1, stream_id=3, seq=1, held_seq=2, at=0.0)
        app.session.client.desk_now = Desk(version=1, requests=(held,))
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press(*"release", "enter")
            await settle(app, pilot)
            assert ("release_request", 1, 3) in app.session.client.asked

    async def test_what_is_not_held_is_said(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press(*"release", "enter")
            await settle(app, pilot)
            assert "nothing like that is held here" in app.summary

    async def test_a_refusal_is_said(self, make_app: Any) -> None:
        app = make_app()
        app.session.client.result = Result(accepted=False, reason="no binding 4")
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press(*"detach 4", "enter")
            await settle(app, pilot)
            assert "no binding 4" in app.summary

    async def test_a_held_action_is_replaced_by_what_was_made_of_it(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            app.composer.load(Send(frames=(Data(stream_id=3, data=b"a"),)), 1, held_seq=41)
            await settle(app, pilot)
            fire = app.query_one("#fire", Button)
            assert str(fire.label) == "Replace held 41"
            assert fire.size.width >= len("Replace held 41")
            assert "replaces held action 41" in app.summary
            await pilot.press("space", *"end_stream", "enter")
            await settle(app, pilot)
            edited = Send(frames=(Data(stream_id=3, data=b"a", end_stream=True),))
            assert ("decide", 41, Verdict.EDIT, edited, 0.0) in app.session.client.asked
            assert app.fired == [] and app.composer.held_seq == 0
            assert app.composer.aim.pinned is None
            assert str(app.query_one("#fire", Button).label) == "Fire"

    async def test_a_held_action_that_is_gone_is_said_and_the_text_stays(
        self, make_app: Any
    ) -> None:
        app = make_app()
        app.session.client.result = Result(accepted=False, reason="it was released")
        async with app.run_test(size=(120, 40)) as pilot:
            app.composer.load(Send(frames=(Ping(),), door=Door.WIRE), 1, held_seq=41)
            await pilot.press("enter")
            await settle(app, pilot)
            assert "it was released" in app.summary and app.composer.held_seq == 41
            assert app.composer.line.value == "ping"


class TestLoading:
    """Duplicates, presets, lines."""

    async def test_what_was_being_written_is_one_step_back(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press(*"ping ack")
            app.composer.load("rst 3", 1)
            assert app.composer.line.value == "rst 3"
            await pilot.press("ctrl+u", "up")
            assert app.composer.line.value == "ping ack"

    async def test_an_action_of_another_connection_is_aimed_there(
        self, make_app: Any, talk: Any
    ) -> None:
        app = make_app()
        talk.opened(2)
        async with app.run_test(size=(120, 40)) as pilot:
            app.read_on()
            app.composer.load(Send(frames=(Data(stream_id=5, data=b"x"),)), 2)
            await pilot.press("enter")
            await pilot.pause()
            assert app.fired[0].connection == 2
            assert app.composer.target.name == "2/5"

    async def test_several_lines_are_steps(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            app.composer.load(["ping", "rst 3", "goaway"], 1)
            await pilot.pause()
            assert "2 more steps" in app.summary
            for text in ("ping", "rst 3", "goaway"):
                assert app.composer.line.value == text
                await pilot.press("enter")
                await pilot.pause()
            assert [one.text for one in app.fired] == ["ping", "rst 3", "goaway"]
            assert app.composer.line.value == "goaway"

    async def test_clearing_forgets_steps_and_what_is_held(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            app.composer.load("ping\nrst 3", 1, held_seq=4)
            await pilot.press("ctrl+l")
            await pilot.pause()
            assert app.composer.line.value == "" and app.composer.steps == []
            assert app.composer.held_seq == 0

    async def test_an_action_no_line_can_say_is_said(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            app.composer.load(Send(frames=()), 1)
            await pilot.pause()
            assert "no line can say that" in app.summary

    @pytest.mark.parametrize("how", ["f7", "#do-presets"])
    async def test_presets_are_loaded_step_by_step(self, make_app: Any, how: str) -> None:
        app = make_app()
        async with app.run_test(size=(140, 44)) as pilot:
            await opened(app, pilot)
            await (pilot.click(how) if how.startswith("#") else pilot.press(how))
            await pilot.pause()
            assert isinstance(app.screen, PresetsScreen)
            await pilot.press("enter")
            await settle(app, pilot)
            assert app.composer.line.value.startswith("headers 3 :status=200")
            assert app.fired == [] and app.composer.line.has_focus

    async def test_presets_fire_all_at_once(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(140, 44)) as pilot:
            await pilot.press("f7")
            await pilot.pause()
            await pilot.press("f9")
            await settle(app, pilot)
            assert len(app.fired) == 1 and app.fired[0].connection == 1

    async def test_nothing_is_lost_by_leaving_the_presets(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(140, 44)) as pilot:
            await pilot.press(*"ping", "f7")
            await pilot.pause()
            await pilot.press("escape")
            await settle(app, pilot)
            assert app.composer.line.value == "ping"

    async def test_an_editor_that_cannot_be_opened_is_said(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press(*"ping", "f4")
            await pilot.pause()
            assert "cannot be lent to an editor" in app.summary
            assert app.composer.line.value == "ping"

    async def test_hostile_text_is_loaded_as_escapes(self, make_app: Any) -> None:
        app = make_app()
        hostile = b"\x1b[31m\xe2\x80\xae[bold]\x00"
        async with app.run_test(size=(120, 40)) as pilot:
            form = await opened(app, pilot)
            action = Send(frames=(Data(stream_id=3, data=hostile),), door=Door.WIRE)
            app.composer.load(action, 1)
            await settle(app, pilot)
            assert app.composer.line.value.isprintable()
            assert form.values()["data"].isprintable()
            assert app.composer.draft.actions == (action,)


class TestRoom:
    """Three rows, a form, and a small terminal."""

    async def test_it_takes_three_rows_until_the_form_is_opened(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            assert app.composer.region.height == 3
            await opened(app, pilot)
            assert 10 <= app.composer.region.height <= 18
            app.composer.toggle_form()
            await pilot.pause()
            assert app.composer.region.height == 3

    async def test_completions_open_above_a_line_at_the_bottom(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("h", "tab")
            await pilot.pause()
            popup = app.query_one(CompletionList)
            line = app.composer.line.region
            assert popup.is_open and popup.region.bottom <= 24
            assert not popup.region.overlaps(line)
            assert "a response's head" in str(popup.options[0].prompt)

    async def test_escape_closes_the_form_and_keeps_the_text(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            await opened(app, pilot)
            await pilot.press(*"ping", "escape")
            await pilot.pause()
            assert not app.composer.expanded and app.composer.line.value == "ping"

    async def test_the_close_button_closes_it(self, make_app: Any) -> None:
        app = make_app()
        async with app.run_test(size=(120, 40)) as pilot:
            await opened(app, pilot)
            await pilot.click("#do-toggle_form")
            await pilot.pause()
            assert not app.composer.expanded
