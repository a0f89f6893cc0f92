from __future__ import annotations

import inspect

import pytest

from h2craft.language import VERBS, LanguageError, callable_name, doc_of, signature_of


@pytest.mark.parametrize("name", VERBS)
def test_the_words_of_a_verb_say_all_there_is_to_know(name: str) -> None:
    verb, text = VERBS[name], doc_of(name)
    flowed = " ".join(text.split())
    assert text.startswith(f"{callable_name(name)}(")
    assert " ".join(verb.sentence.split()) in flowed
    assert all(f"  {one.name} " in text for one in verb.parameters)
    assert all(" ".join(call.split()) in flowed for call in verb.calls)
    assert not verb.section or f"RFC {verb.section}" in flowed or "RFC 9113" in flowed
    assert max(map(len, text.split("\n"))) < 81


@pytest.mark.parametrize("name", VERBS)
def test_the_signature_names_every_parameter(name: str) -> None:
    signature = signature_of(name)
    names = set(signature.parameters) - {"named", "door", "inform"}
    assert names == {one.name for one in VERBS[name].parameters}
    assert ("door" in signature.parameters) == (VERBS[name].frame is not None)


def test_what_has_to_be_given_has_an_ellipsis() -> None:
    assert str(signature_of("wait")) == "(pattern: 'str' = Ellipsis, *, timeout: 'seconds' = None)"
    assert doc_of("wait").startswith("wait(pattern=..., *, timeout=None)\n")
    assert signature_of("break_").parameters["pattern"].default is None


def test_octets_and_fields_may_be_several() -> None:
    kinds = {one.name: one.kind for one in signature_of("headers").parameters.values()}
    assert kinds["fields"] is inspect.Parameter.VAR_POSITIONAL
    assert kinds["named"] is inspect.Parameter.VAR_KEYWORD
    assert kinds["end_stream"] is inspect.Parameter.KEYWORD_ONLY


def test_a_verb_there_is_none_of_is_an_error_with_the_nearest() -> None:
    with pytest.raises(LanguageError, match="did you mean headers"):
        doc_of("header")
