"""Python, the libraries h2craft stands on and the ranges they are wanted in, and tools beside it.

Knows package metadata and the capture room's tshark; imports none of the libraries.
"""

from __future__ import annotations

import os
import platform
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from h2craft import __version__
from h2craft.cli.examine.found import Found, note, problem
from h2craft.cli.examine.versions import Wanted, wanted, within
from h2craft.wire import escape

FAST = "uvloop"
TSHARK = "H2CRAFT_TSHARK"
TOOL_SECONDS = 10.0
LEAST_PYTHON = (3, 11)
SURE_PYTHON = (3, 14)  # the newest the tests have run on
LEAST_OPENSSL = (1, 1, 1)  # TLS 1.3, and key logs


def examine() -> Iterator[Found]:
    """The program, what runs it, and what it stands on."""
    yield Found("h2craft", f"{__version__}, in {Path(__file__).parents[2]}")
    yield _python()
    yield _openssl()
    yield from _libraries()
    yield _tshark()


def requirements() -> list[Wanted]:
    """What h2craft itself asks for, extras left out; nothing where it was never installed."""
    try:
        told = metadata.requires("h2craft") or []
    except metadata.PackageNotFoundError:
        return []
    found = (wanted(one) for one in told)
    return [one for one in found if "extra ==" not in one.marker]


def _python() -> Found:
    version = sys.version_info[:3]
    says = f"{platform.python_version()}, {sys.executable}, on {platform.platform()}"
    if version[:2] < LEAST_PYTHON:
        return problem("Python", says, "h2craft is written for Python 3.11 and newer")
    if version[:2] > SURE_PYTHON:
        return note("Python", says, "it is newer than those h2craft was tested on")
    return Found("Python", says)


def _openssl() -> Found:
    if ssl.OPENSSL_VERSION_INFO[:3] < LEAST_OPENSSL:
        return problem("OpenSSL", ssl.OPENSSL_VERSION, "TLS 1.3 wants OpenSSL 1.1.1 or newer")
    return Found("OpenSSL", ssl.OPENSSL_VERSION)


def _libraries() -> Iterator[Found]:
    asked = requirements()
    if not asked:
        remedy = "pip install it: what it stands on cannot be told without"
        yield note("libraries", "h2craft runs from a folder, and was not installed", remedy)
    for one in asked:
        yield _library(one)
    yield _fast()


def _library(one: Wanted) -> Found:
    remedy = f"pip install '{one.name}{one.range.replace(' ', '')}'"
    try:
        version = metadata.version(one.name)
    except metadata.PackageNotFoundError:
        return problem(one.name, f"is not installed; {one.range} is wanted", remedy)
    says = f"{version} (wanted: {one.range or 'any'})"
    return Found(one.name, says) if within(version, one.range) else problem(one.name, says, remedy)


def _fast() -> Found:
    """An extra: sockets on libuv."""
    try:
        return Found(FAST, metadata.version(FAST))
    except metadata.PackageNotFoundError:
        return Found(FAST, "is not installed, and need not be: pip install 'h2craft[fast]'")


def _tshark() -> Found:
    """What reads the captures of others."""
    from h2craft.capture import CaptureError, find_tshark

    try:
        program = str(find_tshark())
    except CaptureError:
        if named := os.environ.get(TSHARK):
            return problem("tshark", f"{TSHARK}={escape(named)} is no program")
        says = "is not installed: captures of others (pcap, pcapng) cannot be opened"
        return note("tshark", says, f"apt install tshark, or say in {TSHARK} where it is")
    try:
        said = subprocess.run(
            [program, "--version"], capture_output=True, timeout=TOOL_SECONDS, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired) as error:
        return problem("tshark", f"{escape(program)} does not start: {error}")
    version = re.search(rb"\d+\.\d+(\.\d+)?", said)
    number = version[0].decode() if version else "of an unknown version"
    return Found("tshark", f"{number}, {escape(program)}")
