from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Any

import pytest

from h2craft.engine import EngineError, TlsOptions
from h2craft.trace import Kind


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as plug:
            plug.bind(("::1", 0))
    except OSError:
        return False
    return True


ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 loopback")


async def test_port_0_is_a_free_port_and_the_journal_says_which(start: Any) -> None:
    running = await start()
    listener = await running.http()
    assert listener.port > 0
    assert listener.url == f"http://127.0.0.1:{listener.port}"
    record = running.records(Kind.LISTENING)[0]
    assert record.detail["url"] == listener.url
    assert record.connection == 0


@ipv6
@pytest.mark.parametrize(("host", "shown"), [("localhost", "localhost"), ("", "127.0.0.1")])
async def test_both_families_share_a_port(start: Any, host: str, shown: str) -> None:
    running = await start()
    listener = await running.http(host)
    assert len(listener.addresses) == 2
    assert {port for _, port in listener.addresses} == {listener.port}
    assert listener.url == f"http://{shown}:{listener.port}"
    for address in ("127.0.0.1", "::1"):
        _, writer = await asyncio.open_connection(address, listener.port)
        writer.close()
        await writer.wait_closed()


@ipv6
async def test_an_ipv6_address_is_shown_in_brackets(start: Any) -> None:
    listener = await (await start()).https("::1")
    assert listener.url == f"https://[::1]:{listener.port}"
    assert listener.shown_addresses == [f"[::1]:{listener.port}"]


async def test_a_port_in_use_is_one_clear_line(start: Any) -> None:
    running = await start()
    first = await running.http()
    with pytest.raises(EngineError) as caught:
        await running.engine.listen("127.0.0.1", first.port)
    assert str(caught.value) == f"cannot listen on 127.0.0.1 port {first.port}: the port is in use"
    assert isinstance(caught.value, OSError)


@ipv6
async def test_a_port_in_use_in_one_family_is_in_use(start: Any) -> None:
    running = await start()
    first = await running.http("::1")
    with pytest.raises(EngineError, match="in use"):
        await running.engine.listen("localhost", first.port)


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("no.such.host.invalid", "cannot listen on"),
        ("192.0.2.1", "no such address"),
        ("a\x00b", "cannot listen on"),
    ],
)
async def test_a_host_that_is_none_is_one_clear_line(start: Any, host: str, why: str) -> None:
    running = await start()
    with pytest.raises(EngineError, match=why) as caught:
        await running.engine.listen(host, 0)
    assert "\n" not in str(caught.value)


async def test_a_broken_certificate_is_refused_before_listening(start: Any, tmp_path: Path) -> None:
    running = await start()
    with pytest.raises(EngineError, match="cannot read the certificate"):
        await running.engine.listen("127.0.0.1", 0, TlsOptions(certificate=tmp_path / "none"))
    assert not running.records(Kind.LISTENING)
