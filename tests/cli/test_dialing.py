"""The options of a client: what they stand for, and what cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest

from h2craft.cli.connect import connect
from h2craft.cli.dialing import HeaderType, setup_for


def setup(url: str, *arguments: str) -> Any:
    context = connect.make_context("connect", [url, *arguments])
    given = dict(context.params)
    return setup_for(given.pop("url"), given)


@pytest.mark.parametrize(
    ("url", "options", "there"),
    [
        ("https://a.example", (), ("https", "a.example", 443, "/")),
        ("a.example:8443/x?y", (), ("https", "a.example", 8443, "/x?y")),
        ("http://a.example", (), ("http", "a.example", 80, "/")),
        ("http://a.example", ("--h2c",), ("http", "a.example", 80, "/")),
        ("a.example:8080", ("--h2c",), ("http", "a.example", 8080, "/")),
        ("https://[::1]:8443/", (), ("https", "::1", 8443, "/")),
    ],
)
def test_a_url_says_where_and_how(url: str, options: tuple[str, ...], there: Any) -> None:
    target = setup(url, *options).connect
    assert (target.scheme, target.host, target.port, target.path) == there


def test_options_reach_the_target(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("")
    made = setup("a", "--cacert", str(tmp_path / "ca.pem"), "--server-name", "b", "--timeout", "3")
    assert (made.connect.cacert, made.connect.server_name) == (tmp_path / "ca.pem", "b")
    assert made.connect.timeout_seconds == 3.0
    assert setup("a", "--insecure").connect.insecure
    assert setup("http://a", "--upgrade").connect.upgrade


def test_settings_are_those_of_a_client_and_those_that_were_said() -> None:
    plain = dict(setup("a").connect.greeting.settings)
    assert plain[2] == 0  # ENABLE_PUSH
    said = dict(
        setup("a", "--settings", "ENABLE_PUSH=1", "--window", "5").connect.greeting.settings
    )
    assert (said[2], said[4]) == (1, 5)


def test_fields_of_all_requests_are_kept_in_order() -> None:
    made = setup("a", "--header", "Accept: text/html", "--header", ":protocol: x", "--header", "b:")
    assert made.fields == (("accept", "text/html"), (":protocol", "x"), ("b", ""))


@pytest.mark.parametrize("text", ["nothing", ":", ": x", ""])
def test_a_field_has_a_name_and_a_colon(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is not NAME: VALUE"):
        HeaderType().convert(text, None, None)


def test_waits_of_a_script_that_is_replayed_end_with_the_timeout(tmp_path: Path) -> None:
    made = setup("a", "--replay", str(tmp_path / "x.py"), "--timeout", "2")
    assert made.pace.wait_seconds == 2.0 and setup("a").pace.wait_seconds is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ftp://a",), "ftp is no scheme for us"),
        (("https://a", "--h2c"), "--h2c is cleartext"),
        (("http://a", "--insecure"), "--insecure is about TLS"),
        (("http://a", "--server-name", "b"), "--server-name is about TLS"),
        (("https://a", "--upgrade"), "--upgrade is for cleartext"),
        (("https://a", "--insecure", "--cacert", __file__), "exclude each other"),
        (("https://a", "--key", __file__), "--key needs --cert"),
        (("https://a", "--limit", "nothing=1"), "unknown limit"),
    ],
)
def test_what_cannot_be_is_a_usage_error_before_anything_is_opened(words: Any, said: str) -> None:
    with pytest.raises(click.UsageError) as caught:
        setup(*words)
    assert said in caught.value.format_message()
