"""The ports that are served where none is asked for. Knows sockets; leaves none behind."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator

from h2craft.cli.examine.found import Found, note, problem
from h2craft.cli.options import H2C_PORT, PORT

HOST = "127.0.0.1"
KEEPING = (("--port", PORT, "TLS"), ("--h2c-port", H2C_PORT, "cleartext"))


def examine() -> Iterator[Found]:
    """Loopback of both families, and the two ports."""
    yield loopback("IPv4", socket.AF_INET, HOST)
    yield loopback("IPv6", socket.AF_INET6, "::1")
    for option, port, use in KEEPING:
        yield free(port, use, option)


def loopback(name: str, family: socket.AddressFamily, address: str) -> Found:
    """Whether anybody can listen there at all."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((address, 0))
    except OSError as error:
        told = problem if family == socket.AF_INET else note
        return told(name, f"{address} cannot be listened on: {error.strerror}")
    return Found(name, f"{address} can be listened on")


def free(port: int, use: str, option: str) -> Found:
    """Whether the port of that use can be had."""
    name = f"port {port}"
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            return problem(name, f"{error.strerror}", f"choose another with {option}")
    else:
        return Found(name, f"free, for {use}")
    if owner := _engine(port):
        return Found(name, f"served by h2craft: {owner}")
    remedy = f"h2craft takes the next free one; 'h2craft serve' wants {option}"
    return note(name, f"taken by somebody; it is for {use}", remedy)


def _engine(port: int) -> str:
    """The engine of ours that has it, if one says so."""
    from h2craft.control import ControlError, engines

    try:
        running = engines()
    except ControlError:
        return ""
    for one in running:
        urls = one.about.urls if one.about is not None else ()
        if any(url.rstrip("/").endswith(f":{port}") for url in urls):
            return f"{one.name}, process {one.pid}"
    return ""
