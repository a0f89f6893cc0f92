"""nghttpd serving the folder of handler scripts as files: what a server in C takes, as a measure.

It answers `hello.py` with the text of that file. Over TLS only, on a port that was free.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
import time
from pathlib import Path

from listening import announce

HANDLERS = Path(__file__).parent / "handlers"
PATIENCE = 10.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def announce_when_listening(port: int) -> None:
    """nghttpd says nothing when it is ready."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            announce(port)
            return


def main(cert: str, key: str) -> None:
    program = shutil.which("nghttpd")
    if program is None:
        raise SystemExit("nghttpd is not installed (package nghttp2-server)")
    port = free_port()
    if os.fork() == 0:
        announce_when_listening(port)
        os._exit(0)
    os.execv(program, [program, "-a", "127.0.0.1", "-d", str(HANDLERS), str(port), key, cert])


if __name__ == "__main__":
    main(*sys.argv[1:3])
