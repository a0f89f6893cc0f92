from __future__ import annotations

from typing import Any

import pytest

from h2craft.engine import Target


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org", ("https", "example.org", 443, "/")),
        ("http://example.org", ("http", "example.org", 80, "/")),
        ("https://127.0.0.1:8443/a/b?c=d&e", ("https", "127.0.0.1", 8443, "/a/b?c=d&e")),
        ("https://[::1]:8443?x", ("https", "::1", 8443, "/?x")),
        ("localhost:8443/a", ("https", "localhost", 8443, "/a")),
        ("https://h.test/a#fragment", ("https", "h.test", 443, "/a")),
        ("https://bücher.example/ü", ("https", "xn--bcher-kva.example", 443, "/ü")),
    ],
)
def test_a_url_says_where_and_how(url: str, expected: tuple[Any, ...]) -> None:
    target = Target.of(url)
    assert (target.scheme, target.host, target.port, target.path) == expected


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://example.org", "ftp is no scheme for us: http or https"),
        ("https://", "names no host"),
        ("https://h.test:0", "the port is no number from 1 to 65535"),
        ("https://h.test:65536", "the port is no number from 1 to 65535"),
        ("https://h.test:http", "the port is no number from 1 to 65535"),
        ("https://[::1", "is no URL: Invalid IPv6 URL"),
        ("https://me:secret@h.test", "name and password are for a field, authorization"),
        ("https://h.test/a b", "is no URL: it has blanks or controls"),
        ("https://h.test/\r\nx", "is no URL: it has blanks or controls"),
        ("https://" + "ä" * 64 + ".test", "the host is no domain name"),
    ],
)
def test_what_is_no_url_of_ours_is_said(url: str, said: str) -> None:
    with pytest.raises(ValueError) as refused:
        Target.of(url)
    assert said in str(refused.value) and repr(url) in str(refused.value)


def test_the_authority_leaves_out_the_port_of_the_scheme() -> None:
    assert Target.of("https://h.test").authority == "h.test"
    assert Target.of("http://h.test:443").authority == "h.test:443"
    assert Target.of("https://[::1]:8443").url == "https://[::1]:8443"


def test_names_are_asked_for_and_addresses_only_checked() -> None:
    assert (Target.of("https://h.test").asked_name, Target.of("https://h.test").sni) == (
        "h.test",
        "h.test",
    )
    assert (Target.of("https://[::1]").asked_name, Target.of("https://[::1]").sni) == ("::1", None)
    other = Target.of("https://127.0.0.1", server_name="h.test")
    assert (other.asked_name, other.sni) == ("h.test", "h.test")
    assert Target.of("https://h.test", server_name="").sni is None
