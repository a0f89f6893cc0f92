"""What is served without a root: a page that says what this is, and things to try on it.

An ordinary handler script, written with the calls any script has: reading it shows how. Every
answer is the same each time it is asked for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from h2craft.wire import escape as escape_octets
from h2craft.wire import parse_error_code

LONGEST_DELAY_SECONDS = 60.0
MOST_OCTETS = 1 << 30
LONGEST_DRIP = 1_000
_BLOCK = bytes(range(256)) * 256


def main(request: Any, response: Any) -> None:
    """Answer by the first part of the path."""
    first, _, rest = request.url_parts.path.lstrip("/").partition("/")
    thing = _THINGS.get(first)
    if thing is None:
        _page(request, response, found=not first)
        return
    try:
        thing.answer(request, response, rest)
    except ValueError as error:
        response.set_error(400, f"{thing.path}: {error}")


def _number(text: str, name: str, most: float) -> int:
    """A whole number from 0 to `most`. Raises ValueError that says what was expected."""
    if not (text.isascii() and text.isdigit() and len(text) < 12 and int(text) <= most):
        raise ValueError(f"{name} is a number from 0 to {most:,.0f}")
    return int(text)


def _text(response: Any, text: str) -> None:
    response.headers.set("content-type", "text/plain; charset=utf-8")
    response.content = text


# The things to try


def _status(request: Any, response: Any, rest: str) -> None:
    code = _number(rest or "204", "the status", 599)
    if code < 200:
        raise ValueError("the status is a final one, from 200 to 599")
    response.status = code
    if code not in (204, 205, 304):
        _text(response, f"status {code}\n")


def _delay(request: Any, response: Any, rest: str) -> None:
    try:
        seconds = float(rest or "1")
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LONGEST_DELAY_SECONDS:
        raise ValueError(f"the delay is in seconds, from 0 to {LONGEST_DELAY_SECONDS:g}")
    time.sleep(seconds)
    _text(response, f"after {seconds:g} s\n")


def _octets(request: Any, response: Any, rest: str) -> None:
    count = _number(rest or "100000", "the count of octets", MOST_OCTETS)
    response.headers.set("content-type", "application/octet-stream")
    response.headers.set("content-length", count)
    response.content = _blocks(count)


def _blocks(count: int) -> Iterator[bytes]:
    while count > 0:
        yield _BLOCK[:count]
        count -= len(_BLOCK)


def _echo(request: Any, response: Any, rest: str) -> None:
    response.headers.set(
        "content-type", request.headers.get("content-type", b"application/octet-stream")
    )
    response.content = iter(lambda: request.raw_input.read(1 << 16), b"")


def _push(request: Any, response: Any, rest: str) -> None:
    promise = [
        (":method", "GET"),
        (":scheme", request.url_parts.scheme),
        (":authority", request.url_parts.netloc),
        (":path", "/pushed"),
    ]
    headers = [("content-type", "text/plain")]
    response.writer.write_push(promise, None, 200, headers, "pushed\n")
    _text(response, "there is a push of /pushed beside this\n")


def _pushed(request: Any, response: Any, rest: str) -> None:
    _text(response, "not pushed, but asked for\n")


def _trailers(request: Any, response: Any, rest: str) -> None:
    writer = response.writer
    writer.write_headers([("content-type", "text/plain"), ("trailer", "x-octets")], 200)
    writer.write_data("trailer fields follow\n")
    writer.write_trailers([("x-octets", "22")])


def _informational(request: Any, response: Any, rest: str) -> None:
    code = _number(rest or "103", "the status", 199)
    if code < 100 or code == 101:
        raise ValueError("the status is an interim one, from 100 to 199 and not 101")
    response.writer.write_informational(code, [("link", "</style.css>; rel=preload")])
    _text(response, f"after an interim response {code}\n")


def _drip(request: Any, response: Any, rest: str) -> None:
    count = _number(rest or "5", "the count of lines", LONGEST_DRIP)
    response.writer.write_headers([("content-type", "text/plain")], 200)
    for number in range(1, count + 1):
        response.writer.write_data(f"{number} of {count}\n")
        time.sleep(0.2)
    response.writer.end_stream()


def _reset(request: Any, response: Any, rest: str) -> None:
    code = parse_error_code(rest or "INTERNAL_ERROR")
    response.writer.write_headers([("content-type", "text/plain")], 200)
    response.writer.write_data("a reset follows\n")
    response.writer.write_rst_stream(code)


def _goaway(request: Any, response: Any, rest: str) -> None:
    code = parse_error_code(rest or "NO_ERROR")
    response.writer.write_headers([("content-type", "text/plain")], 200)
    response.writer.write_goaway(error_code=code, debug_data="as asked for")
    response.writer.write_data("this is the last stream of the connection\n", last=True)


def _ping(request: Any, response: Any, rest: str) -> None:
    response.writer.barrier()
    _text(response, "the PING was answered\n")


class _Thing:
    """Something to try: where, what it does, and how."""

    def __init__(self, path: str, does: str, answer: Callable[[Any, Any, str], None]) -> None:
        self.path = path
        self.does = does
        self.answer = answer


_LISTED = (
    _Thing("/status/404", "that status, 200 to 599", _status),
    _Thing("/delay/1", "an answer after so many seconds", _delay),
    _Thing("/bytes/100000", "so many octets", _octets),
    _Thing("/echo", "the body of the request", _echo),
    _Thing("/push", "PUSH_PROMISE and the pushed response", _push),
    _Thing("/trailers", "trailer fields after the body", _trailers),
    _Thing("/1xx/103", "an interim response first", _informational),
    _Thing("/drip/5", "so many lines, five a second", _drip),
    _Thing("/reset/CANCEL", "RST_STREAM in the middle of the body", _reset),
    _Thing("/goaway/NO_ERROR", "GOAWAY in the middle of the answer", _goaway),
    _Thing("/ping", "PING, and an answer once it is answered", _ping),
)
_THINGS = {thing.path.split("/")[1]: thing for thing in _LISTED}
_THINGS["pushed"] = _Thing("/pushed", "what /push promises", _pushed)


# The page


def _page(request: Any, response: Any, *, found: bool) -> None:
    response.status = 200 if found else 404
    response.headers.set("vary", "accept")
    if b"text/html" in bytes(request.headers.get("accept", b"")):
        response.headers.set("content-type", "text/html; charset=utf-8")
        response.content = _html(request, found)
    else:
        _text(response, _plain(request, found))


_ABOUT = (
    "This is h2craft, an HTTP/2 server for people who write HTTP/2 clients. "
    "Give it a folder of handler scripts: h2craft serve handlers/"
)


def _said(request: Any) -> list[tuple[str, str]]:
    """The request as it came, safe to show."""
    about = [("protocol", "HTTP/2"), ("stream", str(request.h2_stream_id))]
    fields = [
        (escape_octets(bytes(name)), escape_octets(bytes(value)))
        for name, value in request._event.headers
    ]
    return about + fields


def _plain(request: Any, found: bool) -> str:
    lines = [_ABOUT, ""]
    if not found:
        lines += ["Nothing is at this path.", ""]
    lines += ["You said:"]
    lines += [f"  {name}: {value}" for name, value in _said(request)]
    lines += ["", "Try:"]
    lines += [f"  {thing.path:<18} {thing.does}" for thing in _LISTED]
    return "\n".join(lines) + "\n"


_HTML = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>h2craft</title>
<style>body{{font:16px/1.5 system-ui;max-width:44em;margin:2em auto;padding:0 1em}}
td{{padding:0 1em 0 0;vertical-align:top}}td:first-child{{font-family:monospace}}
td{{overflow-wrap:anywhere}}</style>
<h1>h2craft</h1>
<p>{about}</p>
{missing}<h2>You said</h2>
<table>{said}</table>
<h2>Try</h2>
<table>{things}</table>
"""


def _html(request: Any, found: bool) -> str:
    said = "".join(f"<tr><td>{escape(name)}<td>{escape(value)}" for name, value in _said(request))
    things = "".join(
        f'<tr><td><a href="{thing.path}">{thing.path}</a><td>{escape(thing.does)}'
        for thing in _LISTED
    )
    missing = "" if found else "<p>Nothing is at this path.</p>\n"
    return _HTML.format(about=escape(_ABOUT), missing=missing, said=said, things=things)
