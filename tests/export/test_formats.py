from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.export import FORMATS, Selection
from h2craft.export.formats import Format

Select = Callable[..., Selection]

NAMES = {
    *("pcapng", "pcapng-plain", "har", "jsonl", "mermaid", "ladder", "curl", "hex"),
    *("c", "go", "rust", "python", "h2trace", "bundle"),
}


def test_every_form_has_the_name_it_is_known_by() -> None:
    assert set(FORMATS) == NAMES
    assert all(name == one.name for name, one in FORMATS.items())
    assert all(one.suffix.startswith(".") and one.title for one in FORMATS.values())


@pytest.mark.parametrize("form", FORMATS.values(), ids=lambda one: one.name)
def test_a_form_that_is_text_can_be_read_and_none_has_secrets_unasked(
    talk: Any, select: Select, form: Format
) -> None:
    talk.opened()
    talk.request(fields=[("cookie", "sid=topsecret")])
    talk.response()
    talk.data(end=True)
    selection = select()
    made = b"".join(form.make(selection))
    assert made
    if form.text:
        assert "topsecret" not in made.decode("utf-8")
    assert form.exact == (form.name == "pcapng")
    assert selection.hidden.records == (0 if form.exact else 1 if form.name != "bundle" else 2)
