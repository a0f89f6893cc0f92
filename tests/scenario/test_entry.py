from __future__ import annotations

from pathlib import Path

import pytest

from h2craft.scenario import ScenarioError, entry, read_entry, read_source
from h2craft.scenario.notes import MARK

WHOLE = '''"""Half of the body, then RST_STREAM.

The response promises 1,000 octets,
500 come.

A good client says so.

RFC 9113 5.4.2, 6.4, RFC 9110 15.2, 15.3.5
Tags: reset, body
Needs: two requests
Path: /x?y=1
"""


def main(request, response):
    raise SystemExit("nobody runs this")
'''


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str | bytes, name: str = "rst-mid-body.py") -> Path:
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    return write


def test_a_docstring_is_taken_apart(written) -> None:
    file = written(WHOLE)
    read = read_entry(file, group="reset", shipped=True)
    assert (read.name, read.file, read.group, read.shipped) == ("rst-mid-body", file, "reset", True)
    assert read.title == "Half of the body, then RST_STREAM."
    assert read.text == ("The response promises 1,000 octets, 500 come.\n\nA good client says so.")
    assert read.sections == (
        "RFC 9113 5.4.2",
        "RFC 9113 6.4",
        "RFC 9110 15.2",
        "RFC 9110 15.3.5",
    )
    assert read.tags == ("reset", "body")
    assert (read.needs, read.path) == ("two requests", "/x?y=1")
    assert (read.recorded, read.trouble) == ("", "")


def test_what_is_not_said_has_a_usual_value(written) -> None:
    read = read_entry(written('"""Only a title."""\n\nmain = print\n'))
    assert (read.title, read.text, read.sections, read.tags) == ("Only a title.", "", (), ())
    assert (read.needs, read.path, read.group, read.shipped) == ("", "/", "", False)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n\n",
        "\ufeff",
    ],
)
def test_comments_may_come_before_the_docstring(written, before: str) -> None:
    assert read_entry(written(before + '"""Title."""\n')).title == "Title."


@pytest.mark.parametrize(
    "text",
    ["", "def main(request, response): pass\n", "x = 1\n'''not the docstring'''\n", "f'no'\n"],
)
def test_a_script_may_say_nothing_of_itself(written, text: str) -> None:
    read = read_entry(written(text))
    assert (read.title, read.text, read.trouble) == ("", "", "")


CASE = '''"""DATA on stream 0.

What it does.

A good client
says so.

Case: 9113/6.1/data-stream-0
Level: MUST
Requires: one line,
and another one.
Needs: requests 2,
https
Strict: CE(PROTOCOL_ERROR)
Expect: no: type:DATA
Expect: at most 1: type:PING

RFC 9113 6.1, 5.4.1
Tags: check, star
Path: /case
"""
'''


def test_the_labels_of_a_case_are_no_prose(written) -> None:
    read = read_entry(written(CASE))
    assert read.text == "What it does.\n\nA good client says so."
    assert (read.case, read.needs) == ("9113/6.1/data-stream-0", "requests 2, https")
    assert read.labels == (
        ("Case", "9113/6.1/data-stream-0"),
        ("Level", "MUST"),
        ("Requires", "one line, and another one."),
        ("Needs", "requests 2, https"),
        ("Strict", "CE(PROTOCOL_ERROR)"),
        ("Expect", "no: type:DATA"),
        ("Expect", "at most 1: type:PING"),
    )
    assert read.sections == ("RFC 9113 6.1", "RFC 9113 5.4.1")
    assert (read.tags, read.path) == (("check", "star"), "/case")


def test_the_block_of_a_case_may_end_with_its_rules(written) -> None:
    text = CASE.replace("type:PING\n\n", "type:PING\n")
    assert read_entry(written(text)) == read_entry(written(CASE))


def test_without_a_case_the_words_of_its_labels_are_prose(written) -> None:
    read = read_entry(written('"""Title.\n\nLevel: of the sea.\n\nTags: a\n"""\n'))
    assert (read.text, read.labels, read.case) == ("Level: of the sea.", (), "")


def test_prose_that_begins_with_an_rfc_is_prose(written) -> None:
    text = "RFC 9113 forbids that, and says why in section 8.1."
    read = read_entry(written(f'"""Title.\n\n{text}\n"""\n'))
    assert (read.text, read.sections) == (text, ())


def test_of_a_recording_the_footer_tells_when_and_for_which_path(written) -> None:
    note = '#: {"format":1,"recorded":"2026-11-23 10:04 UTC","path":"/page"}'
    read = read_entry(written(f'"""GET /page gets 200."""\n\nmain = print\n\n{MARK}\n{note}\n'))
    assert (read.recorded, read.path, read.trouble) == ("2026-11-23 10:04 UTC", "/page", "")


def test_a_damaged_footer_is_told(written) -> None:
    read = read_entry(written(f'"""Title."""\n\nmain = print\n\n{MARK}\n#: {{"format"\n'))
    assert read.title == "Title."
    assert read.trouble.startswith("line 6: what was said is damaged")


def test_nothing_is_executed(written, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    text = f"open({str(trap)!r}, 'w')\n"
    read_entry(written(text))
    read_entry(written(f'"""T."""\n{text}'))
    assert not trap.exists()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (b'"""Title."""\ndef main(:\n', "not Python"),
        (b'"""Title."""\nx = "\0"\n', "not Python"),
        (b"'''Title", "not Python"),
        (b'"""Title."""\nx = ' + b"(" * 2_000, "not Python"),
        (b"\xff\xfe\x00", "not text"),
        (b"# coding: nonsense\n", "not text"),
    ],
)
def test_what_is_no_python_is_told_and_no_error(written, text: bytes, word: str) -> None:
    assert word in read_entry(written(text)).trouble


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert read_entry(tmp_path / "none.py").trouble == "none.py: no such file or directory"
    with pytest.raises(ScenarioError, match="no such file"):
        read_source(tmp_path / "none.py")


def test_a_file_that_is_too_long_is_not_read(written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry, "LONGEST_OCTETS", 10)
    assert "longer than" in read_entry(written('"""A title."""\n')).trouble


def test_a_long_recording_is_not_parsed_to_list_it(written, monkeypatch) -> None:
    monkeypatch.setattr(entry, "WHOLE_OCTETS", 20)
    read = read_entry(written('"""Title."""\n' + "(" * 30))
    assert (read.title, read.trouble) == ("Title.", "")


@pytest.mark.parametrize(("tags", "provokes"), [("reset, illegal", True), ("reset", False)])
def test_a_scenario_provokes_its_client_if_its_tags_say_so(
    tmp_path: Path, tags: str, provokes: bool
) -> None:
    file = tmp_path / "one.py"
    file.write_text(f'"""One.\n\nTags: {tags}\n"""\n\n\ndef main(request, response):\n    pass\n')
    assert read_entry(file).provokes is provokes


@pytest.mark.parametrize("text", ["", "# a comment\n", "\n\n"])
def test_a_file_of_nothing_has_no_title(written, text: str) -> None:
    read = read_entry(written(text))
    assert (read.title, read.text, read.trouble) == ("", "", "")
