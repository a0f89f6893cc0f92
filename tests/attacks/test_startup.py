"""What cannot be begun: one line on standard error, and an exit status."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trustme

pytestmark = pytest.mark.engine
CANNOT, USAGE = 1, 2
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., tuple[int, list[str]]]:
    """Run `h2craft serve` with something that is wrong; exit status and standard error."""
    data = tmp_path_factory.mktemp("data")

    def run(*options: object, **more: Any) -> tuple[int, list[str]]:
        done = subprocess.run(
            [sys.executable, "-c", "from h2craft.cli import main; main()", "serve"]
            + [str(option) for option in options],
            capture_output=True,
            text=True,
            timeout=20,
            cwd=data,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY)}
            | {"H2CRAFT_DATA": str(data), "HOME": str(data)},
            **more,
        )
        assert done.stdout == ""
        assert "Traceback" not in done.stderr
        return done.returncode, done.stderr.splitlines()

    return run


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of certificates and keys, right ones and wrong ones."""
    folder = tmp_path_factory.mktemp("pem")
    for name in ("one", "other"):
        leaf = trustme.CA().issue_cert("localhost")
        leaf.private_key_pem.write_to_path(folder / f"{name}.key")
        leaf.cert_chain_pems[0].write_to_path(folder / f"{name}.pem")
    (folder / "garbage.pem").write_bytes(b"\x00garbage\xff" * 100)
    cut = (folder / "one.pem").read_text().splitlines()
    (folder / "damaged.pem").write_text("\n".join([cut[0], "AAAA", *cut[3:]]))
    return folder


PORTS = ("--port", 0, "--h2c-port", 0)


def test_a_port_in_use(serve: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for options in (("--port", port, "--no-h2c"), ("--h2c-port", port, "--no-tls")):
            status, said = serve(*options)
            assert status == CANNOT
            (line,) = said
            assert "in use" in line and str(port) in line


@pytest.mark.parametrize(
    ("certificate", "key", "text"),
    [
        ("missing.pem", "one.key", "no such file"),
        ("one.pem", "missing.key", "no such file"),
        ("garbage.pem", "one.key", "no PEM certificate"),
        ("one.pem", "garbage.pem", "no PEM key"),
        ("damaged.pem", "one.key", "cannot use the certificate"),
        ("one.pem", "other.key", "does not belong"),
        ("one.pem", None, "no private key"),
    ],
)
def test_certificates_that_will_not_do(
    serve: Any, pem: Path, certificate: str, key: str | None, text: str
) -> None:
    options = ["--cert", pem / certificate] + (["--key", pem / key] if key else [])
    status, said = serve(*PORTS, *options)
    assert status == CANNOT
    (line,) = said
    assert text in line


def test_a_root_that_does_not_exist(serve: Any, tmp_path: Path) -> None:
    status, said = serve(tmp_path / "nowhere", *PORTS)
    assert status == CANNOT
    (line,) = said
    assert "nowhere" in line and "exist" in line


def test_a_trace_that_cannot_be_written(serve: Any, tmp_path: Path) -> None:
    (tmp_path / "full.h2trace").write_text("something")
    for trace, text in (
        (tmp_path / "full.h2trace", "exists already"),
        (tmp_path / "no" / "folder.h2trace", "no such file"),
        (tmp_path, "exists already"),
    ):
        status, said = serve(*PORTS, "--trace", trace)
        assert status == CANNOT
        (line,) = said
        assert text in line, line
    assert (tmp_path / "full.h2trace").read_text() == "something"


def test_an_address_that_is_not_ours(serve: Any) -> None:
    status, said = serve(*PORTS, "--host", "192.0.2.1")
    assert status == CANNOT
    assert len(said) == 1 and "192.0.2.1" in said[0]


@pytest.mark.parametrize(
    "options",
    [
        ("--no-tls", "--no-h2c"),
        ("--port", "99999"),
        ("--settings", "NO_SUCH=1"),
        ("--attach", "nonsense"),
        ("--filter", "type:HEADRES"),
    ],
)
def test_wrong_usage(serve: Any, options: tuple[str, ...]) -> None:
    status, said = serve(*PORTS, *options)
    assert status == USAGE
    assert 1 <= len(said) <= 6


def test_a_broken_ca_says_what_to_do(serve: Any, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "ca"
    folder.mkdir(parents=True)
    (folder / "ca.pem").write_text("broken")
    (folder / "ca.key").write_text("broken")
    done = subprocess.run(
        [sys.executable, "-c", "from h2craft.cli import main; main()", "serve", "--port", "0"],
        capture_output=True,
        text=True,
        timeout=20,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY)}
        | {"H2CRAFT_DATA": str(tmp_path / "data")},
    )
    assert done.returncode == CANNOT
    (line,) = done.stderr.splitlines()
    assert "remove" in line
