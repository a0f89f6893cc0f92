"""The profiles, one after the other: a table. Which engines they have, and how they are started."""

from __future__ import annotations

import difflib

from h2craft.check.profiles import browsers, compiled, proxies, said, tools
from h2craft.check.profiles.driven import Driven, Found, driver
from h2craft.check.profiles.finding import Folder, NodePackage, Program, PythonPackage, Thing
from h2craft.check.profiles.order import ASTERISK, COOKIES, PROXY, TRAILERS, TWO_NAMES
from h2craft.check.profiles.profile import Ability, Profile
from h2craft.scenario import ScenarioError

TLS_ONLY = False
NAMES = frozenset({TWO_NAMES})
JAR = frozenset({COOKIES, TWO_NAMES})
SIMPLE = frozenset({"GET", "HEAD", "POST"})
REQUESTS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})

NODE = Program(("node",), "apt install nodejs")


def _python(name: str, module: str = "", install: str = "") -> Driven:
    """A driver in the Python that has the package."""
    package = PythonPackage(module or name, f"pip install {install or name}")

    def start(found: Found) -> tuple[str, ...]:
        return (str(found["python"]), driver("python_clients.py"), name)

    return Driven(needs={"python": package}, start=start)


def _node(name: str, *packages: str) -> Driven:
    """A driver in node, with packages of its."""
    wanted: dict[str, Thing] = {"node": NODE}
    wanted |= {one: NodePackage(one, f"npm install {' '.join(packages)}") for one in packages}

    def start(found: Found) -> tuple[str, ...]:
        modules = [str(found[one].parents[one.count("/")]) for one in packages[:1]]
        setting = [f"H2CRAFT_NODE_MODULES={folder}" for folder in modules]
        return (*_with(setting), str(found["node"]), driver("node_clients.mjs"), name)

    return Driven(needs=wanted, start=start)


def _with(setting: list[str]) -> tuple[str, ...]:
    """A program's environment, as words; it becomes the program."""
    return ("/usr/bin/env", *setting) if setting else ()


_TOOLS = (
    Profile(
        name="curl",
        engine="nghttp2",
        about="the command line tool, libcurl",
        way=tools.Tool(
            program=Program(("curl",), "apt install curl"),
            told=tools.curl,
            heard=said.curl,
            says=(r"^(curl) (\S+)", r"(nghttp2)/(\S+)"),
        ),
        ability=Ability(methods=REQUESTS, extra=JAR | {ASTERISK}),
    ),
    Profile(
        name="nghttp",
        engine="nghttp2",
        about="nghttp2's own client",
        way=tools.Tool(
            program=Program(("nghttp",), "apt install nghttp2-client"),
            told=tools.nghttp,
            heard=said.nghttp,
            says=(r"^(nghttp) nghttp2/(\S+)", r"(nghttp2)/(\S+)"),
        ),
        ability=Ability(methods=REQUESTS, push=True, several=False),
    ),
    Profile(
        name="h2load",
        engine="nghttp2",
        about="nghttp2's load generator: it throws bodies away",
        way=tools.Tool(
            program=Program(("h2load",), "apt install nghttp2-client"),
            told=tools.h2load,
            heard=said.h2load,
            says=(r"^(h2load) nghttp2/(\S+)", r"(nghttp2)/(\S+)"),
        ),
        ability=Ability(methods=REQUESTS, slow=False),
    ),
    Profile(
        name="wget2",
        engine="nghttp2",
        about="libwget",
        way=tools.Tool(
            program=Program(("wget2",), "apt install wget2"),
            told=tools.wget2,
            heard=said.wget2,
            says=(r"GNU (Wget2) (\S+)", r"\+?(nghttp2)/?(\S*)"),
        ),
        # Over HTTP/2 it sends a GET where it is told to POST.
        ability=Ability(
            methods=frozenset({"GET", "HEAD"}),
            body=False,
            several=False,
            parallel=False,
            h2c=TLS_ONLY,
        ),
    ),
)

_NODE = (
    Profile(
        name="node",
        engine="node http2 (nghttp2)",
        about="node:http2 as a plain script uses it",
        way=_node("http2"),
        ability=Ability(push=True, extra=JAR | {TRAILERS, PROXY, ASTERISK}),
    ),
    Profile(
        name="undici",
        engine="node http2 (nghttp2)",
        about="undici's fetch, node's own fetch is one",
        way=_node("undici", "undici"),
        ability=Ability(methods=REQUESTS, extra=JAR),
    ),
    Profile(
        name="got",
        engine="node http2 (nghttp2)",
        about="got over http2-wrapper",
        way=_node("got", "got", "http2-wrapper"),
        ability=Ability(methods=REQUESTS, extra=JAR, h2c=TLS_ONLY),
    ),
    Profile(
        name="axios",
        engine="node http2 (nghttp2)",
        about="axios over node:http2",
        way=_node("axios", "axios"),
        ability=Ability(methods=REQUESTS, extra=NAMES),
    ),
)

