"""Runs the real wptserve over TLS and HTTP/2 for the differential tests: DOC_ROOT KEY CERT.

Says `listening PORT` when it is.
"""

from __future__ import annotations

import logging
import os
import sys
import time

from wptserve import stash
from wptserve.server import Http2WebTestRequestHandler, WebTestHttpd


def main(doc_root: str, key: str, certificate: str) -> None:
    logging.disable(logging.CRITICAL)
    with stash.StashServer(authkey=os.urandom(8).hex()):
        httpd = WebTestHttpd(
            host="127.0.0.1",
            port=0,
            handler_cls=Http2WebTestRequestHandler,
            use_ssl=True,
            key_file=key,
            certificate=certificate,
            doc_root=doc_root,
            http2=True,
        )
        httpd.start()
        sys.stdout.write(f"listening {httpd.port}\n")
        sys.stdout.flush()
        while os.getppid() != 1:
            time.sleep(0.2)


if __name__ == "__main__":
    main(*sys.argv[1:])
