from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from h2craft.replay import Answered, recorded_in, traced_in
from h2craft.scenario import DEFAULT, ScenarioError
from h2craft.trace import Kind

END = 0x5  # END_HEADERS and END_STREAM
SCRIPT = """def connect(connection): pass


# What the server said, for h2craft connect --compare; it may be deleted.
#: {"h2craft":"h2craft 0","format":1,"acts":[1]}
#: {"c":1,"s":1,"f":"HEADERS","to":"GET /","fields":[[":status","204"]],"end_stream":true}
"""


@pytest.fixture
def asked(talk: Any, talking: Any) -> Any:
    """We are the client, and have asked for /."""
    detail = {"peer": ["127.0.0.1", 443], "scheme": "https", "role": "client"}
    talk(Kind.CONNECTION_OPENED, detail=detail)
    talk.sent(1, END, 1, talking.block_of([(":method", "GET"), (":path", "/")]))
    return talk


def answer(talk: Any, talking: Any, *fields: tuple[str, str]) -> None:
    talk.received(1, END, 1, talking.block_of(fields))


@pytest.fixture
def script(tmp_path: Path) -> Path:
    file = tmp_path / "done.py"
    file.write_text(SCRIPT)
    return file


def test_a_server_is_held_against_what_the_script_says_it_said(asked, talking, script) -> None:
    answered = Answered(recorded_in(script))
    for record in asked.journal.read():
        answered.take(record)
    (missing,) = answered.comparison().differences
    assert missing.line == "connection 1 (GET /) is missing"
    seen = asked.journal.read()[-1].seq
    answer(asked, talking, (":status", "204"))
    for record in asked.journal.read(seen):
        answered.take(record)
    same = answered.comparison()
    assert same.same and same.title == "the server said the same, in 1 frame"


def test_rules_and_order_are_passed_on(asked, talking, script) -> None:
    rules = DEFAULT.changed(vary=["field:x"])
    answered = Answered(recorded_in(script), rules, strict_order=True)
    answer(asked, talking, (":status", "200"))
    for record in asked.journal.read():
        answered.take(record)
    (one,) = answered.comparison().differences
    assert one.line == "request 1: :status was 204, is 200"
    assert "stream-order" not in answered.comparison().not_compared


def test_a_trace_is_as_good_as_a_script(asked, talking, script) -> None:
    answer(asked, talking, (":status", "204"))
    [said] = traced_in(asked.journal, Path("run.h2trace"))
    assert dict(said.meaning) == dict(recorded_in(script)[0].meaning)


def test_a_trace_of_a_server_has_nothing_a_server_said(talk: Any) -> None:
    talk.opened()
    with pytest.raises(ScenarioError, match="run.h2trace is no trace of a client"):
        traced_in(talk.journal, Path("run.h2trace"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def connect(connection): pass\n", "done.py does not say what a server said"),
        (SCRIPT.replace("What the server", "What the client").replace("connect --", "replay --"),
         "does not say what a server said"),
        (SCRIPT + "#: {\n", "done.py: line 7: what was said is damaged"),
    ],
)  # fmt: skip
def test_a_script_with_nothing_to_compare_with_says_so(script: Path, text: str, said: str) -> None:
    script.write_text(text)
    with pytest.raises(ScenarioError, match=said):
        recorded_in(script)
