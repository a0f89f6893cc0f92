"""wptserve 4.0.3 serving the same handler scripts. It speaks HTTP/2 over TLS only."""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path

from listening import announce
from wptserve.handlers import python_script_handler
from wptserve.server import Http2WebTestRequestHandler, WebTestHttpd

HANDLERS = Path(__file__).parent / "handlers"


def main(cert: str, key: str) -> None:
    logging.disable(logging.CRITICAL)  # it formats a debug line per frame otherwise
    server = WebTestHttpd(
        host="127.0.0.1",
        port=0,
        handler_cls=Http2WebTestRequestHandler,
        use_ssl=True,
        key_file=key,
        certificate=cert,
        doc_root=str(HANDLERS),
        routes=[(method, "/*.py", python_script_handler) for method in ("GET", "POST")],
        http2=True,
    )
    server.start()
    announce(server.port)
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    main(*sys.argv[1:3])
