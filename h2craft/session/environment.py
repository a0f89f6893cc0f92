"""What a report of a bug has to say about the machine and the versions, and nothing about persons.

Knows the interpreter and its packages. There are no names in it: of hosts, of users, of folders.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import h2craft

LIBRARIES = ("h2", "hpack", "hyperframe", "cryptography", "textual", "prompt_toolkit", "click")
TERMINAL = ("TERM", "COLORTERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "NO_COLOR", "LANG")
"""Variables that say what the terminal is; their values are names of programs and locales."""


def environment(variables: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """JSON values: versions, platform and terminal."""
    size = shutil.get_terminal_size()
    return {
        "h2craft": h2craft.__version__,
        "libraries": {name: _version(name) for name in LIBRARIES},
        "openssl": _openssl(),
        "platform": {
            "machine": platform.machine(),
            "release": platform.release(),
            "system": platform.system(),
        },
        "python": {
            "implementation": platform.python_implementation(),
            "version": platform.python_version(),
        },
        "terminal": {
            "columns": size.columns,
            "lines": size.lines,
            "output_is_a_terminal": sys.stdout is not None and sys.stdout.isatty(),
            **{name: variables[name] for name in TERMINAL if name in variables},
        },
    }


def _version(name: str) -> str | None:
    """None for what is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _openssl() -> str:
    import ssl

    return ssl.OPENSSL_VERSION
