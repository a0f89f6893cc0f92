"""Where clients are found."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from h2craft.check.profiles import finding
from h2craft.check.profiles.finding import Folder, Jar, NodePackage, Program, PythonPackage


@pytest.fixture
def clients(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that `H2CRAFT_CLIENTS` names; nothing on PATH."""
    folder = tmp_path / "clients"
    folder.mkdir()
    monkeypatch.setenv("H2CRAFT_CLIENTS", str(folder))
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    return folder


def program(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    return file


@pytest.mark.parametrize("place", ["tool", "bin/tool", "v/bin/tool", "npm/node_modules/.bin/tool"])
def test_a_program_lies_in_the_clients_folder(clients: Path, place: str) -> None:
    made = program(clients / place)
    assert Program(("tool",), "").find() == made


def test_a_program_on_path(clients: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = program(tmp_path / "path" / "tool")
    monkeypatch.setenv("PATH", str(made.parent))
    assert Program(("other", "tool"), "").find() == made


def test_its_own_variable_comes_first(
    clients: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(clients / "my-tool")
    mine = program(tmp_path / "mine")
    monkeypatch.setenv("H2CRAFT_MY_TOOL", str(mine))
    assert Program(("my-tool",), "").find() == mine


def test_what_cannot_be_executed_is_no_program(clients: Path) -> None:
    (clients / "tool").write_text("")
    assert Program(("tool",), "").find() is None


def test_a_python_package_is_its_interpreter(clients: Path) -> None:
    python = program(clients / "v" / "bin" / "python")
    packages = clients / "v" / "lib" / "python3.11" / "site-packages"
    (packages / "some_client").mkdir(parents=True)
    assert PythonPackage("some_client", "").find() == python
    assert PythonPackage("other_client", "").find() is None


def test_a_package_of_one_file_or_of_one_extension(clients: Path) -> None:
    python = program(clients / "v" / "bin" / "python")
    packages = clients / "v" / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    (packages / "single.py").write_text("")
    (packages / "native.cpython-311-x86_64-linux-gnu.so").write_text("")
    assert PythonPackage("single", "").find() == python
    assert PythonPackage("native", "").find() == python


def test_this_interpreter_is_looked_at_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("H2CRAFT_CLIENTS", raising=False)
    assert PythonPackage("httpx", "").find() == Path(sys.executable)


def test_a_package_of_node(clients: Path) -> None:
    package = clients / "npm" / "node_modules" / "@some" / "client"
    package.mkdir(parents=True)
    (package / "package.json").write_text("{}")
    assert NodePackage("@some/client", "").find() == package
    assert NodePackage("client", "").find() is None


def test_a_jar(clients: Path) -> None:
    jar = clients / "jars" / "client-3.13.1.jar"
    jar.parent.mkdir()
    jar.write_text("")
    assert Jar(("nothing-*.jar", "client-3.*.jar"), "").find() == jar
    assert Jar(("nothing-*.jar",), "").find() is None


def test_a_file_that_only_has_to_be_there(tmp_path: Path) -> None:
    (tmp_path / "lib-1.2").mkdir()
    assert Folder((f"{tmp_path}/lib-1.*",), "").find() == tmp_path / "lib-1.2"
    assert Folder((f"{tmp_path}/lib-2.*",), "").find() is None


@pytest.mark.parametrize(
    ("name", "variable"),
    [("curl", "H2CRAFT_CURL"), ("nginx-grpc", "H2CRAFT_NGINX_GRPC"), ("a.b", "H2CRAFT_A_B")],
)
def test_a_variable_has_the_name_of_what_it_names(name: str, variable: str) -> None:
    assert finding.variable(name) == variable


def test_a_clients_folder_that_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("H2CRAFT_CLIENTS", str(tmp_path / "none"))
    assert finding.clients_folder() is None
    assert list(finding.beside("*")) == []
