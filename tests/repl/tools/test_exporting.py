from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.export import FORMATS
from h2craft.repl.tools import TOOLS, ToolError

Stubs = Callable[..., Any]


@pytest.fixture
def stub(stub_of: Stubs, talk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)
    talk.opened()
    talk.request(1, "/one", fields=[("cookie", "sid=topsecret")])
    talk.response(1, end=True)
    talk.request(3, "/three")
    return stub_of(talk)


def entries(name: str = "x.har") -> list[Any]:
    return json.loads(Path(name).read_text())["log"]["entries"]


def test_a_line_writes_a_file_and_says_what_is_in_it(stub: Any) -> None:
    said = stub.run("export har x.har")
    assert said.startswith("wrote ") and said.endswith("secrets are masked in 1 record\n")
    assert "octets of har to x.har" in said
    assert [one["_stream"] for one in entries()] == [1, 3]


def test_a_filter_and_a_range_say_what_leaves(stub: Any) -> None:
    stub.run("export har x.har path:/three")
    assert [one["_stream"] for one in entries()] == [3]
    stub.run("export jsonl 'a file' from=8 to=9")
    lines = Path("a file").read_text().splitlines()
    assert [json.loads(line)["seq"] for line in lines] == [8, 9]


def test_secrets_stay_and_files_are_written_over_where_that_is_said(stub: Any) -> None:
    stub.run("export har x.har")
    assert "is there already; export har x.har force writes over it" in stub.run("export har x.har")
    assert "secrets are in it" in stub.run("export har x.har secrets force path:/one")
    assert "topsecret" in Path("x.har").read_text()


def test_python_says_the_same(stub: Any) -> None:
    assert "octets of curl" in stub.run('export("curl", "x.sh", "path:/one", secrets=True)')
    assert "sid=topsecret" in Path("x.sh").read_text()
    stub.run('export("jsonl", "y", first=2, last=2)')
    assert json.loads(Path("y").read_text())["seq"] == 2


def test_where_nothing_is_selected_no_file_is_made(stub: Any, tmp_path: Path) -> None:
    said = stub.run("export har x.har path:/nowhere")
    assert "nothing is selected: x.har was not written" in said
    with pytest.raises(ToolError, match="there is no format 'zip', but pcapng, "):
        TOOLS["export"].call(stub.shell, "zip", "x")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("export", "export needs a format and a file"),
        ("export har", "export needs a file"),
        ("export hxr x", "there is no format 'hxr'; did you mean hex?"),
        ("export har x from=y", "from is the number of a record"),
        ("export har x type:DAT", "did you mean DATA?"),
    ],
)
def test_what_cannot_be_meant_is_pointed_at(stub: Any, line: str, said: str) -> None:
    assert said in stub.run(line)
    assert not Path("x").exists()


def offered(stub: Any, said: str) -> list[str]:
    return [one.text for one in TOOLS["export"].complete(stub.shell, said, len(said))]


def test_forms_files_words_and_filters_are_offered_in_their_places(
    stub: Any, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    assert offered(stub, "") == list(FORMATS)
    assert offered(stub, "pc") == ["pcapng", "pcapng-plain"]
    assert offered(stub, "har fol") == ["folder/"]
    words = offered(stub, "har x.har ")
    assert {"force", "secrets", "from=", "to=", "conn:", "type:"} <= set(words)
    assert "last=" not in words and "timeout=" not in words
    assert offered(stub, "har x.har force sec") == ["secrets"]
    (found,) = TOOLS["export"].complete(stub.shell, "har x.har sec", 13)
    assert found.start == len("har x.har ")
