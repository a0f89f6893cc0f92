from __future__ import annotations

from h2craft.language import VERBS
from h2craft.language.parameters import code, flag, number, octets_parameter, seqs, tail
from h2craft.language.values import stream
from h2craft.language.verb import Kind


def test_what_is_made_is_of_its_kind() -> None:
    assert code().takes_numbers
    assert not code(unclear=True).takes_numbers
    assert flag("ack", "set it").default is False
    assert number("last", stream, "the last").shape == "[last=N]"
    assert octets_parameter("data", "some", required=True).shape == "OCTETS..."
    assert seqs("release", "those").default == ()
    assert tail("pattern", "a filter", required=False).kind is Kind.PATTERN


def test_every_parameter_of_every_verb_has_a_sentence() -> None:
    for verb in VERBS.values():
        names = [one.name for one in verb.parameters]
        assert len(set(names)) == len(names)
        assert all(one.sentence for one in verb.parameters)
