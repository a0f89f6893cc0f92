"""HTTP/2 servers that are not ours, for the tests of our client: each a process on a free port."""

from __future__ import annotations

import contextlib
import importlib.util
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

READY_WITHIN = 20.0
GONE_WITHIN = 10.0
LOOK_AGAIN = 0.02
BIG = 300_000
"""Octets of /big.bin: more than the default window, and than ours of a stream."""

NODE = """
const http2 = require('http2'), fs = require('fs')
const [cert, key] = process.argv.slice(1)
const secure = {cert: fs.readFileSync(cert), key: fs.readFileSync(key)}
const server = cert === key ? http2.createServer() : http2.createSecureServer(secure)
const paths = {
  '/': s => { s.respond({':status': 200}); s.end('hello from node\\n') },
  '/big.bin': s => { s.respond({':status': 200}); s.end(Buffer.alloc(BIG)) },
  '/echo': s => { s.respond({':status': 200}); s.pipe(s) },
  '/hints': s => {
    s.additionalHeaders({':status': 103, link: '</style.css>; rel=preload'})
    s.respond({':status': 200}); s.end('hinted\\n')
  },
  '/trailers': s => {
    s.respond({':status': 200}, {waitForTrailers: true})
    s.on('wantTrailers', () => s.sendTrailers({checksum: 'none'}))
    s.end('body\\n')
  },
  '/push': s => {
    if (!s.pushAllowed) { s.respond({':status': 200}); return s.end('no push\\n') }
    s.pushStream({':path': '/style.css'}, (error, pushed) => {
      pushed.on('error', () => {})
      pushed.respond({':status': 200}); pushed.end('pushed\\n')
      s.respond({':status': 200}); s.end('pushed for\\n')
    })
  },
  '/reset': s => s.close(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM),
  '/goaway': s => { s.session.goaway(0, s.id); s.respond({':status': 200}); s.end('last\\n') },
  '/never': s => {},
}
server.on('stream', (stream, headers) => {
  stream.on('error', () => {})
  const found = paths[headers[':path']]
  if (found) return found(stream)
  stream.respond({':status': 404}); stream.end()
})
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`))
""".replace("BIG", str(BIG))

HYPERCORN = """
import asyncio, sys
from hypercorn.asyncio import serve
from hypercorn.config import Config

async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    body = b""
    if scope["path"] == "/echo":
        more = True
        while more:
            event = await receive()
            body += event.get("body", b"")
            more = event.get("more_body", False)
    elif scope["path"] == "/big.bin":
        body = bytes(BIG)
    else:
        body = b"hello from hypercorn\\n"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})

config = Config()
config.bind = ["127.0.0.1:0"]
config.loglevel = "INFO"
config.errorlog = "-"
if sys.argv[1] != sys.argv[2]:
    config.certfile, config.keyfile = sys.argv[1], sys.argv[2]
asyncio.run(serve(app, config))
""".replace("BIG", str(BIG))

NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx.error;
events {{ worker_connections 64; }}
http {{
  access_log off; keepalive_requests 3;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{
    listen 127.0.0.1:{port} {tls} http2; {certificate}
    http2_max_concurrent_streams 2; root {root};
  }}
}}
"""


class Foreign:
    """A server that runs. `url` has no slash at its end; `ca` is what it is trusted by."""

    def __init__(self, name: str, url: str, ca: Path, process: subprocess.Popen[str]) -> None:
        self.name = name
        self.url = url
        self.ca = ca
        self.process = process

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])


class Foreigners:
    """Starts them; `folder` is for their files."""

    def __init__(self, folder: Path) -> None:
        import trustme

        self.folder = folder
        authority = trustme.CA()
        leaf = authority.issue_cert("localhost", "127.0.0.1")
        self.ca, self.cert, self.key = (folder / n for n in ("ca.pem", "cert.pem", "key.pem"))
        authority.cert_pem.write_to_path(self.ca)
        leaf.private_key_pem.write_to_path(self.key)
        self.cert.write_bytes(b"".join(one.bytes() for one in leaf.cert_chain_pems))
        self.root = folder / "root"
        self.root.mkdir()
        (self.root / "index.html").write_text("hello from a file\n")
        (self.root / "style.css").write_text("pushed\n")
        (self.root / "big.bin").write_bytes(bytes(BIG))

    @contextlib.contextmanager
    def __call__(self, name: str, *options: str, tls: bool = True) -> Iterator[Foreign]:
        """`name`: nghttpd, nginx, hypercorn or node; skips the test where it is not installed."""
        for _ in range(5):  # somebody else may be quicker at the port
            process, port = _START[name](self, tls, options)
            if port:
                break
            _end(process)
        else:
            raise AssertionError(f"{name} did not start")
        try:
            scheme = "https" if tls else "http"
            yield Foreign(name, f"{scheme}://127.0.0.1:{port}", self.ca, process)
        finally:
            _end(process)

    def identity(self, tls: bool) -> tuple[str, str]:
        """Paths of certificate and key; the same path twice for none."""
        return str(self.cert), str(self.key if tls else self.cert)


Started = tuple["subprocess.Popen[str]", int]


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait(GONE_WITHIN)


def _needs(program: str) -> str:
    import pytest

    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


def _told_port(command: list[str], folder: Path, pattern: str) -> Started:
    """The port is in what it says; 0 where it ends, or is late, before it has said any."""
    with tempfile.NamedTemporaryFile("r", dir=folder) as said:
        process = _start(command, said.fileno())
        end = time.monotonic() + READY_WITHIN
        while process.poll() is None and time.monotonic() < end:
            found = re.search(pattern, Path(said.name).read_text())
            if found:
                return process, int(found[1])
            time.sleep(LOOK_AGAIN)
    return process, 0


def _start(command: list[str], output: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, text=True
    )


def _chosen_port(make: Callable[[int], list[str]]) -> Started:
    """A port that is free now; 0 where the program ends before it accepts there."""
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        port = plug.getsockname()[1]
    process = _start(make(port), subprocess.DEVNULL)
    end = time.monotonic() + READY_WITHIN
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return process, port
        time.sleep(LOOK_AGAIN)
    return process, 0


def _nghttpd(house: Foreigners, tls: bool, options: tuple[str, ...]) -> Started:
    program = _needs("nghttpd")
    identity = [str(house.key), str(house.cert)] if tls else []
    plain = [] if tls else ["--no-tls"]

    def command(port: int) -> list[str]:
        return [
            program,
            "-a",
            "127.0.0.1",
            "-d",
            str(house.root),
            *plain,
            *options,
            str(port),
            *identity,
        ]

    return _chosen_port(command)


def _nginx(house: Foreigners, tls: bool, options: tuple[str, ...]) -> Started:
    program = _needs("nginx")

    def command(port: int) -> list[str]:
        folder = house.folder / f"nginx-{port}"
        folder.mkdir(exist_ok=True)
        certificate = f"ssl_certificate {house.cert}; ssl_certificate_key {house.key};"
        text = NGINX.format(
            folder=folder,
            port=port,
            tls="ssl" if tls else "",
            certificate=certificate if tls else "",
            root=house.root,
        )
        (folder / "nginx.conf").write_text(text)
        return [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), *options]

    return _chosen_port(command)


def _hypercorn(house: Foreigners, tls: bool, options: tuple[str, ...]) -> Started:
    import pytest

    if importlib.util.find_spec("hypercorn") is None:
        pytest.skip("hypercorn is not installed")
    command = [sys.executable, "-c", HYPERCORN, *house.identity(tls)]
    return _told_port(command, house.folder, r"Running on https?://127\.0\.0\.1:(\d+)")


def _node(house: Foreigners, tls: bool, options: tuple[str, ...]) -> Started:
    command = [_needs("node"), "-e", NODE, "--", *house.identity(tls)]
    return _told_port(command, house.folder, r"listening (\d+)")


_START: dict[str, Callable[[Foreigners, bool, tuple[str, ...]], Started]] = {
    "nghttpd": _nghttpd,
    "nginx": _nginx,
    "hypercorn": _hypercorn,
    "node": _node,
}
