from __future__ import annotations

import platform

import h2craft
from h2craft.cli.version import TOLD, version_lines


def test_the_first_line_is_the_packages_own(run) -> None:
    assert run("--version").stdout.splitlines() == version_lines()
    assert version_lines()[0] == f"h2craft {h2craft.__version__}"


def test_python_tls_and_the_libraries_are_told_with_their_versions() -> None:
    _, python, libraries = version_lines()
    assert python.startswith(f"Python {platform.python_version()}, ") and "SSL" in python
    assert [one.split()[0] for one in libraries.split(", ")] == list(TOLD)


def test_a_library_that_is_not_installed_is_said_not_to_be(monkeypatch) -> None:
    monkeypatch.setattr("h2craft.cli.version.TOLD", ("no-such-package",))
    assert version_lines()[2] == "no-such-package is not installed"
