from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from h2craft.cli.scenarios import table
from h2craft.scenario import Entry, entries, shipped_folder
from h2craft.session import Shelved

SCRIPT = '"""{}"""\n\n\ndef main(request, response):\n    return ""\n'


@pytest.fixture
def own(tmp_path: Path, environment: dict[str, str]) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    environment["H2CRAFT_SCENARIOS"] = str(folder)
    return folder


def test_all_are_listed_below_their_groups(run, own) -> None:
    done = run("scenarios")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    groups = [line for line in lines if line and not line.startswith(" ")]
    assert groups == sorted(groups) and {"goaway", "reset", "windows"} <= set(groups)
    listed = [line.split()[0] for line in lines if line.startswith("  ")]
    assert listed == [one.name for one in entries()]


def test_a_line_has_name_title_section_and_tags(run, own) -> None:
    done = run("scenarios", "rst-mid-body")
    head, line = done.stdout.splitlines()
    assert head == "reset"
    cells = ["rst-mid-body", "Half of the promised body, then RST_STREAM INTERNAL_ERROR."]
    cells += ["5.4.2, 6.4, 8.1.1", "reset, body, incomplete"]
    assert line.split("  ") == ["", *cells]


def test_words_have_to_stand_in_it_all_of_them(run, own) -> None:
    one = run("scenarios", "goaway").stdout
    both = run("scenarios", "goaway", "retry").stdout
    assert "goaway-mid-body" in one and "goaway-below-the-request" in both
    assert "goaway-mid-body" not in both


def test_tags_are_looked_at_whole(run, own) -> None:
    done = run("scenarios", "--tag", "goaway", "--tag", "Retry", "--json")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert found and all({"goaway", "retry"} <= set(one["tags"]) for one in found)
    assert run("scenarios", "--tag", "goa").returncode == 1


def test_json_has_an_object_a_line(run, own) -> None:
    (line,) = run("scenarios", "--json", "rst-mid-body").stdout.splitlines()
    told = json.loads(line)
    assert told["name"] == "rst-mid-body" and told["group"] == "reset"
    assert told["sections"] == ["RFC 9113 5.4.2", "RFC 9113 6.4", "RFC 9113 8.1.1"]
    assert Path(told["file"]).is_file() and told["last"] is None


def test_nothing_found_is_a_failure_that_says_what_was_looked_for(run, own) -> None:
    done = run("scenarios", "xyzzy")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "h2craft: no scenario has 'xyzzy'\n"
    done = run("scenarios", "--tag", "nosuch")
    assert done.returncode == 1 and "there are the tags" in done.stderr
    assert "graceful" in done.stderr


def test_show_prints_the_file_as_it_is(run, own) -> None:
    done = run("scenarios", "--show", "rst-mid-body")
    assert done.stdout == (shipped_folder() / "reset" / "rst-mid-body.py").read_text()
    told = json.loads(run("scenarios", "--show", "rst-mid-body", "--json").stdout)
    assert told["source"] == done.stdout


def test_show_of_an_unknown_name_has_the_nearest(run, own) -> None:
    done = run("scenarios", "--show", "rst-mid-bdy")
    assert (done.returncode, done.stdout) == (1, "")
    assert "did you mean rst-mid-body" in done.stderr


def test_show_and_words_exclude_each_other(run, own) -> None:
    assert run("scenarios", "--show", "rst-mid-body", "goaway").returncode == 2


def test_own_ones_come_first_and_say_what_they_hide(run, own) -> None:
    (own / "rst-mid-body.py").write_text(SCRIPT.format("Mine."))
    (own / "work").mkdir()
    (own / "work" / "broken.py").write_text("def main(:\n")
    lines = run("scenarios").stdout.splitlines()
    assert lines[0] == "yours" and "Mine. (hides the shipped one)" in lines[1]
    assert lines[3] == "work (yours)" and "this is not Python" in lines[4]


def test_what_a_file_says_of_itself_does_not_act_on_the_terminal(run, own) -> None:
    (own / "bad.py").write_text(SCRIPT.format("\\x1b[2J\\u202e") + "# \x1b[31m\u202e\n")
    out = run("scenarios", "bad", "--color", "never").stdout
    assert "\x1b" not in out and "\u202e" not in out


def on_a_terminal(command, environment, *arguments: str) -> str:
    """What the program prints where standard output is a terminal."""
    ours, theirs = pty.openpty()
    environment = {**environment, "TERM": "xterm"}
    try:
        done = subprocess.run(
            [*command, *arguments], stdout=theirs, stderr=theirs, env=environment, timeout=30
        )
        os.close(theirs)
        theirs = -1
        text = b""
        while True:
            try:
                more = os.read(ours, 65_536)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            text += more
    finally:
        os.close(ours)
        if theirs >= 0:
            os.close(theirs)
    assert done.returncode == 0, text
    return text.decode()


def test_colour_is_for_terminals_and_no_color_is_honoured(command, environment, own) -> None:
    environment.pop("NO_COLOR", None)
    arguments = ("scenarios", "--show", "rst-mid-body")
    assert "\x1b[" in on_a_terminal(command, environment, *arguments)
    assert "\x1b[" in on_a_terminal(command, environment, "scenarios", "rst-mid-body")
    environment["NO_COLOR"] = "1"
    assert "\x1b[" not in on_a_terminal(command, environment, *arguments)
    assert "\x1b[" not in on_a_terminal(command, environment, "scenarios", "rst-mid-body")


def test_a_source_does_not_act_on_the_terminal(command, environment, own) -> None:
    (own / "bad.py").write_text('"""Title."""\nmain = print  # \x1b[2J \u202e\n')
    environment["NO_COLOR"] = "1"
    text = on_a_terminal(command, environment, "scenarios", "--show", "bad")
    assert "\x1b" not in text and "\u202e" not in text
    assert "\\x1b[2J" in text


def test_titles_are_cut_and_tags_left_out_where_the_terminal_is_narrow() -> None:
    title, tags, sections = "t" * 70, ("tag", "other"), ("RFC 9113 6.8",)
    entry = Entry(name="a", file=Path("a.py"), title=title, tags=tags, sections=sections)
    found = [Shelved(entry=entry)]
    assert list(table(found, None)) == ["yours", f"  a  {title}  6.8  tag, other"]
    narrow = list(table(found, 60))
    assert all(len(line) <= 60 for line in narrow)
    assert "…" in narrow[1] and "tag" not in narrow[1]


def test_names_complete_in_the_shell(run, own, environment) -> None:
    (own / "rst-mine.py").write_text(SCRIPT.format("Mine."))
    environment |= {
        "_H2CRAFT_COMPLETE": "bash_complete",
        "COMP_WORDS": "h2craft scenarios --show rst-m",
        "COMP_CWORD": "3",
    }
    lines = run().stdout.splitlines()
    assert [line.partition(",")[2] for line in lines[:2]] == ["rst-mid-body", "rst-mine"]
    assert lines[2] == "file,rst-m"
