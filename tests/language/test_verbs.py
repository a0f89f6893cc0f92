from __future__ import annotations

from keyword import iskeyword

import pytest

from h2craft.language import VERBS, Verb, callable_name

LISTED = [
    "headers",
    "data",
    "push",
    "continuation",
    "trailers",
    "inform",
    "settings",
    "ping",
    "goaway",
    "rst",
    "window",
    "priority",
    "altsvc",
    "origin",
    "raw",
    "octets",
    "end",
    "wait",
    "barrier",
    "settle",
    "sleep",
    "close",
    "hold",
    "release",
    "policy",
    "attach",
    "detach",
    "note",
]


def test_every_verb_there_should_be_is_there() -> None:
    assert set(LISTED) <= set(VERBS)


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_has_a_name_python_takes(name: str) -> None:
    called = callable_name(name)
    assert called.isidentifier() and not iskeyword(called)
    assert called.removesuffix("_") == name


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_every_example_of_the_line_has_its_call(verb: Verb) -> None:
    assert len(verb.calls) == len(verb.examples) > 0
