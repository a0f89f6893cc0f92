"""What a driver is told of one run: words of the form `key=value`. Text only.

Every driver, whatever its language, takes the same words and prints one JSON object a request
(`h2craft.check.profiles.lines`):

    url=U           what to ask for; with `other` every second request goes there
    cacert=F        the CA's certificate; empty in cleartext
    method=M        size=N: octets of the request's body, 0 for none
    requests=N      how many in all; parallel=P: how many of them at the same time
    slow=S          seconds between the head of a response and the reading of its body
    cancel=S        seconds after which the application gives a request up; 0: it doesn't
    push=1          take pushes
    cookies=1       keep what set-cookie says, and send it
    trailers=1      send a trailer field after the body
    asterisk=1      ask for `*` instead of the URL's path
    timeout=S       the application's own limit for a request

A driver that does not know a key leaves it alone. `version` as its only word makes it say what it
is, as `{"version": {"client": ..., "engine": ...}}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from h2craft.judge import Shape

LIMIT_SECONDS = 35
"""An application's own limit: later than a run is over that is not about limits of time, so that
a client that hangs is seen to hang; sooner than one is that is."""

COOKIES = "cookies"
TRAILERS = "trailers"
TWO_NAMES = "two names"
PROXY = "proxy"
ASTERISK = "asterisk"

_NAMES = {"127.0.0.1": "localhost", "localhost": "127.0.0.1", "[::1]": "localhost"}


def wants(shape: Shape, what: str) -> bool:
    """Whether one of the free words of a case is about this: "two host names" is "two names"."""
    parts = what.split()
    return any(all(part in said for part in parts) for said in shape.extra)


def known(said: str) -> str:
    """The word of this module for a free word of a case; empty where there is none."""
    for what in (COOKIES, TRAILERS, TWO_NAMES, PROXY, ASTERISK):
        if all(part in said for part in what.split()):
            return what
    return ""


def total(shape: Shape) -> int:
    """How many requests there are in all."""
    return max(shape.requests, shape.parallel)


def other_name(url: str) -> str:
    """The same place by another name: localhost for 127.0.0.1. The same where none is known."""
    split = urlsplit(url)
    host, colon, port = split.netloc.rpartition(":")
    return urlunsplit(split._replace(netloc=f"{_NAMES.get(host, host)}{colon}{port}"))


def order(shape: Shape, values: Mapping[str, str]) -> tuple[str, ...]:
    """The words of one run."""
    told = {
        "url": values["url"],
        "other": other_name(values["url"]) if wants(shape, TWO_NAMES) else "",
        "cacert": values.get("cacert", ""),
        "method": shape.method,
        "size": str(shape.size),
        "requests": str(total(shape)),
        "parallel": str(shape.parallel),
        "slow": f"{shape.slow:g}",
        "cancel": f"{shape.cancel:g}",
        "push": str(int(shape.push)),
        "cookies": str(int(wants(shape, COOKIES))),
        "trailers": str(int(wants(shape, TRAILERS))),
        "asterisk": str(int(wants(shape, ASTERISK))),
        "timeout": str(LIMIT_SECONDS),
    }
    return tuple(f"{name}={value}" for name, value in told.items())
