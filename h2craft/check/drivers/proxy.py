"""A reverse proxy as a driver: proxy.py NAME PROGRAM key=value...

The proxy is the client that is looked at. It is started with a configuration of its own, asked
over HTTP/1.1 for what the words say, and ended. What it answers by itself, 502, 503 and 504, is
its way to say that the request failed.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SHOWN = 1024
BLOCK = b"0123456789abcdef" * 4096
START_SECONDS = 15.0
LOOK_SECONDS = 0.02
END_SECONDS = 1.5
CONNECTED_SECONDS = 3.0
MOMENT_SECONDS = 0.2
ESTABLISHED = "01"  # proc(5), net/tcp
ITS_OWN = frozenset({502, 503, 504})
READY = "/h2craft-ready"


@dataclass(frozen=True)
class Upstream:
    """Where a proxy is to ask, and where it is to listen."""

    folder: Path
    port: int
    host: str
    upstream_port: int
    cacert: str
    timeout: int

    @property
    def tls(self) -> bool:
        return bool(self.cacert)

    @property
    def name(self) -> str:
        """What its certificate is good for, and SNI can carry."""
        return "localhost" if self.host[0].isdigit() or self.host[0] == "[" else self.host

    @property
    def scheme(self) -> str:
        return "https" if self.tls else "http"

    def write(self, name: str, text: str) -> str:
        file = self.folder / name
        file.write_text(text)
        return str(file)


def haproxy(program: str, up: Upstream) -> list[str]:
    tls = f"ssl verify required ca-file {up.cacert} sni str({up.name}) alpn h2"
    text = f"""global
 nbthread 1
 log stderr format raw local0
defaults
 mode http
 log global
 option httplog
 timeout connect 5s
 timeout client {up.timeout + 5}s
 timeout server {up.timeout}s
frontend f
 bind 127.0.0.1:{up.port}
 default_backend b
backend b
 http-reuse always
 server s 127.0.0.1:{up.upstream_port} {tls if up.tls else "proto h2"}
"""
    return [program, "-db", "-f", up.write("haproxy.cfg", text)]


def _nginx(up: Upstream, location: str) -> str:
    folders = " ".join(
        f"{name}_temp_path {up.folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    return up.write(
        "nginx.conf",
        f"""daemon off; worker_processes 1; pid {up.folder}/pid; error_log stderr info; {user}
events {{ }}
http {{
 access_log off; {folders} client_max_body_size 0;
 server {{ listen 127.0.0.1:{up.port}; location / {{ {location} }} }}
}}
""",
    )


def nginx_grpc(program: str, up: Upstream) -> list[str]:
    """The only HTTP/2 that nginx speaks to its upstreams before 1.29."""
    location = (
        f"grpc_pass {'grpcs' if up.tls else 'grpc'}://127.0.0.1:{up.upstream_port};"
        f" grpc_set_header Host $http_host; grpc_read_timeout {up.timeout}s;"
        " grpc_set_header Content-Type $content_type;"
    )
    if up.tls:
        location += (
            f" grpc_ssl_trusted_certificate {up.cacert}; grpc_ssl_verify on;"
            f" grpc_ssl_name {up.name}; grpc_ssl_server_name on;"
        )
    return [program, "-c", _nginx(up, location), "-p", str(up.folder), "-e", "stderr"]


def nginx(program: str, up: Upstream) -> list[str]:
    location = (
        f"proxy_pass {up.scheme}://127.0.0.1:{up.upstream_port}; proxy_http_version 2;"
        f" proxy_set_header Host $http_host; proxy_read_timeout {up.timeout}s;"
        " proxy_buffering off;"
    )
    if up.tls:
        location += (
            f" proxy_ssl_trusted_certificate {up.cacert}; proxy_ssl_verify on;"
            f" proxy_ssl_name {up.name}; proxy_ssl_server_name on;"
        )
    return [program, "-c", _nginx(up, location), "-p", str(up.folder), "-e", "stderr"]


MODULES = ("mpm_event", "authz_core", "proxy", "proxy_http2", "http2", "ssl", "socache_shmcb")


def apache(program: str, up: Upstream) -> list[str]:
    found = Path(program).resolve().parents[1] / "lib" / "apache2" / "modules"
    modules = "\n".join(
        f"LoadModule {name}_module {found}/mod_{name}.so"
        for name in [
            "mpm_event",
            "authz_core",
            "proxy",
            "proxy_http2",
            "http2",
            "ssl",
            "socache_shmcb",
        ]
    )
    tls = f"SSLProxyEngine on\nSSLProxyCACertificateFile {up.cacert}\nSSLProxyVerify require\n"
    text = f"""ServerRoot {up.folder}
