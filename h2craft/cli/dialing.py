"""Options of a connection we make ourselves, and the setup they make. Knows click, no socket."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from h2craft.cli.options import engine_of

if TYPE_CHECKING:
    from h2craft.setup import Setup

SECONDS = 10.0


class HeaderType(click.ParamType[tuple[str, str]]):
    """NAME: VALUE of a field."""

    name = "'NAME: VALUE'"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        text = str(value)
        # A pseudo-header field begins with a colon (RFC 9113 8.3), which is no end of its name.
        name, sign, said = text[1:].partition(":")
        name = f"{text[:1]}{name}".strip()
        if not sign or not name.strip(":"):
            self.fail(f"{text!r} is not NAME: VALUE, as in 'accept: text/html'", param, ctx)
        return name.lower(), said.strip()


def _file(name: str, *, help: str) -> Any:
    kind = click.Path(exists=True, dir_okay=False, path_type=Path)
    return click.option(name, type=kind, metavar="FILE", help=help)


DIALING = (
    _file("--cacert", help="Trust the authorities in this PEM file, and no others."),
    click.option("--insecure", is_flag=True, help="Take whatever certificate the server has."),
    _file("--cert", help="Our own certificate, PEM, should the server ask for one."),
    _file("--key", help="Its private key, if not in the same file."),
    click.option(
        "--server-name",
        metavar="NAME",
        help="What TLS asks for, and whom the certificate is to name, in place of the host.",
    ),
    click.option("--h2c", is_flag=True, help="Cleartext: what http:// says as well."),
    click.option(
        "--upgrade", is_flag=True, help="In cleartext, ask for HTTP/2 in HTTP/1.1 (Upgrade: h2c)."
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(0, min_open=True),
        metavar="SECONDS",
        default=SECONDS,
        show_default=True,
        help="For name, TCP and TLS together; with --replay, of each wait that says nothing else.",
    ),
)
"""How to get there, and whom to trust."""

RECORD_SAID = click.option(
    "--record",
    type=click.Path(path_type=Path),
    metavar="OUT.py",
    help="Write what was said as a script that says the same again (see --replay).",
)

HEADER = click.option(
    "--header",
    "headers",
    multiple=True,
    type=HeaderType(),
    help="A field of every request of get, post, request ...; may be repeated.",
)


def setup_for(url: str, given: dict[str, Any]) -> Setup:
    """What the options mean. A usage error for what cannot be, before anything is opened."""
    from h2craft.engine import Target
    from h2craft.script import Pace
    from h2craft.setup import Setup, greeting

    greets = greeting(
        given["settings"],
        window=given["window"],
        connection_window=given["connection_window"],
        max_streams=given["max_streams"],
        role="client",
    )
    try:
        target = Target.of(
            _with_scheme(url, cleartext=given["h2c"]),
            upgrade=given["upgrade"],
            cacert=given["cacert"],
            insecure=given["insecure"],
            certificate=given["cert"],
            key=given["key"],
            server_name=given["server_name"],
            timeout_seconds=given["timeout"],
            greeting=greets,
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    _check(target.scheme, given)
    pace = Pace(wait_seconds=given["timeout"]) if given["script"] else Pace()
    options = engine_of(given, greets)
    return Setup(connect=target, fields=given["headers"], options=options, pace=pace)


def _with_scheme(url: str, *, cleartext: bool) -> str:
    """`--h2c` says what the scheme would, where there is none."""
    if not cleartext or "://" not in url:
        return f"http://{url}" if cleartext else url
    if not url.lower().startswith("http://"):
        raise click.UsageError("--h2c is cleartext, and the URL says otherwise")
    return url


_OF_TLS = ("cacert", "insecure", "cert", "key", "server_name")


def _check(scheme: str, given: dict[str, Any]) -> None:
    for name in _OF_TLS if scheme == "http" else ():
        if given[name]:
            raise click.UsageError(f"--{name.replace('_', '-')} is about TLS, which http has not")
    if scheme == "https" and given["upgrade"]:
        raise click.UsageError("--upgrade is for cleartext; in TLS, ALPN says what is spoken")
    if given["cacert"] and given["insecure"]:
        raise click.UsageError("--cacert and --insecure exclude each other")
    if given["key"] and not given["cert"]:
        raise click.UsageError("--key needs --cert")
