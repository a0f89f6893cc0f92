"""`--version`: of h2craft, and of what decides how it behaves. Knows package metadata alone."""

from __future__ import annotations

import platform
from collections.abc import Callable
from importlib import metadata
from typing import Any

import click

from h2craft import __version__

TOLD = ("h2", "hpack", "hyperframe", "textual", "click")
"""Libraries whose version a report of a defect should name."""


def version_lines() -> list[str]:
    """The first line is h2craft's, for whoever reads no more."""
    import ssl

    return [
        f"h2craft {__version__}",
        f"Python {platform.python_version()}, {ssl.OPENSSL_VERSION}",
        ", ".join(f"{name} {_version(name)}" for name in TOLD),
    ]


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "is not installed"


def _print(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo("\n".join(version_lines()))
        context.exit()


version_option: Callable[[Any], Any] = click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print,
    help="Show the version, those of Python and the libraries, and exit.",
)
"""--version."""
