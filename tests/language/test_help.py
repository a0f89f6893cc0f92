from __future__ import annotations

import pytest

from h2craft.language import DOORS, VERBS, LanguageError, help_text
from h2craft.language.help import section_text


def test_the_overview_names_every_verb_and_every_door() -> None:
    text = help_text()
    flowed = " ".join(text.split())
    assert max(map(len, text.split("\n"))) < 80
    for verb in (one for one in VERBS.values() if not one.asks):
        assert f"  {verb.name} " in text and " ".join(verb.sentence.split()) in flowed
    assert all(word in text for word in DOORS)


@pytest.mark.parametrize("name", VERBS)
def test_the_help_of_a_verb_is_all_there_is_to_know(name: str) -> None:
    verb = VERBS[name]
    text = " ".join(help_text(name).split())
    assert text.startswith(" ".join(verb.shape.split()))
    assert all(" ".join(one.sentence.split()) in text for one in verb.parameters)
    assert all(" ".join(example.split()) in text for example in verb.examples)
    assert max(map(len, help_text(name).split("\n"))) < 80


@pytest.mark.parametrize("name", VERBS)
def test_the_help_of_a_verb_has_its_examples_for_the_line_and_for_python(name: str) -> None:
    verb = VERBS[name]
    line, python = help_text(name).split("\n\nIn Python:\n")
    assert verb.examples and all(f"  {example}" in line for example in verb.examples)
    assert all(" ".join(call.split()) in " ".join(python.split()) for call in verb.calls)


def test_codes_and_settings_are_explained() -> None:
    assert "CANCEL               the stream is no longer needed (RFC 9113 7)" in help_text("rst")
    assert "MAX_FRAME_SIZE           the longest payload we take" in help_text("settings")


def test_a_verb_there_is_none_of_is_an_error_with_the_nearest() -> None:
    with pytest.raises(LanguageError, match="did you mean headers"):
        help_text("header")


def test_sections_are_of_9113_unless_they_say_another() -> None:
    assert section_text("6.2") == "RFC 9113 6.2"
    assert section_text("7838 4") == "RFC 7838 4"
    assert section_text("") == ""


def test_the_overview_of_a_client_begins_with_requests() -> None:
    text, servers = help_text(client=True), help_text()
    assert all(f"\n  {name} " in text for name in VERBS)
    assert text.index("\n  get ") < text.index("\n  headers ")
    assert "headers new :method=GET" in text and "headers new" not in servers
    assert "request, get" in " ".join(text.split()) and "request, get" not in servers