ServerName localhost
PidFile {up.folder}/pid
DefaultRuntimeDir {up.folder}
Mutex file:{up.folder}
{modules}
Listen 127.0.0.1:{up.port}
ErrorLog /dev/stderr
LogLevel warn proxy_http2:info
{tls if up.tls else ""}ProxyPreserveHost off
ProxyTimeout {up.timeout}
ProxyPass / {"h2" if up.tls else "h2c"}://{up.name}:{up.upstream_port}/
"""
    return [program, "-f", up.write("apache.conf", text), "-D", "FOREGROUND"]


def envoy(program: str, up: Upstream) -> list[str]:
    kind = "type.googleapis.com/envoy.extensions."
    address = {"socket_address": {"address": "127.0.0.1", "port_value": up.upstream_port}}
    cluster: dict[str, Any] = {
        "name": "up",
        "type": "STATIC",
        "connect_timeout": "5s",
        "load_assignment": {
            "cluster_name": "up",
            "endpoints": [{"lb_endpoints": [{"endpoint": {"address": address}}]}],
        },
        "typed_extension_protocol_options": {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                "@type": kind + "upstreams.http.v3.HttpProtocolOptions",
                "explicit_http_config": {"http2_protocol_options": {}},
            }
        },
    }
    if up.tls:
        cluster["transport_socket"] = {
            "name": "envoy.transport_sockets.tls",
            "typed_config": {
                "@type": kind + "transport_sockets.tls.v3.UpstreamTlsContext",
                "sni": up.name,
                "common_tls_context": {
                    "alpn_protocols": ["h2"],
                    "validation_context": {"trusted_ca": {"filename": up.cacert}},
                },
            },
        }
    route = {"match": {"prefix": "/"}, "route": {"cluster": "up", "timeout": f"{up.timeout}s"}}
    manager = {
        "@type": kind + "filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "x",
        "route_config": {"virtual_hosts": [{"name": "v", "domains": ["*"], "routes": [route]}]},
        "http_filters": [
            {
                "name": "envoy.filters.http.router",
                "typed_config": {"@type": kind + "filters.http.router.v3.Router"},
            }
        ],
    }
    filters = [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]
    listener = {
        "address": {"socket_address": {"address": "127.0.0.1", "port_value": up.port}},
        "filter_chains": [{"filters": filters}],
    }
    told = {"static_resources": {"listeners": [listener], "clusters": [cluster]}}
    file = up.write("envoy.json", json.dumps(told))
    return [program, "-c", file, "--disable-hot-restart", "--concurrency", "1", "-l", "warning"]


def caddy(program: str, up: Upstream) -> list[str]:
    tls = f"tls\n   tls_server_name {up.name}\n   tls_trust_pool file {up.cacert}\n   versions 2"
    text = f"""{{
 admin off
 auto_https off
 persist_config off
}}
http://127.0.0.1:{up.port}, http://:{up.port} {{
 bind 127.0.0.1
 reverse_proxy {up.scheme}://127.0.0.1:{up.upstream_port} {{
  flush_interval -1
  transport http {{
   {tls if up.tls else "versions h2c"}
   response_header_timeout {up.timeout}s
  }}
 }}
}}
"""
    return [program, "run", "--adapter", "caddyfile", "--config", up.write("Caddyfile", text)]


def traefik(program: str, up: Upstream) -> list[str]:
    url = f"{'https' if up.tls else 'h2c'}://127.0.0.1:{up.upstream_port}"
    transport = {
        "rootCAs": [up.cacert] if up.tls else [],
        "serverName": up.name,
        "forwardingTimeouts": {"responseHeaderTimeout": f"{up.timeout}s"},
    }
    routers = {
        "case": {"rule": "PathPrefix(`/`)", "service": "case", "entryPoints": ["web"]},
        "ready": {
            "rule": f"Path(`{READY}`)",
            "service": "ping@internal",
            "entryPoints": ["web"],
            "priority": 1000,
        },
    }
    server = {"servers": [{"url": url}], "serversTransport": "up"}
    told = {
        "http": {
            "routers": routers,
            "services": {"case": {"loadBalancer": server}},
            "serversTransports": {"up": transport},
        }
    }
    file = up.write("dynamic.yml", json.dumps(told))
    return [
        program,
        f"--entrypoints.web.address=127.0.0.1:{up.port}",
        f"--providers.file.filename={file}",
        "--ping=true",
        "--ping.manualrouting=true",
        "--global.checknewversion=false",
        "--global.sendanonymoususage=false",
        "--log.level=DEBUG",
    ]


PROXIES: dict[str, Callable[[str, Upstream], list[str]]] = {
    "haproxy": haproxy,
    "nginx": nginx,
    "nginx-grpc": nginx_grpc,
    "apache": apache,
    "envoy": envoy,
    "caddy": caddy,
    "traefik": traefik,
}


class Response(http.client.HTTPResponse):
    """One that passes over interim responses, and keeps their statuses."""

    informational: list[int]

    def _read_status(self) -> tuple[str, int, str]:
        self.informational = []
        while True:
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if not 102 <= status < 200:
                return version, status, reason
            self.informational.append(status)
            while self.fp.readline() not in (b"\r\n", b"\n", b""):
                pass


@dataclass
class Job:
    """The words, with what is not said filled in."""

    told: dict[str, str]
    port: int
    log: Path
    good: list[bool] = field(default_factory=list)

    def number(self, name: str, otherwise: int = 0) -> int:
        return int(self.told.get(name) or otherwise)

    def seconds(self, name: str) -> float:
        return float(self.told.get(name) or 0)

    def url(self, number: int) -> str:
        other = self.told.get("other") or self.told["url"]
        return other if number % 2 else self.told["url"]

    def body(self) -> Iterator[bytes]:
        left = self.number("size")
        while left:
            piece = BLOCK[:left]
            left -= len(piece)
            yield piece


def ask(job: Job, number: int) -> None:
    """One request, over a connection of its own."""
    made: dict[str, Any] = {"n": number, "status": None, "length": 0, "body": "", "error": ""}
    shown = bytearray()
    connection = http.client.HTTPConnection("127.0.0.1", job.port, timeout=job.seconds("timeout"))
    connection.response_class = Response
    try:
        response = answered(connection, job, number)
        made["status"] = response.status
        made["fields"] = [list(pair) for pair in response.getheaders()]
        made["informational"] = getattr(response, "informational", None)
        time.sleep(job.seconds("slow"))
        while octets := response.read1(1 << 16):
            made["length"] += len(octets)
            shown += octets[: SHOWN - len(shown)]
        left = getattr(response, "length", None)
        if left and job.told.get("method") != "HEAD":
            made["error"] = f"{left} octets are missing"
        if response.status in ITS_OWN:
            made["error"] = f"it answered {response.status} {response.reason}"
    except (OSError, http.client.HTTPException) as error:
        made["error"] = f"{type(error).__name__}: {error}"
    finally:
        connection.close()
    if made["error"] and (said := complaint(job.log)):
        made["error"] += f"; it says: {said}"
    job.good.append(not made["error"])
    say({**made, "ok": not made["error"], "body": bytes(shown).hex()})


def answered(connection: http.client.HTTPConnection, job: Job, number: int) -> Any:
    split = urlsplit(job.url(number))
    path = (split.path or "/") + (f"?{split.query}" if split.query else "")
    connection.putrequest(job.told["method"], path, skip_host=True, skip_accept_encoding=True)
    connection.putheader("Host", split.netloc)
    if size := job.number("size"):
        connection.putheader("Content-Type", "application/octet-stream")
        connection.putheader("Content-Length", str(size))
    connection.endheaders()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it may answer early
        for piece in job.body():
            connection.send(piece)
    return connection.getresponse()


WORRIES = ("[error]", '"level":"error"', "proxy_http2", "upstream", "SH--", "SD--", "SL--", " 502")


def complaint(log: Path) -> str:
    """The last line of its log that looks like one."""
    with contextlib.suppress(OSError):
        lines = log.read_text("utf-8", "replace").splitlines()
        found = [line for line in lines if any(worry in line for worry in WORRIES)]
        return found[-1].strip()[:300] if found else ""
    return ""


def say(told: dict[str, Any]) -> None:
    """One write: lines of several threads stay whole."""
    os.write(1, json.dumps(told).encode() + b"\n")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_ready(name: str, port: int, process: subprocess.Popen[bytes]) -> bool:
    """It listens; where that says nothing, it answers for itself."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if name != "traefik":
                socket.create_connection(("127.0.0.1", port), 1).close()
                return True
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            connection.request("GET", READY)
            ready = connection.getresponse().status == 200
            connection.close()
            if ready:
                return True
        time.sleep(LOOK_SECONDS)
    return False


