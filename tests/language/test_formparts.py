from __future__ import annotations

import pytest

from h2craft.language import LanguageError
from h2craft.language.formparts import PARTS, UNINFORMED


@pytest.mark.parametrize("name", PARTS)
def test_what_stands_in_a_field_at_first_is_understood_or_asked_for(name: str) -> None:
    part = PARTS[name]
    try:
        part.read(part.field.default, {"type": 0})
    except LanguageError as error:
        assert not part.field.default, error
        assert error.message == "something has to stand here"


def test_the_status_joins_the_fields() -> None:
    read: dict[str, object] = {}
    for name, text in (("status", "200"), ("other_fields", "a=b")):
        PARTS[name].put(read, PARTS[name].read(text, {}))
    assert [field[:2] for field in read["fields"]] == [(b":status", b"200"), (b"a", b"b")]  # type: ignore[attr-defined]


def test_h2_is_informed_if_nobody_says_otherwise() -> None:
    assert UNINFORMED.read(UNINFORMED.field.default, {}) is False
