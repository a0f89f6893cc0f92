"""A strict HTTP/2 client made of raw frames, and with --defect ID one that is wrong in one thing.

    strict.py [--cacert F] [--method M] [--size N] [--requests N] [--parallel N] [--push]
              [--slow S] [--timeout S] [--two-names] [--trailers] [--expect] [--asterisk]
              [--target HOST:PORT] [--settings NAME=N]... [--report F] [--defect ID] URL

Bodies go to standard output, one behind the other; errors to standard error. The exit status is 0
where all responses are complete, 1 where one is not, 2 for a wrong command, 130 after SIGINT.
`--report` writes what the application sees of each request, a JSON list.
"""

from __future__ import annotations

import sys

import rules
from fetch import Client, Options
from frames import SETTING_NAMES

USAGE = 2
FLAGS = {"push": "push", "trailers": "trailers", "expect": "expects", "asterisk": "asterisk"}
NUMBERS = {"size": int, "requests": int, "parallel": int, "slow": float, "timeout": float}
TEXTS = {"method": "method", "cacert": "ca_file", "target": "target", "report": "report"}


class Wrong(Exception):
    """The command is."""


def parsed(words: list[str]) -> Options:
    """The options, from the words of the command."""
    found: dict[str, object] = {}
    settings: dict[int, int] = {}
    left = list(words)
    url = ""
    two_names = False
    while left:
        word = left.pop(0)
        name = word[2:]
        if not word.startswith("--"):
            url = word
        elif name in FLAGS:
            found[FLAGS[name]] = True
        elif name == "two-names":
            two_names = True
        elif not left:
            raise Wrong(f"{word}: no such option, or its value is missing")
        elif name in NUMBERS:
            found[name] = NUMBERS[name](left.pop(0))
        elif name in TEXTS:
            found[TEXTS[name]] = left.pop(0)
        elif name == "settings":
            key, _, value = left.pop(0).partition("=")
            settings[SETTING_NAMES[key]] = int(value)
        elif name == "defect":
            rules.become_defective(left.pop(0))
        else:
            raise Wrong(f"{word}: no such option")
    place = located(url)
    if two_names:
        other = "127.0.0.1" if place["host"] == "localhost" else "localhost"
        found["names"] = (place["host"], other)
    return Options(**place, **found, settings=settings)  # type: ignore[arg-type]


def located(url: str) -> dict[str, object]:
    """Scheme, host, port and path of a URL; a fragment is nobody's business but ours."""
    scheme, colon, rest = url.partition("://")
    if not colon or scheme not in ("http", "https"):
        raise Wrong(f"no http or https URL: {url!r}")
    rest = rest.partition("#")[0]
    place, slash, path = rest.partition("/")
    host, _, port = place.rpartition(":") if not place.endswith("]") else (place, "", "")
    if not host:
        host, port = place, ""
    number = int(port) if port else 443 if scheme == "https" else 80
    return {"scheme": scheme, "host": host.strip("[]"), "port": number, "path": slash + path or "/"}


def main(words: list[str]) -> int:
    try:
        client = Client(parsed(words))
    except (Wrong, KeyError, ValueError) as error:
        sys.stderr.write(f"strict: {error}\n")
        return USAGE
    status = client.run()
    for exchange in client.exchanges:
        if exchange.error:
            sys.stderr.write(f"strict: {exchange.error}\n")
    if client.options.report:
        import report

        report.write(client.options.report, client.exchanges)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
