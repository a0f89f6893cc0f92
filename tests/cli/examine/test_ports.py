"""Ports and loopback, as they are at the moment."""

from __future__ import annotations

import socket
from types import SimpleNamespace

import pytest

from h2craft.cli.examine import State, ports


def test_both_families_and_both_ports_are_looked_at() -> None:
    assert [one.name for one in ports.examine()] == ["IPv4", "IPv6", "port 8443", "port 8080"]


def test_a_port_that_is_free_is_left_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert ports.free(port, "TLS", "--port").state is State.OK
    socket.create_server(("127.0.0.1", port)).close()


def test_a_port_that_somebody_has_is_a_note() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        one = ports.free(server.getsockname()[1], "TLS", "--port")
    assert one.state is State.NOTE
    assert "taken by somebody" in one.says and "--port" in one.remedy


def test_a_port_that_an_engine_of_ours_has_is_all_right(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        about = SimpleNamespace(urls=(f"https://127.0.0.1:{port}",))
        one = SimpleNamespace(name="handlers", pid=7, about=about, trouble="")
        monkeypatch.setattr("h2craft.control.engines", lambda: [one])
        told = ports.free(port, "TLS", "--port")
    assert told.state is State.OK
    assert told.says == "served by h2craft: handlers, process 7"


def test_an_address_that_is_not_ours_cannot_be_listened_on() -> None:
    one = ports.loopback("IPv4", socket.AF_INET, "192.0.2.1")  # RFC 5737: nobody's
    assert one.state is State.PROBLEM and "192.0.2.1" in one.says
    assert ports.loopback("IPv6", socket.AF_INET6, "2001:db8::1").state is State.NOTE
