"""What is said of what went wrong: the person's frames, carets, and what may have been meant."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from h2craft.repl.evaluate import Verdict
from h2craft.repl.tracebacks import is_mine, misspelt


def without_carets(said: str) -> list[str]:
    """Which calls are underlined differs from one Python to the next."""
    return [line for line in said.splitlines() if line.strip(" ^~")]


def test_only_the_persons_frames_are_shown_each_with_its_line(stub_of: Any) -> None:
    stub = stub_of()
    stub.run("import json\n\ndef f(text):\n    return json.loads(text)\n")
    said = stub.run("x = 1\nf('{')")
    assert "           ~~~~~~~~~~^^^^^^" in said or "           ^^^^^^^^^^^^^^^^" in said
    assert without_carets(said) == [
        "Traceback (most recent call last):",
        '  File "<prompt 2>", line 2, in <module>',
        "    f('{')",
        '  File "<prompt 1>", line 4, in f',
        "    return json.loads(text)",
        "json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: "
        "line 1 column 2 (char 1)",
    ]


def test_a_refusal_in_python_is_the_persons_line_and_the_reason(answered: Any) -> None:
    bench, _ = answered
    bench.run("headers :status=200 end_stream")
    said = without_carets(bench.run("def f():\n    data(b'x')\n\nf()"))
    assert said[:5] == [
        "Traceback (most recent call last):",
        '  File "<prompt 2>", line 4, in <module>',
        "    f()",
        '  File "<prompt 2>", line 2, in f',
        "    data(b'x')",
    ]
    assert said[5].startswith("Refused: ") and said[5].endswith("(RFC 9113 5.1)")
    assert "wire data 1" in said[6]


def test_a_refused_call_by_itself_is_said_in_a_sentence(answered: Any) -> None:
    bench, _ = answered
    bench.run("headers :status=200 end_stream")
    said = bench.run("data(b'x')").splitlines()
    assert said[0].startswith("refused: ") and "Traceback" not in said


def test_what_an_error_came_from_shows_only_the_persons_frames_too(stub_of: Any) -> None:
    said = stub_of().run(
        "import json\ntry:\n    json.loads('')\n"
        "except ValueError as e:\n    raise KeyError(1) from e\n"
    )
    assert "direct cause" in said
    assert "site-packages" not in said and "decoder.py" not in said


def test_an_exception_group_shows_its_members(stub_of: Any) -> None:
    said = stub_of().run(
        "import asyncio\n"
        "async def f():\n    raise ValueError('inner')\n\n"
        "async with asyncio.TaskGroup() as group:\n    group.create_task(f())\n"
    )
    assert "ExceptionGroup" in said and "ValueError: inner" in said
    assert "taskgroups.py" not in said


def test_an_error_of_the_language_points_at_itself(answered: Any) -> None:
    bench, _ = answered
    assert bench.run("rst 1 CANCLE").splitlines()[1:] == ["rst 1 CANCLE", "      ^^^^^^"]
    assert bench.run("x = 1\n  headers 1 :status").splitlines()[1:] == [
        "  headers 1 :status",
        "            ^^^^^^^",
    ]


def test_an_error_of_a_tool_points_at_its_place_in_the_line(stub_of: Any) -> None:
    said = stub_of().run("frames type:XYZZY").splitlines()
    assert said[-2] == "frames type:XYZZY"
    assert said[-1].index("^") == len("frames type:")


def test_an_error_in_a_call_points_at_its_argument(answered: Any) -> None:
    bench, _ = answered
    wrong = ["data has no 'strem'; did you mean stream?", "data(1, strem=3)", "        ^^^^^"]
    assert bench.run("data(1, strem=3)").splitlines() == wrong
    said = bench.run("x = 1; y = data(x, strem=3)").splitlines()
    assert said[0].startswith("Traceback")
    assert said[-3:] == [f"LanguageError: {wrong[0]}", *wrong[1:]]


def test_a_syntax_error_of_python_points_at_itself(stub_of: Any) -> None:
    assert stub_of().run("x = 1\nfoo bar").splitlines() == [
        '  File "<prompt 1>", line 2',
        "    foo bar",
        "        ^^^",
        "SyntaxError: invalid syntax",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("haeders 1 200", "no verb haeders; did you mean headers?\nhaeders 1 200\n^^^^^^^\n"),
        ("  godaway 0", "no verb godaway; did you mean goaway?\n  godaway 0\n  ^^^^^^^\n"),
        ("fraems type:DATA", "no verb fraems; did you mean frames?\nfraems type:DATA\n^^^^^^\n"),
    ],
)
def test_a_word_that_is_almost_a_verb_is_told_so(stub_of: Any, text: str, said: str) -> None:
    stub = stub_of()
    assert stub.run(text) == said
    assert stub.verdict is Verdict.FAILED


@pytest.mark.parametrize("text", ["for x", "xyzzy plugh", "settings_of = = 1", "1 2"])
def test_other_wrong_python_is_wrong_python(text: str) -> None:
    assert misspelt(text, {"settings_of": 1}) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("haeders(1)", "headers"),
        ("haeders", "headers"),
        ("hedaers", "headers"),
        ("HEADERS(1)", "headers"),
        ("fraems()", "frames"),
        ("lenght = 1\nlenghth", "lenght"),
        ("def f():\n    local = 1\n    return lcal\n\nf()", "local"),
        ("client.recrods", "records"),
    ],
)
def test_a_name_that_is_not_there_suggests_the_nearest(stub_of: Any, text: str, meant: str) -> None:
    said = stub_of().run(text)
    assert f"did you mean {meant}?" in said or f"Did you mean: '{meant}'?" in said


@pytest.mark.parametrize("text", ["nothing", "lawful", "xyzzy"])
def test_a_name_that_is_near_to_none_suggests_none(stub_of: Any, text: str) -> None:
    assert "did you mean" not in stub_of().run(text)


def test_endless_recursion_is_told_briefly(stub_of: Any) -> None:
    said = stub_of().run("def f():\n    return f()\n\nf()")
    assert "RecursionError: maximum recursion depth exceeded" in said
    assert "repeated" in said and said.count("\n") < 20


@pytest.mark.parametrize(
    "text",
    ["(" * 1000, "-" * 100_000 + "1", "x = '\ud800'", "\0", "1" * 5000],
    ids=["deep", "deeper", "surrogate", "null", "long"],
)
def test_what_python_cannot_even_read_is_an_error_and_no_more(stub_of: Any, text: str) -> None:
    stub = stub_of()
    assert stub.run(text)
    assert stub.verdict is Verdict.FAILED
    assert stub.run("1") == "1\n"


def test_a_repr_that_raises_is_the_persons_error(stub_of: Any) -> None:
    said = stub_of().run("class A:\n    def __repr__(self):\n        return 1 / 0\n\nA()")
    assert "ZeroDivisionError" in said and "return 1 / 0" in said


def test_what_an_error_says_is_made_printable(stub_of: Any) -> None:
    assert "\x1b" not in stub_of().run("raise ValueError('\\x1b[31m')")


def test_python_itself_and_this_program_are_not_the_persons(tmp_path: Any) -> None:
    import json

    import h2craft.repl.shell

    assert not is_mine(json.__file__)
    assert not is_mine(h2craft.repl.shell.__file__)
    assert not is_mine(pytest.__file__)
    assert not is_mine("<frozen importlib._bootstrap>")
    assert is_mine("<prompt 1>") and is_mine(str(tmp_path / "mine.py"))


def test_a_sourced_file_has_its_lines_shown(stub_of: Any, tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "try.txt").write_text("x = 1\n\ndef f():\n    1 / 0\n\nf()\nprint('not this')\n")
    said = stub_of().run('source("try.txt")')
    assert "ZeroDivisionError: division by zero" in said
    assert "line 6, in <module>\n    f()\n" in said and "    1 / 0\n" in said
    assert "try.txt:4" in said


def test_an_import_of_the_persons_own_is_the_persons(
    stub_of: Any, tmp_path: Any, monkeypatch: Any
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "h2craft_mine.py").write_text("def f():\n    1 / 0\n")
    said = stub_of().run("import h2craft_mine\nh2craft_mine.f()")
    assert "h2craft_mine.py" in said and "    1 / 0\n" in said
    sys.modules.pop("h2craft_mine")
