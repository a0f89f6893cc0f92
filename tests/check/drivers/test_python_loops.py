"""Python clients with loops of their own: what curl says of a head, line by line."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest


def heard(loops: Any, *lines: bytes) -> Any:
    """What pycurl's client makes of the lines of heads it is given."""
    answer = SimpleNamespace(status=None, fields=[], trailers=None, informational=[])
    for line in lines:
        loops.Pycurl.header(None, answer, line)
    return answer


@pytest.fixture
def loops(loaded: Callable[[str], ModuleType]) -> Any:
    return loaded("python_loops")


def test_a_head(loops: Any) -> None:
    answer = heard(loops, b"HTTP/2 200 \r\n", b"X-A: b\r\n", b"\r\n")
    assert (answer.status, answer.fields, answer.trailers) == (200, [["X-A", "b"]], None)


def test_an_interim_response_is_not_the_final_one(loops: Any) -> None:
    lines = b"HTTP/2 103 \r\n", b"link: a\r\n", b"\r\n", b"HTTP/2 200 \r\n", b"\r\n"
    answer = heard(loops, *lines)
    assert (answer.informational, answer.status, answer.fields) == ([103], 200, [])


def test_what_comes_after_the_head_is_trailers(loops: Any) -> None:
    answer = heard(loops, b"HTTP/2 200 \r\n", b"\r\n", b"t: u\r\n")
    assert (answer.fields, answer.trailers) == ([], [["t", "u"]])
