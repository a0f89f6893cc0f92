"""Cases as their files describe them, and all of those that are shipped against the catalogue."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from h2craft.judge import CHECKS, FOLDERS, Case, CaseError, Shape, cases, read_case
from h2craft.scenario import read_entry, scenario_files, shipped_folder

ALL_THERE = True
"""Whether the whole catalogue is there as cases; a missing one is an error then."""

CATALOGUE = Path(__file__).with_name("catalogue.txt")
LEVEL = re.compile(r"MUST NOT|MUST|SHOULD NOT|SHOULD|MAY|rob|7540|9110|info|unclear")
EXTRA = {"asterisk", "two names", "cookies", "trailers", "proxy"}

WHOLE = '''"""DATA on stream 0.

Half a body, and more.

A good client says so.

Case: 9113/6.1/data-stream-0
Level: MUST
Requires: DATA belongs to a stream, and one that does not is
a connection error.
Needs: requests 2,
post 100
Strict: CE(PROTOCOL_ERROR)
Lenient: OK
Expect: at most 1: dir:received type:HEADERS;
after violation
Expect: E/6.9/obeys-windows
Variants: lf, cr
Serve: tls=1.2, alpn=none

RFC 9113 5.4.1, 6.1
Tags: check, star, data
"""

from h2craft.case import violation


def main(request, response):
    pass
'''


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Case | None]:
    """The case a text is, with some of its lines replaced."""

    def make(text: str = WHOLE, **lines: str) -> Case | None:
        for label, value in lines.items():
            line = f"{label}: {value}" if value else ""
            text = re.sub(rf"^{label}: .*(\n[a-z].*)*$", line, text, count=1, flags=re.MULTILINE)
        file = tmp_path / "data.py"
        file.write_text(text)
        return read_case(read_entry(file, group="violations"))

    return make


def test_a_case_is_read(read) -> None:
    case = read()
    assert (case.id, case.group, case.section, case.level) == (
        "9113/6.1/data-stream-0",
        "B",
        "6.1",
        "MUST",
    )
    assert (case.star, case.title, case.marked) == (True, "DATA on stream 0.", True)
    assert case.requires == (
        "DATA belongs to a stream, and one that does not is a connection error."
    )
    assert case.text == "Half a body, and more.\n\nA good client says so."
    assert case.shape == Shape(requests=2, method="POST", size=100)
    assert ([str(one) for one in case.strict], [str(one) for one in case.lenient]) == (
        ["CE(PROTOCOL_ERROR)"],
        ["OK"],
    )
    assert [one.text for one in case.expects] == [
        "at most 1: dir:received type:HEADERS; after violation",
        "E/6.9/obeys-windows",
    ]
    assert (case.variants, case.serve) == (("lf", "cr"), {"tls": "1.2", "alpn": "none"})
    assert case.served() == case.served("cr") == {"tls": "1.2", "alpn": "none"}
    assert case.tags == ("check", "star", "data")
    assert case.entry.sections == ("RFC 9113 5.4.1", "RFC 9113 6.1")


@pytest.mark.parametrize(
    ("id", "group", "section"),
    [
        ("A/6.1/padded-data", "A", "6.1"),
        ("A/7541/size-update", "A", "5.4.1"),
        ("7541/6.1/index-zero", "B", "7541 6.1"),
        ("C/ping-flood", "C", "5.4.1"),
        ("D/truncated/rst-cancel", "D", "5.4.1"),
        ("D/7/http-1-1-required-stream", "D", "7"),
    ],
)
def test_group_and_section_are_in_the_id_or_in_the_rules_it_names(
    read, id: str, group: str, section: str
) -> None:
    case = read(Case=id)
    assert (case.group, case.section) == (group, section)


def test_a_case_that_marks_nothing_is_told_from_one_that_does(read) -> None:
    assert read(WHOLE.replace("import violation", "import half")).marked is False


def test_each_variant_may_have_a_listener_of_its_own(read) -> None:
    case = read(Serve="tls=1.3|1.2, alpn=none")
    assert case.served() == case.served("lf") == {"tls": "1.3", "alpn": "none"}
    assert case.served("cr") == {"tls": "1.2", "alpn": "none"}


def test_a_scenario_is_no_case(read) -> None:
    assert read('"""A title.\n\nRFC 9113 6.1\nTags: data\n"""\n\nmain = print\n') is None


@pytest.mark.parametrize(
    ("label", "value", "word"),
    [
        ("Case", "9113", "no id"),
        ("Case", "B/6.1/x", "no id"),
        ("Level", "", "no Level:"),
        ("Requires", "", "no Requires:"),
        ("Strict", "", "no Strict:"),
        ("Strict", "WELL", "no verdict"),
        ("Needs", "paralel 2", "cannot be understood"),
        ("Expect", "at most 1: type:NO_SUCH_TYPE", "Expect"),
        ("Variants", "one, one", "twice"),
        ("Variants", "One", "no name"),
        ("Serve", "port=1", "sets none of"),
        ("RFC 9113 5", "", "no section"),
    ],
)
def test_what_cannot_be_understood_is_refused(read, label: str, value: str, word: str) -> None:
    text = WHOLE.replace("RFC 9113 5.4.1, 6.1", "") if label.startswith("RFC") else WHOLE
    with pytest.raises(CaseError, match=f"data.py: .*{word}"):
        read(text) if label.startswith("RFC") else read(**{label: value})


def test_a_label_that_comes_twice_is_refused(read) -> None:
    with pytest.raises(CaseError, match="Level: comes twice"):
        read(WHOLE.replace("Level: MUST\n", "Level: MUST\nLevel: MAY\n"))


def test_a_case_that_is_no_python_is_refused(read) -> None:
    with pytest.raises(CaseError, match="not Python"):
        read(WHOLE + "def (:\n")


def test_cases_that_cannot_be_read_are_refused_or_told_and_the_others_are_there(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "violations"
    folder.mkdir()
    (folder / "good.py").write_text(WHOLE)
    (folder / "no-case.py").write_text('"""Something else."""\n')
    (folder / "no-level.py").write_text(WHOLE.replace("Level: MUST\n", ""))
    (folder / "no-python.py").write_text(WHOLE + "def (:\n")
    (folder / "no-text.py").write_bytes(b"\xff")
    with pytest.raises(CaseError, match="violations/no-level.py"):
        cases(tmp_path)
    unread: list[CaseError] = []
    (found,) = cases(tmp_path, unread=unread)
    assert found.id == "9113/6.1/data-stream-0"
    assert [str(error).split(":")[0] for error in unread] == [
        "violations/no-level.py",
        "violations/no-python.py",
        "violations/no-text.py",
    ]


def test_a_case_whose_file_has_gone_since_it_was_read_marks_nothing(tmp_path: Path) -> None:
    file = tmp_path / "data.py"
    file.write_text(WHOLE)
    entry = read_entry(file, group="violations")
    file.unlink()
    case = read_case(entry)
    assert case is not None
    assert (case.id, case.marked) == ("9113/6.1/data-stream-0", False)


def test_cases_of_a_folder_come_by_group_and_section(tmp_path: Path) -> None:
    ids = [
        "D/6.8/b",
        "9113/6.10/a",
        "9113/6.9/a",
        "7541/6.1/a",
        "A/tcp/a",
        "A/6.1/a",
        "A/baseline/get",
        "C/a",
    ]
    folders = {group: folder for folder, group in FOLDERS.items()}
    for number, name in enumerate(ids):
        folder = tmp_path / folders.get(name[0], "violations")
        folder.mkdir(exist_ok=True)
        text = re.sub(r"^Case: .*$", f"Case: {name}", WHOLE, flags=re.MULTILINE)
        (folder / f"n{number}.py").write_text(text)
    (tmp_path / "violations" / "no-case.py").write_text('"""A title."""\n')
    (tmp_path / "goaway").mkdir()
    (tmp_path / "goaway" / "no-case.py").write_text('"""A title."""\n')
    assert [case.id for case in cases(tmp_path)] == [
        "A/baseline/get",
        "A/6.1/a",
        "A/tcp/a",
        "9113/6.9/a",
        "9113/6.10/a",
        "7541/6.1/a",
        "C/a",
        "D/6.8/b",
    ]


# All that are shipped


@cache
def shipped() -> list[Case]:
    return cases()


def catalogue() -> dict[str, tuple[bool, str]]:
    """Star and level of each id."""
    lines = [line.split("\t") for line in CATALOGUE.read_text().splitlines() if line[0] != "#"]
    return {name: (star == "*", level) for name, star, level in lines}


def level(text: str) -> str:
    found = LEVEL.match(text)
    return found[0] if found else text


def test_the_catalogue_is_whole() -> None:
    groups = Counter(name[0] if name[0] in "ACDE" else "B" for name in catalogue())
    assert groups == {"A": 106, "B": 132, "C": 36, "D": 53, "E": 44}
    assert sum(star for star, _ in catalogue().values()) == 60


def test_every_file_in_a_folder_of_cases_is_one() -> None:
    entries = [
        read_entry(file, group=group)
        for group, file in scenario_files(shipped_folder())
        if group in FOLDERS
    ]
    assert [one.name for one in entries if read_case(one) is None] == []


def test_every_case_lies_where_its_id_says() -> None:
    for case in shipped():
        folder = next(folder for folder, group in FOLDERS.items() if group == case.group)
        name = case.id.removeprefix(f"{case.group}/").replace("/", "-")
        assert case.file.relative_to(shipped_folder()) == Path(folder) / f"{name}.py"


def test_every_case_is_in_the_catalogue_with_its_level_and_star() -> None:
    known = catalogue()
    provoking = [case for case in shipped() if case.group != "E"]
    assert [case.id for case in provoking if case.id not in known] == []
    differ = {
        case.id: (case.star, case.level)
        for case in provoking
        if (case.star, level(case.level)) != known[case.id]
    }
    assert differ == {}


def test_no_id_comes_twice() -> None:
    assert [
        name for name, count in Counter(case.id for case in shipped()).items() if count > 1
    ] == []


def test_what_no_placeholder_can_ask_for_is_known() -> None:
    assert {word for case in shipped() for word in case.shape.extra} <= EXTRA


def test_every_passive_check_is_in_the_catalogue_and_none_is_missing() -> None:
    passive = {name: told for name, told in catalogue().items() if name.startswith("E/")}
    assert {one.id: (one.star, level(one.level)) for one in CHECKS} == passive


def test_every_case_names_checks_there_are() -> None:
    known = {one.id for one in CHECKS}
    named = {one.word for case in shipped() for one in case.expects if one.is_check}
    assert named <= known


def test_the_whole_catalogue_is_there() -> None:
    there = {case.id for case in shipped()} | {one.id for one in CHECKS}
    missing = set(catalogue()) - there
    if ALL_THERE:
        assert missing == set()
    assert len(missing) < len(catalogue())
