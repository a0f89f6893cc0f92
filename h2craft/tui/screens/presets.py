"""Presets: misbehaviours people need, with their knobs and the lines they become. Knows no pane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from h2craft import language
from h2craft.language import Context, Knob, LanguageError, Preset, presets
from h2craft.session import printed, visible
from h2craft.tui.screens.edit import Dialog, told
from h2craft.tui.widgets.listing import Listing, best


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The lines of a preset, and whether they are to be fired at once, one after the other."""

    lines: tuple[str, ...]
    fire: bool = False


class KnobRow(Horizontal):
    """One knob: its name, its value, what it does."""

    DEFAULT_CSS = """
    KnobRow { height: auto; }
    KnobRow > .label { width: 14; color: $text-primary; }
    KnobRow > .said { width: 1fr; height: auto; color: $text-muted; margin-left: 1; }
    KnobRow > Input { width: 1fr; height: 1; border: none; padding: 0 1; }
    KnobRow > Input:focus { border: none; background-tint: $foreground 8%; }
    """

    def __init__(self, knob: Knob, begins: str) -> None:
        super().__init__()
        self.knob = knob
        self._begins = begins

    def compose(self) -> ComposeResult:
        yield Static(Content(self.knob.name), classes="label")
        yield Input(visible(self._begins), select_on_focus=False)
        yield Static(Content(self.knob.sentence), classes="said")

    @property
    def value(self) -> str:
        return self.query_one(Input).value

    @property
    def turned(self) -> bool:
        return self.value != visible(self._begins)


class _Presets(Listing):
    """Enter and two clicks take a preset; one click only shows it: its knobs may be turned."""

    def action_select(self) -> None:
        screen = self.screen
        assert isinstance(screen, PresetsScreen)
        screen.action_take(False)

    async def _on_click(self, event: events.Click) -> None:
        event.prevent_default()
        at = event.style.meta.get("option")
        if at is not None:
            self.highlighted = at
            if event.chain == 2:
                self.action_select()


class PresetsScreen(Dialog[Chosen]):
    """A list to search, knobs, and the lines. Enter loads them step by step, F9 fires them all."""

    DEFAULT_CSS = """
    PresetsScreen > .dialog { height: 96%; max-height: 40; width: 100; }
    PresetsScreen #search { height: 1; border: none; padding: 0 1; }
    PresetsScreen #search:focus { border: none; background-tint: $foreground 8%; }
    PresetsScreen #presets { height: 1fr; min-height: 4; }
    PresetsScreen #about { height: auto; max-height: 4; margin-top: 1; }
    PresetsScreen #knobs { height: auto; max-height: 8; }
    PresetsScreen #lines { height: auto; max-height: 8; color: $text-secondary; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9", "take(True)", "Fire all", tooltip="Fire every line, one after the other"),
        Binding("down", "move(1)", "Down", show=False),
        Binding("up", "move(-1)", "Up", show=False),
    ]

    def __init__(self, context: Context, name: str = "") -> None:
        super().__init__()
        self.context = context
        self._name = name
        self._presets = {one.name: one for one in presets(client=context.is_client)}
        self._shown = ""
        self.lines: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content("Presets")
            yield Input(placeholder="a few letters", id="search")
            yield _Presets(id="presets", markup=False, compact=True)
            yield Static("", id="about", markup=False)
            yield VerticalScroll(id="knobs", can_focus=False)
            yield Static("", id="lines", markup=False)
            yield Static("", id="trouble", classes="trouble", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(Content("Step by step"), id="load", compact=True, variant="primary")
                yield Button(Content("Fire all F9"), id="all", compact=True, variant="warning")
                yield Button(Content("Cancel"), id="cancel", compact=True)

    def on_mount(self) -> None:
        self._list("")

    # Which preset

    def _list(self, query: str) -> None:
        texts = {
            one.name: f"{one.title} {one.name} {one.sentence} {one.section}"
            for one in self._presets.values()
        }
        names = best(query, texts, len(texts))
        listing = self.query_one("#presets", Listing)
        listing.set_options(Option(_line(self._presets[name]), id=name) for name in names)
        if names:
            listing.highlighted = names.index(self._name) if self._name in names else 0

    @on(Input.Changed, "#search")
    def _searched(self, event: Input.Changed) -> None:
        event.stop()
        self._list(event.value)

    @on(OptionList.OptionHighlighted, "#presets")
    async def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        name = event.option_id or ""
        if name == self._shown:
            return
        self._shown = self._name = name
        preset = self._presets[name]
        section = f" (RFC {'' if ' ' in preset.section else '9113 '}{preset.section})"
        about = Content.assemble(
            Content.styled(preset.title, "bold"), f"{section if preset.section else ''}\n"
        )
        self.query_one("#about", Static).update(Content.assemble(about, preset.sentence))
        knobs = self.query_one("#knobs", VerticalScroll)
        async with knobs.batch():
            await knobs.remove_children()
            begun = ((knob, preset.begins(knob, self.context)) for knob in preset.knobs)
            await knobs.mount(*(KnobRow(knob, begins) for knob, begins in begun))
        self._show_lines()

    def action_move(self, by: int) -> None:
        """The list, also while one types in the search."""
        listing = self.query_one("#presets", Listing)
        if by > 0:
            listing.action_cursor_down()
        else:
            listing.action_cursor_up()

    # Its lines

    @on(Input.Changed, "KnobRow Input")
    def _turned(self, event: Input.Changed) -> None:
        event.stop()
        self._show_lines()

    def _show_lines(self) -> None:
        """The lines as the knobs stand, and what is wrong with them."""
        preset = self._presets[self._shown]
        knobs = {row.knob.name: row.value for row in self.query(KnobRow) if row.turned}
        trouble = ""
        self.lines = ()
        try:
            lines = tuple(preset.commands(self.context, **knobs))
            for line in lines:
                language.parse(line, self.context)
            self.lines = lines
        except LanguageError as error:
            trouble = told(error)
        except (ValueError, TypeError) as error:
            trouble = printed(str(error))
        self.query_one("#lines", Static).update(Content("\n".join(map(visible, self.lines))))
        self.query_one("#trouble", Static).update(Content(trouble))

    # What becomes of it

    @on(Input.Submitted)
    @on(Button.Pressed, "#load")
    def _load(self, event: Message) -> None:
        event.stop()
        self.action_take(False)

    @on(Button.Pressed, "#all")
    def _fire(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_take(True)

    @on(Button.Pressed, "#cancel")
    def _cancel(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_leave()

    def action_take(self, fire: bool) -> None:
        if self.lines:
            self.dismiss(Chosen(lines=self.lines, fire=fire))


def _line(preset: Preset) -> Content:
    return Content.assemble(
        Content.styled(preset.title, "bold"), (f"  {preset.sentence}", "$text-muted")
    )
