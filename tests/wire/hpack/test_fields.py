"""The line of a header block."""

from __future__ import annotations

from h2craft.wire import HeaderField, Representation


def test_a_header_field_begins_with_name_and_value() -> None:
    line = HeaderField(b"a", b"b", Representation.NEVER, 0, False, True, b"\x10")
    assert line[:2] == (b"a", b"b")
    assert f"{line.representation}" == "never"