_PYTHON = (
    Profile(
        name="httpx",
        engine="python h2",
        about="httpx on httpcore and h2",
        way=_python("httpx", install="'httpx[http2]'"),
        ability=Ability(methods=REQUESTS, extra=JAR | {ASTERISK}),
    ),
    Profile(
        name="niquests",
        engine="jh2",
        about="niquests on urllib3-future",
        way=_python("niquests"),
        ability=Ability(extra=JAR),
    ),
    Profile(
        name="pycurl",
        engine="nghttp2",
        about="a newer libcurl than the system's",
        way=_python("pycurl"),
        ability=Ability(methods=REQUESTS, extra=JAR),
    ),
    Profile(
        name="curl_cffi",
        engine="nghttp2",
        about="curl-impersonate on BoringSSL, as Chrome",
        way=_python("curl_cffi"),
        ability=Ability(methods=REQUESTS, extra=JAR),
    ),
    Profile(
        name="pyreqwest",
        engine="Rust h2",
        about="reqwest on hyper 1 and h2 0.4",
        way=_python("pyreqwest"),
        ability=Ability(extra=JAR),
    ),
    Profile(
        name="primp",
        engine="Rust h2, a fork",
        about="reqwest's fork, as a browser",
        way=_python("primp"),
        ability=Ability(methods=REQUESTS, slow=False, extra=NAMES),
    ),
    Profile(
        name="rnet",
        engine="Rust h2, another fork",
        about="wreq, as a browser",
        way=_python("rnet"),
        ability=Ability(methods=REQUESTS, slow=False, extra=NAMES),
    ),
    Profile(
        name="impit",
        engine="Rust h2, a third fork",
        about="reqwest's fork, as Chrome",
        way=_python("impit"),
        ability=Ability(methods=REQUESTS, slow=False, extra=NAMES, h2c=TLS_ONLY),
    ),
    Profile(
        name="tls-client",
        engine="fhttp (Go)",
        about="a Go fork in a Python wheel, as Chrome",
        way=_python("tls_client", install="tls-client typing_extensions"),
        ability=Ability(methods=REQUESTS, slow=False, extra=NAMES, h2c=TLS_ONLY),
    ),
    Profile(
        name="hyper",
        engine="hyper-h2 2",
        about="python-hyper 0.7, with the h2 of 2016",
        way=_python("hyper", install="hyper==0.7.0, in Python 3.9 or older"),
        ability=Ability(methods=REQUESTS),
    ),
    Profile(
        name="qt",
        engine="Qt",
        about="QNetworkAccessManager",
        way=_python("qt", "PySide6", "PySide6-Essentials"),
        ability=Ability(methods=REQUESTS, extra=JAR),
        weight=2,
        seconds=0.4,
    ),
)

_COMPILED = (
    Profile(
        name="go",
        engine="Go",
        about="net/http",
        way=compiled.GO_NET_HTTP,
        ability=Ability(methods=REQUESTS, extra=JAR | {TRAILERS, ASTERISK}),
    ),
    Profile(
        name="go-xnet",
        engine="Go, golang.org/x/net",
        about="x/net/http2 by itself, as old as the system has it",
        way=compiled.GO_X_NET,
        ability=Ability(methods=REQUESTS, extra=JAR | {TRAILERS, ASTERISK}),
    ),
    Profile(
        name="java",
        engine="JDK",
        about="java.net.http",
        way=compiled.JDK,
        ability=Ability(methods=REQUESTS, extra=JAR, h2c=TLS_ONLY),
        weight=3,
        seconds=0.7,
    ),
    Profile(
        name="okhttp",
        engine="OkHttp",
        about="OkHttp 3",
        way=compiled.OKHTTP3,
        ability=Ability(methods=REQUESTS, extra=JAR),
        weight=3,
        seconds=0.6,
    ),
    Profile(
        name="jetty",
        engine="Jetty",
        about="Jetty 9's HttpClient",
        way=compiled.JETTY9,
        ability=Ability(methods=REQUESTS, extra=JAR),
        weight=3,
        seconds=0.6,
    ),
    Profile(
        name="rust-hyper",
        engine="Rust h2 0.3",
        about="hyper 0.14 on h2 0.3",
        way=compiled.RUST_HYPER,
        ability=Ability(methods=REQUESTS, extra=NAMES),
    ),
    Profile(
        name="libsoup",
        engine="nghttp2 in libsoup",
        about="GNOME's libsoup 3",
        way=compiled.SOUP3,
        ability=Ability(methods=REQUESTS, extra=JAR, h2c=TLS_ONLY),
    ),
)


def _script(language: Program, file: str, library: Thing) -> Driven:
    """A driver in a language that needs no building."""

    def start(found: Found) -> tuple[str, ...]:
        return (str(found["language"]), driver(file))

    return Driven(needs={"language": language, "library": library}, start=start)


def _runtime(name: str, program: Program, *words: str) -> Driven:
    """The driver of node's clients in another runtime."""

    def start(found: Found) -> tuple[str, ...]:
        return (str(found["runtime"]), *words, driver("node_clients.mjs"), name)

    return Driven(needs={"runtime": program}, start=start)


