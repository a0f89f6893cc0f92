"""Spans as strips."""

from __future__ import annotations

from rich.style import Style

from h2craft.explain import Line, Role, Span
from h2craft.tui.paint import ROLE_CLASSES, role_css, strip_of

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