def wait_connected(port: int) -> None:
    """Until somebody is connected to the upstream: only a connection that is up is shared.

    Nothing tells when the proxy will share it, so it is given a moment more.
    """
    end = time.monotonic() + CONNECTED_SECONDS
    with contextlib.suppress(OSError):  # a system that does not say
        while time.monotonic() < end:
            rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
            if any(row[3] == ESTABLISHED and row[2].endswith(f":{port:04X}") for row in rows):
                break
            time.sleep(LOOK_SECONDS)
    time.sleep(MOMENT_SECONDS)


def end(process: subprocess.Popen[bytes]) -> None:
    """It may say goodbye to its upstream."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main(name: str, program: str, words: list[str]) -> int:
    told = dict(word.split("=", 1) for word in words)
    split = urlsplit(told["url"])
    folder = Path(tempfile.mkdtemp(prefix="proxy-", dir=os.getcwd()))
    up = Upstream(
        folder=folder,
        port=free_port(),
        host=split.hostname or "localhost",
        upstream_port=split.port or 443,
        cacert=told.get("cacert", ""),
        timeout=int(float(told.get("timeout") or 20)),
    )
    home = {name: str(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            PROXIES[name](program, up),
            cwd=folder,
            env={**os.environ, **home},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    try:
        if not wait_ready(name, up.port, process):
            last = log.read_text("utf-8", "replace").strip().splitlines()[-1:]
            say({"n": 0, "ok": False, "error": f"{name} did not start: {''.join(last)}"})
            return 1
        job = Job(told, up.port, log)
        with ThreadPoolExecutor(job.number("parallel", 1)) as pool:
            first = pool.submit(ask, job, 0)
            if job.number("parallel", 1) > 1:
                wait_connected(up.upstream_port)
            list(pool.map(lambda number: ask(job, number), range(1, job.number("requests", 1))))
            first.result()
    finally:
        end(process)
    return 0 if all(job.good) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
