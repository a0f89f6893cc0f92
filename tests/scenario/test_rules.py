from __future__ import annotations

import pytest

from h2craft.scenario import DEFAULT, RULES, ScenarioError, rule_named


def test_every_rule_has_a_sentence_and_its_own_name() -> None:
    for name, rule in RULES.items():
        assert rule.name == name
        assert rule.sentence and not rule.sentence.endswith(".")


def test_the_usual_ones_are_in_force() -> None:
    assert "user-agent" in DEFAULT
    assert "encodings" not in DEFAULT
    assert DEFAULT.names == {name for name, rule in RULES.items() if rule.usual}


def test_rules_are_put_in_and_taken_out_by_name() -> None:
    rules = DEFAULT.changed(vary=["encodings"], exact=["user-agent"])
    assert "encodings" in rules and "user-agent" not in rules
    assert "te" in rules.fields and "user-agent" not in rules.fields
    assert "encodings" not in DEFAULT


def test_any_field_has_a_rule() -> None:
    rules = DEFAULT.changed(vary=["field:X-Request-ID"])
    assert "x-request-id" in rules.fields
    assert rules.rules[-1].sentence == "the value of x-request-id"


@pytest.mark.parametrize(
    ("name", "said"),
    [("user-agnt", "user-agent"), ("qqq", "there are authority"), ("field:", "field:NAME")],
)
def test_a_name_there_is_not_says_which_there_are(name: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        rule_named(name)


def test_a_rule_cannot_both_vary_and_be_exact() -> None:
    with pytest.raises(ScenarioError, match="priority cannot both"):
        DEFAULT.changed(vary=["priority"], exact=["priority"])
