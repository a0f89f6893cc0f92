"""Which client a tour starts, and with which words."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from h2craft.tui.tour import visitor
from h2craft.tui.tour.visitor import VISITORS, Visitor, find_visitor


def made(name: str, *, serves: bool = True) -> Visitor:
    return Visitor(name=name, words=(name, "{url}", "{cacert}"), serves=lambda: serves)


def test_the_first_that_is_here_is_taken() -> None:
    among = [made("a", serves=False), made("b"), made("c")]
    assert find_visitor(among=among) is among[1]
    assert find_visitor("c", among=among) is among[2]
    assert find_visitor("a", among=among) is None
    assert find_visitor(among=[]) is None


def test_the_url_and_the_certificate_stand_in_its_words() -> None:
    assert made("a").command("https://x/", "/ca.pem") == ("a", "https://x/", "/ca.pem")


@pytest.mark.parametrize("one", VISITORS, ids=lambda one: one.name)
def test_its_line_is_one_line_for_people(one: Visitor) -> None:
    line = one.line("https://x/", "ca.pem")
    assert "\n" not in line and line.isprintable() and "https://x/" in line
    assert sys.executable not in line


@pytest.mark.parametrize(
    ("said", "speaks"), [(b"Features: HTTP2 TLS", True), (b"Features: TLS", False)]
)
def test_a_curl_that_was_built_without_http2_is_none(
    monkeypatch: pytest.MonkeyPatch, said: bytes, speaks: bool
) -> None:
    class Said:
        stdout = said

    def run(*words: Any, **more: Any) -> Said:
        return Said()

    monkeypatch.setattr(visitor.subprocess, "run", run)
    assert (find_visitor("curl") is not None) is speaks


def test_where_nothing_is_in_the_path_only_python_may_serve(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = find_visitor()
    assert found is None or found.name == "httpx"
