"""What is wrong with a tool's line is seen before it is run, on its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Stubs = Callable[..., Any]

WRONG = {
    "frames type:DAT": "DAT",
    "frames type:DAT last=3": "DAT",
    "frames x last=y": "last=y",
    "filter (type:DATA": "(",
    "explain x": "x",
    "dump 1 2": "2",
    "streams x": "x",
    "connections 1": "1",
    "windows x": "x",
    "state 1 3": "3",
    "desk now": "now",
    "use 1/": "1/",
    "show headers 1 :status=200 enddd": "enddd",
    "show ok stat=1": "stat=",
    "show okk": "okk",
    "preset okk": "okk",
    "preset ok 7": "7",
    "record maybe": "maybe",
    "save x.py now": "now",
    "save x.py force exackt": "exackt",
    "export hxr x": "hxr",
    "export har x from=y": "from=y",
    "export har x type:DAT": "DAT",
    "scenario a b": "b",
    "replay a twice": "twice",
    "step a b": "b",
    "stop now": "now",
    "edit a b": "b",
    "promote a b c d": "d",
    "source a b": "b",
    "undo 1": "1",
    "help gowaay": "gowaay",
}
RIGHT = [
    "frames type:DATA last=3",
    "filter off",
    "explain 999",
    "streams all 7",
    "use 9/9",
    "show headers 1 :status=200",
    "show preset push",
    "preset ok status=404",
    "save no/such/folder/x.py force",
    "source nothing",
    "save x.py exact secrets replies",
    "record hand",
    "export har no/such/folder/x.har force secrets from=3 to=9 conn:1 type:DATA",
    "scenarios two words",
    "replay no-such path=/x once",
    "step",
    "promote recording mine",
    "help goaway",
]


@pytest.fixture
def stub(stub_of: Stubs, talk: Any) -> Any:
    talk.opened()
    talk.request(1)
    return stub_of(talk)


@pytest.mark.parametrize(("line", "part"), WRONG.items())
def test_a_wrong_line_is_known_before_it_is_run(stub: Any, line: str, part: str) -> None:
    problem = stub.shell.check(f"ping\n{line}")
    assert problem is not None
    at = problem.position
    assert f"ping\n{line}"[at : at + problem.length] == part


@pytest.mark.parametrize("line", RIGHT)
def test_a_line_that_may_mean_something_is_left_to_be_run(stub: Any, line: str) -> None:
    assert stub.shell.check(line) is None
    assert not stub.client.asked
