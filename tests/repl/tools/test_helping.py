from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.language import PRESETS, VERBS, help_text
from h2craft.repl.evaluate import Verdict
from h2craft.repl.tools import TOOLS, ToolError

Stubs = Callable[..., Any]


@pytest.fixture
def stub(stub_of: Stubs) -> Any:
    return stub_of()


def test_help_alone_has_every_verb_and_every_tool(stub: Any) -> None:
    said = stub.run("help")
    for verb in VERBS.values():
        assert (f"\n  {verb.name} " in said) is not verb.asks
    for tool in TOOLS.values():
        assert f"  {tool.name} " in said
    assert "conn, stream and last" in said


def test_help_of_a_verb_is_the_text_it_has_everywhere(stub: Any) -> None:
    assert stub.run("help goaway") == f"{help_text('goaway').rstrip()}\n"
    assert stub.run('help("goaway")') == stub.run("help goaway")
    assert stub.run("help(goaway)") == stub.run("help goaway")
    assert "goaway(" in stub.run("help goaway")
    assert stub.run("help(break_)") == stub.run("help break")


def test_help_of_a_tool_has_both_its_forms(stub: Any) -> None:
    said = stub.run("help save")
    assert (
        said.splitlines()[0]
        == "save FILE [force] [exact | no-pauses | pauses=SECONDS] [secrets] [replies]"
    )
    assert '  save("x.py"), save("x.py", force=True, pause=0, secrets=True)' in said
    assert stub.run("help(save)") == said


def test_help_of_what_takes_a_filter_has_its_grammar(stub: Any) -> None:
    assert "type:HEADERS,DATA" in stub.run("help frames")
    assert "type:HEADERS,DATA" in stub.run("help filters")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda one: one.name)
def test_help_of_a_preset_has_its_knobs_and_lines(stub: Any, preset: Any) -> None:
    said = stub.run(f"help {preset.name}")
    assert f"preset {preset.name}  RFC " in said
    assert all(f"  {knob.name}={knob.default}" in said for knob in preset.knobs)


def test_help_of_an_unknown_word_suggests_the_nearest(stub: Any) -> None:
    assert stub.run("help gowaay").splitlines() == [
        "there is no help for 'gowaay'; did you mean goaway?",
        "help gowaay",
        "     ^^^^^^",
    ]
    with pytest.raises(ToolError, match="did you mean goaway"):
        TOOLS["help"].call(stub.shell, "gowaay")


def test_help_of_any_other_value_is_python_s_and_prints_nothing_itself(
    stub: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    made = TOOLS["help"].call(stub.shell, len)
    assert "built-in function len" in str(made)
    assert capsys.readouterr().out == ""


def test_quit_leaves_with_a_status(stub: Any) -> None:
    stub.run("quit(3)")
    assert (stub.verdict, stub.shell.status) == (Verdict.LEAVE, 3)
    stub.run("quit")
    assert (stub.verdict, stub.shell.status) == (Verdict.LEAVE, 0)
    assert "^^^" in stub.run("quit now")
