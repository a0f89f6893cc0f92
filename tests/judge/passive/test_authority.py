"""Hosts and ports."""

from __future__ import annotations

import pytest

from h2craft.judge.passive.authority import authority_problems, host_port, is_name


@pytest.mark.parametrize(
    ("authority", "weights"),
    [
        (b"a.test", []),
        (b"a.test:8443", []),
        (b"127.0.0.1:1", []),
        (b"[::1]", []),
        (b"[::1]:8443", []),
        (b"b%C3%BCro.test", []),
        (b"me@a.test", ["error"]),
        (b"me:secret@a.test", ["error"]),
        (b"", ["error"]),
        (b":8443", ["error"]),
        (b"a test", ["error"]),
        (b"a.test/x", ["error"]),
        (b"a.test:x", ["error"]),
        (b"a.test:65536", ["error"]),
        (b"a.test:99999999999999999999", ["error"]),
        (b"::1", ["error"]),
        (b"a.test:443", ["info"]),
        (b"a.test:", ["info"]),
    ],
)
def test_an_authority_is_a_host_and_a_port(authority: bytes, weights: list[str]) -> None:
    found = authority_problems(authority, (), b"https")
    assert [problem.weight.value for problem in found] == weights


@pytest.mark.parametrize(
    ("hosts", "weights"),
    [
        ((b"A.TEST",), []),
        ((b"a.test:443",), ["warn"]),
        ((b"a.test:80",), ["error"]),
        ((b"b.test",), ["error"]),
        ((b"a b",), ["error"]),
        ((b"a.test", b"a.test"), ["error"]),
    ],
)
def test_host_says_the_same(hosts: tuple[bytes, ...], weights: list[str]) -> None:
    found = authority_problems(b"a.test", hosts, b"https")
    assert [problem.weight.value for problem in found] == weights


def test_two_hosts_that_are_none_are_not_the_same() -> None:
    found = authority_problems(b"a b", (b"c d",), b"https")
    assert [problem.weight.value for problem in found] == ["error", "error"]


def test_the_default_port_is_that_of_the_scheme() -> None:
    assert authority_problems(b"a:80", (), b"https") == ()
    assert authority_problems(b"a:80", (), b"http")
    assert authority_problems(b"a:80", (), None) == ()
    assert authority_problems(b"", (), b"coap") == ()


def test_a_host_is_a_name_or_an_address() -> None:
    assert is_name(b"localhost")
    assert is_name(b"1.a")
    for address in (b"", b"127.0.0.1", b"[::1]"):
        assert not is_name(address)


def test_both_parts_are_told_apart() -> None:
    assert host_port(b"a:1") == (b"a", b"1")
    assert host_port(b"[::1]") == (b"[::1]", None)
    assert host_port(b"a:123456") is None
