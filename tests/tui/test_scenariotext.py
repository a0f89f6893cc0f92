"""A scenario in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from h2craft.client import About
from h2craft.explain import Line, Role, plain
from h2craft.scenario import Entry, read_entry
from h2craft.session import Last, Shelved
from h2craft.tui import scenariotext
from h2craft.tui.scenariotext import about, client_line, group_of, places, row

SOURCE = '''"""A reset, amid the body.

It does this.

A good client does that.

RFC 9113 6.4
Tags: reset, body
Needs: two requests
"""


def main(request, response):
    response.writer.write_rst_stream("CANCEL")


#: {"h2craft":"h2craft 0.1.0","format":1}
#: {"c":1,"s":1,"f":"HEADERS"}
'''
HERE = About(live=True, urls=("https://127.0.0.1:8443",), ca_path=Path("/ca.pem"))


def entry(**more: Any) -> Entry:
    return Entry(**{"name": "reset", "file": Path("/none/reset.py"), **more})


def words(line: Line) -> str:
    return plain([line])


@pytest.fixture
def shelved(tmp_path: Path) -> Shelved:
    (tmp_path / "reset.py").write_text(SOURCE)
    return Shelved(entry=read_entry(tmp_path / "reset.py"))


def test_the_list_is_under_the_headings_of_its_groups() -> None:
    of = [("", False), ("mine", False), ("goaway", True), ("goaway", True)]
    listed = [Shelved(entry=entry(group=group, shipped=shipped)) for group, shipped in of]
    found = places(listed)
    assert [one.heading for one in found if one.shelved is None] == [
        "yours",
        "yours: mine",
        "goaway",
    ]
    assert [one.members for one in found if one.shelved is None] == [1, 1, 2]
    assert [one.shelved for one in found if one.shelved is not None] == listed


def test_hits_are_in_their_own_order() -> None:
    listed = [Shelved(entry=entry(group="b")), Shelved(entry=entry(group="a"))]
    assert [one.shelved for one in places(listed, grouped=False)] == listed


def test_a_shipped_one_in_no_group_is_listed_too() -> None:
    assert group_of(entry(shipped=True)) == "in no group"


def test_a_row_has_name_last_result_and_title() -> None:
    last = Last(outcome="not done", client="curl", sentence="no")
    line = row(Shelved(entry=entry(title="A reset."), last=last), 10, 9)
    assert words(line) == "  reset      not done  A reset."
    assert line[1].role == Role.WARNING
    assert words(row(Shelved(entry=entry()), 10, playing=True)).startswith("▶ reset")


def test_one_that_cannot_be_used_says_why_in_its_row() -> None:
    line = row(Shelved(entry=entry(trouble="this is not Python: no (line 3)")), 10)
    assert "cannot be used: this is not Python: no (line 3)" in words(line)
    assert line[-1].role == Role.ERROR


def test_beside_it_stand_prose_facts_and_source(shelved: Shelved) -> None:
    text = plain(about(shelved))
    assert text.startswith("A reset, amid the body.\n\nIt does this.\n\nA good client does that.")
    for fact in ("RFC 9113 6.4", "reset, body", "two requests", "not replayed yet"):
        assert fact in text
    assert text.count("A good client") == 1  # the docstring is not shown a second time
    assert 'write_rst_stream("CANCEL")' in text
    assert "#: 2 lines of it" in text and '"h2craft 0.1.0"' not in text


def test_the_last_result_is_told_with_its_client(shelved: Shelved) -> None:
    last = Last(outcome="done", client="curl/8", sentence="everything", at="2026-11-23T10:00:00Z")
    text = plain(about(Shelved(entry=shelved.entry, last=last)))
    assert "done by curl/8, 2026-11-23T10:00:00Z" in text and "everything" in text


def test_nothing_a_file_says_acts_on_the_terminal(tmp_path: Path) -> None:
    evil = "\\x1b[2J\u202e"
    file = tmp_path / "evil.py"
    file.write_text(f'"""Title {evil}\n\nText {evil}\n\nTags: {evil}\n"""\n# \x1b]0;x\x07\n')
    shelved = Shelved(entry=read_entry(file))
    shown = plain([*about(shelved), row(shelved, 20)])
    assert all(one.isprintable() or one == "\n" for one in shown)


def test_a_file_that_is_gone_is_said() -> None:
    text = plain(about(Shelved(entry=entry())))
    assert "It cannot be read: No such file or directory" in text


def test_of_a_long_file_the_beginning_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenariotext, "SOURCE_LINES", 3)
    file = tmp_path / "long.py"
    file.write_text("x = 1\n" * 10)
    text = plain(about(Shelved(entry=read_entry(file))))
    assert text.count("x = 1") == 3 and "The rest is not shown" in text


# The client


def test_the_line_asks_for_its_path() -> None:
    line = client_line(HERE, entry(path="/a?b=c d"))
    assert line.startswith("curl -v --http2 --cacert /ca.pem")
    assert "'/a?b=c d'" in line


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        ("", "https://127.0.0.1:8443/"),
        ("two requests", "https://127.0.0.1:8443/ https://127.0.0.1:8443/"),
        ("3 requests", " ".join(["https://127.0.0.1:8443/"] * 3)),
    ],
)
def test_as_many_requests_as_it_needs(needs: str, expected: str) -> None:
    line = client_line(HERE, entry(needs=needs))
    assert line == f"curl -v --http2 --cacert /ca.pem {expected}"


def test_a_body_where_it_needs_one() -> None:
    line = client_line(HERE, entry(needs="a body of 70,000 octets"))
    assert line.startswith("head -c 70000 /dev/zero | curl")
    assert "-X POST --data-binary @-" in line


def test_without_tls_it_speaks_by_prior_knowledge() -> None:
    line = client_line(About(live=True, urls=("http://127.0.0.1:8080",)), entry())
    assert line == "curl -v --http2-prior-knowledge http://127.0.0.1:8080/"
    assert client_line(About(live=True), entry()) == ""


def test_a_path_cannot_end_the_line() -> None:
    line = client_line(HERE, entry(path="/a\nrm -rf /\x1b[2J';x"))
    assert "\n" not in line and "\x1b" not in line
    assert client_line(HERE, entry(path="nonsense")).endswith(":8443/")
