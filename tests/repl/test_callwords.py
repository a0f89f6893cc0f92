"""What is offered in the Python call of a verb."""

from __future__ import annotations

import pytest

from h2craft.language import Context, StreamHint
from h2craft.repl.callwords import call_words, verb_of
from h2craft.repl.pythonplace import place_of

CONTEXT = Context(
    connection=1,
    stream_id=3,
    streams={1: StreamHint(state="open", path="/a"), 3: StreamHint(state="open", path="/b")},
)


def offered(text: str) -> list[str]:
    """What each offer makes of the text."""
    place = place_of(text)
    verb = verb_of(place.call)
    assert verb is not None
    return [text[: one.start] + one.text for one in call_words(verb, place, CONTEXT)]


@pytest.mark.parametrize(
    ("text", "some"),
    [
        ("goaway(code=", ['goaway(code="ENHANCE_YOUR_CALM"', 'goaway(code="NO_ERROR"']),
        ('goaway(code="EN', ['goaway(code="ENHANCE_YOUR_CALM']),
        ("rst(", ["rst(3", "rst(1", 'rst("CANCEL"', "rst(code=", "rst(door="]),
        ("rst(3, co", ["rst(3, code="]),
        ('rst(3, "CAN', ['rst(3, "CANCEL']),
        ("headers(1, st", ["headers(1, status="]),
        ("headers(1, content_t", ["headers(1, content_type="]),
        ('headers(1, content_type="text/p', ['headers(1, content_type="text/plain']),
        ("headers(1, end_s", ["headers(1, end_stream=True"]),
        ("headers(1, no_end", []),
        ("headers(1, end_stream=", ["headers(1, end_stream=True", "headers(1, end_stream=False"]),
        ("settings(MAX_F", ["settings(MAX_FRAME_SIZE="]),
        ("data(1, door=", ['data(1, door="wire"', 'data(1, door="lawful"']),
        ('wait("type:RST', ['wait("type:RST_STREAM']),
    ],
)
def test_a_call_takes_what_its_line_does(text: str, some: list[str]) -> None:
    assert set(some) <= set(offered(text))


def test_what_was_said_is_not_offered_again() -> None:
    assert "goaway(code=1, code=" not in offered("goaway(code=1, ")
    assert "headers(1, end_stream=True, end_stream=True" not in offered(
        "headers(1, end_stream=True, "
    )


def test_behind_a_value_nothing_is_offered() -> None:
    assert offered("rst(3 + ") == []


def test_streams_say_their_state_and_path() -> None:
    place = place_of("rst(")
    verb = verb_of("rst")
    assert verb is not None
    first = call_words(verb, place, CONTEXT)[0]
    assert (first.label, first.sentence) == ("3 open", "/b")


def test_the_verb_whose_name_python_keeps_has_another() -> None:
    verb = verb_of("break_")
    assert verb is not None and verb.name == "break"
    assert verb_of("nothing") is None