_RUBY = Program(("ruby",), "apt install ruby")
_PERL = Program(("perl",), "apt install perl")
_DENO = Program(("deno",), "pip install deno")
_BUN = Program(("bun",), "npm install bun")

_SCRIPTS = (
    Profile(
        name="deno",
        engine="Rust h2",
        about="deno's fetch on hyper 1",
        way=_runtime("deno", _DENO, "run", "--quiet", "--no-prompt", "-A"),
        ability=Ability(methods=REQUESTS, extra=NAMES),
        weight=2,
        seconds=0.2,
    ),
    Profile(
        name="bun",
        engine="bun",
        about="bun's fetch",
        way=_runtime("bun", _BUN),
        ability=Ability(methods=REQUESTS, extra=NAMES, h2c=TLS_ONLY),
        weight=2,
        seconds=0.2,
    ),
    Profile(
        name="bun-http2",
        engine="bun's node:http2",
        about="node:http2 as bun has it",
        way=_runtime("http2", _BUN),
        ability=Ability(push=True, extra=JAR | {TRAILERS, ASTERISK}),
        weight=2,
        seconds=0.2,
    ),
    Profile(
        name="ruby",
        engine="http-2 (Ruby)",
        about="the http-2 gem, a protocol library",
        way=_script(
            _RUBY,
            "ruby_http2.rb",
            Folder(
                (
                    "/usr/share/rubygems-integration/all/gems/http-2-*",
                    "/var/lib/gems/*/gems/http-2-*",
                ),
                "apt install ruby-http-2",
            ),
        ),
        ability=Ability(slow=False),
        seconds=0.3,
    ),
    Profile(
        name="perl",
        engine="Protocol::HTTP2 (Perl)",
        about="a protocol library",
        way=_script(
            _PERL,
            "perl_http2.pl",
            Folder(
                ("/usr/share/perl5/Protocol/HTTP2.pm", "/usr/local/share/perl/*/Protocol/HTTP2.pm"),
                "apt install libprotocol-http2-perl libio-socket-ssl-perl",
            ),
        ),
        ability=Ability(slow=False),
        seconds=0.2,
    ),
)

_BROWSERS = (
    Profile(
        name="chromium",
        engine="Chromium",
        about="fetch() in a page, without a screen",
        way=browsers.CHROMIUM,
        ability=Ability(methods=REQUESTS, extra=JAR, h2c=TLS_ONLY),
        weight=4,
        seconds=0.5,
    ),
    Profile(
        name="firefox",
        engine="Firefox",
        about="fetch() in the browser, without a screen",
        way=browsers.FIREFOX,
        ability=Ability(methods=REQUESTS, extra=JAR, h2c=TLS_ONLY),
        weight=8,
        seconds=2.5,
    ),
)


def _proxy(name: str, engine: str, about: str, way: proxies.Proxy, seconds: float) -> Profile:
    # Each request has a connection of its own to the proxy: what is said one after the other may
    # share a connection to the upstream, what is said at the same time may not.
    ability = Ability(methods=SIMPLE | {"OPTIONS"}, extra=frozenset())
    return Profile(
        name=name,
        engine=engine,
        about=about,
        way=way,
        ability=ability,
        weight=3,
        seconds=seconds,
    )


_PROXIES = (
    _proxy("haproxy", "HAProxy", "as a proxy to HTTP/2", proxies.HAPROXY, 0.2),
    _proxy("nginx", "nginx", "proxy_http_version 2", proxies.NGINX, 0.2),
    _proxy("nginx-grpc", "nginx", "grpc_pass, the way of older ones", proxies.NGINX_GRPC, 0.2),
    _proxy("apache", "mod_proxy_http2 (nghttp2)", "Apache's proxy", proxies.APACHE, 0.2),
    _proxy("envoy", "Envoy", "as a proxy to HTTP/2", proxies.ENVOY, 0.4),
    _proxy("caddy", "Go", "as a proxy to HTTP/2", proxies.CADDY, 0.3),
    _proxy("traefik", "Go", "as a proxy to HTTP/2", proxies.TRAEFIK, 0.6),
)

PROFILES: dict[str, Profile] = {
    one.name: one
    for one in (*_TOOLS, *_NODE, *_PYTHON, *_COMPILED, *_SCRIPTS, *_BROWSERS, *_PROXIES)
}
"""By name, in an order in which they can be read: the command line tools first."""


def profile(name: str) -> Profile:
    """The profile of that name. ScenarioError where there is none, with names that are near."""
    if (found := PROFILES.get(name)) is not None:
        return found
    near = difflib.get_close_matches(name, PROFILES, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(PROFILES)}"
    raise ScenarioError(f"there is no profile {name!r}; {hint}")


def available() -> list[Profile]:
    """Those that are installed here, in the order of `PROFILES`."""
    return [one for one in PROFILES.values() if not one.missing()]
