"""Opening an engine or a trace from the command line: ports that are free, failures in one line.

Knows sockets' addresses and what the rooms raise; opens nothing itself.
"""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from h2craft.cli.errors import Failure, broken_pipe, no_room_for_output, reason

PORTS_TRIED = 20


def free_ports(context: click.Context, given: dict[str, Any]) -> list[str]:
    """Put the next free port where a default one is taken; says what was done, a line each."""
    notes = []
    for name, left_out in (("port", "no_tls"), ("h2c_port", "no_h2c")):
        asked = context.get_parameter_source(name) is not ParameterSource.DEFAULT
        port = given[name]
        if asked or given[left_out] or is_free(given["hosts"], port):
            continue
        nearby = range(port + 1, port + 1 + PORTS_TRIED)
        given[name] = next((one for one in nearby if is_free(given["hosts"], one)), 0)
        instead = f"{given[name]} serves instead" if given[name] else "a free one serves instead"
        notes.append(f"port {port} is taken: {instead}")
    return notes


def is_free(hosts: tuple[str, ...], port: int) -> bool:
    """False where somebody listens; what else may be wrong is for the engine to say."""
    for host in hosts:
        with contextlib.suppress(OSError):
            for family, kind, _, _, address in socket.getaddrinfo(
                host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            ):
                try:
                    with socket.socket(family, kind) as probe:
                        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                        probe.bind(address)
                except OSError as error:
                    if error.errno == errno.EADDRINUSE:
                        return False
    return True


def failure_of(error: Exception) -> Failure:
    """In one line, and what a person can do about a port, which is often somebody else's."""
    cause = error.__cause__
    if isinstance(cause, OSError) and cause.errno == errno.EADDRINUSE:
        return Failure(f"{error}; --port and --h2c-port choose others, 0 is a free one")
    return Failure(str(error))


@contextlib.contextmanager
def failures(file: Path | None = None) -> Iterator[None]:
    """What cannot be opened, in one line."""
    from h2craft.engine import EngineError
    from h2craft.script import RootError
    from h2craft.trace import TraceError

    try:
        yield
    except (RootError, EngineError) as error:
        raise failure_of(error) from error
    except TraceError as error:
        name = "" if file is None else file.name
        raise Failure(f"{file} {str(error).removeprefix(f'{name} ')}") from error
    except OSError as error:
        if broken_pipe(error) or no_room_for_output(error):
            raise  # it was written, not read
        raise Failure(f"cannot read {file or error.filename}: {reason(error)}") from error
