"""Spans as strips."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style
from textual.widget import Widget

from h2craft.explain import Line, Role, Span, plain
from h2craft.tui.paint import ROLE_CLASSES, Looks, role_css, strip_of, wrapped

LINE: Line = (Span("stream 1: ", Role.NAME), Span("held by response.hold", Role.HELD, (5, 9)))


def test_every_role_has_a_look() -> None:
    css = role_css("Some")
    assert all(f"Some > .{name} {{" in css for name in ROLE_CLASSES)


def test_a_strip_is_as_wide_as_asked_and_has_the_looks() -> None:
    looks = {Role.NAME: Style(bold=True), Role.HELD: Style(italic=True)}
    strip = strip_of(LINE, looks.__getitem__, 40)
    assert strip.cell_length == 40
    assert strip.text == "stream 1: held by response.hold".ljust(40)
    first, second, *_ = strip
    assert first.style is not None and first.style.bold
    assert second.style is not None and second.style.italic
    assert strip_of(LINE, looks.__getitem__, 10).text == "stream 1: "


def test_what_goes_on_below_keeps_its_role_and_octets() -> None:
    pieces = wrapped(LINE, 20)
    assert [plain([piece]) for piece in pieces] == ["stream 1: held by", "response.hold"]
    assert pieces[1] == (Span("response.hold", Role.HELD, (5, 9)),)


def test_what_goes_on_below_stands_under_its_column() -> None:
    pieces = wrapped((Span("  Length  "), Span("a sentence of several words")), 24)
    texts = [plain([piece]) for piece in pieces]
    assert texts == ["  Length  a sentence of", "          several words"]


@given(st.lists(st.text("ab ", min_size=1, max_size=30), min_size=1), st.integers(8, 60))
def test_nothing_is_lost_by_wrapping(texts: list[str], width: int) -> None:
    line = tuple(Span(text) for text in texts)
    pieces = wrapped(line, width)
    assert all(len(plain([piece])) <= width for piece in pieces)
    rejoined = "".join(plain([piece]) for piece in pieces)
    assert rejoined.replace(" ", "") == plain([line]).replace(" ", "")


class Counted(Widget):
    """Counts how often a style is worked out."""

    COMPONENT_CLASSES = ROLE_CLASSES
    asked = 0

    def get_component_rich_style(self, *names: str, partial: bool = False) -> Style:
        self.asked += 1
        return Style(bold=names == ("role--strong",))


def test_a_look_is_worked_out_once_till_styles_are_updated() -> None:
    widget = Counted()
    looks = Looks(widget)
    assert looks(Role.STRONG).bold and looks(Role.STRONG).bold and not looks(Role.DIM).bold
    assert widget.asked == 2
    looks.forget()
    assert looks(Role.STRONG).bold
    assert widget.asked == 3
