"""What :authority and Host may say, RFC 9113 8.3.1 and RFC 9110 4.2. Knows octets only."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from h2craft.judge.passive.check import Weight

DEFAULT_PORTS = {b"http": b"80", b"https": b"443"}
HIGHEST_PORT = 65_535

# RFC 3986 3.2.2: an address in brackets, or a name; what a name may hold besides is percent-coded.
_host_port = re.compile(
    rb"(?P<host>\[[0-9A-Fa-f:.v]+\]|[A-Za-z0-9._~!$&'()*+,;=%-]*)(?::(?P<port>[0-9]*))?"
).fullmatch
_address = re.compile(rb"\[.*\]|[0-9]{1,3}(?:\.[0-9]{1,3}){3}").fullmatch


class Problem(NamedTuple):
    text: str
    weight: Weight


class HostPort(NamedTuple):
    """`port` None where there is no colon."""

    host: bytes
    port: bytes | None


def host_port(authority: bytes) -> HostPort | None:
    """Both parts; None if it cannot be an authority without userinfo."""
    match = _host_port(authority)
    if match is None or len(match["port"] or b"") > 5:
        return None
    return HostPort(match["host"], match["port"])


def is_name(host: bytes) -> bool:
    """A name that DNS may know, not an address."""
    return bool(host) and not _address(host)


@lru_cache(256)
def authority_problems(
    authority: bytes | None, hosts: tuple[bytes, ...], scheme: bytes | None
) -> tuple[Problem, ...]:
    """What is wrong with a request's :authority and its Host fields; usually nothing."""
    problems = [] if authority is None else _of_authority(authority, scheme)
    if len(hosts) > 1:
        problems.append(Problem(f"{len(hosts)} Host fields", Weight.ERROR))
    elif hosts and authority is not None:
        problems += _of_host(authority, hosts[0], scheme)
    return tuple(problems)


def _shown(octets: bytes) -> str:
    return repr(octets[:64])[1:]


def _of_authority(authority: bytes, scheme: bytes | None) -> list[Problem]:
    if b"@" in authority:
        return [Problem(f":authority {_shown(authority)} names a user", Weight.ERROR)]
    parts = host_port(authority)
    if parts is None or int(parts.port or b"0") > HIGHEST_PORT:
        return [Problem(f":authority {_shown(authority)} is no host and port", Weight.ERROR)]
    if not parts.host and scheme in DEFAULT_PORTS:
        return [Problem(f":authority {_shown(authority)} names no host", Weight.ERROR)]
    if parts.port is not None and parts.port in (b"", DEFAULT_PORTS.get(scheme or b"")):
        text = f":authority {_shown(authority)} says the default port, which need not be said"
        return [Problem(text, Weight.INFO)]
    return []


def _of_host(authority: bytes, host: bytes, scheme: bytes | None) -> list[Problem]:
    if authority.lower() == host.lower():
        return []
    text = f"Host {_shown(host)} differs from :authority {_shown(authority)}"
    same = _normal(authority, scheme) == _normal(host, scheme) != None  # noqa: E711
    return [Problem(text, Weight.WARN if same else Weight.ERROR)]


def _normal(authority: bytes, scheme: bytes | None) -> tuple[bytes, bytes] | None:
    parts = host_port(authority)
    if parts is None:
        return None
    return parts.host.lower(), parts.port or DEFAULT_PORTS.get(scheme or b"", b"")
