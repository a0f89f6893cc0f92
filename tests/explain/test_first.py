"""The first screen: what to copy."""

from __future__ import annotations

import shlex
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from h2craft.explain import command_lines, first_screen, plain


def about(**more: Any) -> Any:
    known = {
        "live": True,
        "role": "server",
        "urls": ("https://127.0.0.1:8443", "http://127.0.0.1:8080"),
        "ca_path": Path("/some where/ca.pem"),
        "root": "",
        "trace": None,
    }
    return SimpleNamespace(**{**known, **more})


def test_addresses_and_ca_are_said() -> None:
    shown = plain(first_screen(about(root="scripts/hello.py")))
    for words in ("https://127.0.0.1:8443", "http://127.0.0.1:8080", "/some where/ca.pem"):
        assert words in shown
    assert "serving  scripts/hello.py" in shown


def test_a_newcomer_is_told_of_the_tour_at_once() -> None:
    assert "h2craft tour" in plain(first_screen(about())[:1])
    assert "h2craft tour" not in plain(first_screen(about(role="client")))


def test_the_lines_to_copy_are_words_of_a_shell() -> None:
    tls, clear, nghttp = (shlex.split(line) for line in command_lines(about()))
    assert tls == [
        *("curl", "-v", "--http2", "--cacert", "/some where/ca.pem"),
        "https://127.0.0.1:8443/",
    ]
    assert clear == ["curl", "-v", "--http2-prior-knowledge", "http://127.0.0.1:8080/"]
    assert nghttp == ["nghttp", "-v", "-y", "https://127.0.0.1:8443/"]


def test_every_line_to_copy_is_on_the_screen_whole() -> None:
    shown = plain(first_screen(about())).split("\n")
    for line in command_lines(about()):
        assert f"  $ {line}" in shown


def test_without_a_ca_the_line_does_not_verify() -> None:
    assert "--insecure" in command_lines(about(ca_path=None))[0]
    assert "Certificate authority" not in plain(first_screen(about(ca_path=None)))


def test_without_addresses_there_is_no_line() -> None:
    assert command_lines(about(urls=())) == []


def test_a_saved_trace_says_that_nothing_can_be_sent() -> None:
    shown = plain(first_screen(about(live=False, trace=Path("/tmp/x\x1b.h2trace"))))
    assert "/tmp/x\\x1b.h2trace" in shown and "Nothing can be sent" in shown


def test_a_strange_address_breaks_nothing() -> None:
    shown = plain(first_screen(about(urls=("http://[::1", "https://a/'\n"))))
    assert "\n'" not in shown


def test_a_client_is_told_whose_it_is_and_how_to_ask() -> None:
    shown = plain(first_screen(about(role="client", urls=("https://a.example",))))
    assert "client of" in shown and "https://a.example" in shown and "get /path" in shown
    assert command_lines(about(role="client", urls=("https://a.example",))) == []
