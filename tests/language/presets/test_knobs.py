from __future__ import annotations

from h2craft.language import parse
from h2craft.language.presets.knobs import code, malformed, times


def test_shared_knobs_have_the_default_they_are_given() -> None:
    assert (code("CANCEL").name, code("CANCEL").default) == ("code", "CANCEL")
    assert (times(5, "of them").name, times(5, "of them").default) == ("times", "5")


def test_a_malformed_answer_leaves_by_the_wire() -> None:
    preset = malformed("x", "X", "x", "8.2", ":status=200 X=1")
    (line,) = preset.commands(stream=3)
    assert line == "wire headers 3 :status=200 X=1 end_stream"
    assert parse(line).actions
