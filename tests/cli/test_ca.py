from __future__ import annotations

import ssl
from pathlib import Path

from h2craft.cli.ca import RECIPES


def test_the_path_is_all_that_path_prints_and_it_is_a_certificate(run, data_folder) -> None:
    done = run("ca", "--path")
    assert done.returncode == 0
    path = Path(done.stdout.removesuffix("\n"))
    assert path.is_relative_to(data_folder)
    ssl.create_default_context(cafile=str(path))


def test_pem_prints_the_certificate_itself(run) -> None:
    path = Path(run("ca", "--path").stdout.strip())
    assert run("ca", "--pem").stdout == path.read_text()


def test_the_page_names_file_fingerprint_validity_and_each_client(run) -> None:
    page = run("ca").stdout
    path = run("ca", "--path").stdout.strip()
    assert path in page
    assert "SHA-256" in page and "valid" in page
    for client, _ in RECIPES:
        assert client in page
    assert f"curl --cacert {path}" in page


def test_the_key_can_be_read_by_its_owner_alone(run) -> None:
    path = Path(run("ca", "--path").stdout.strip())
    assert (path.parent / "ca.key").stat().st_mode & 0o077 == 0


def test_a_damaged_ca_is_one_line_that_names_the_file(run, environment, tmp_path) -> None:
    environment["H2CRAFT_DATA"] = str(tmp_path / "data")
    path = Path(run("ca", "--path").stdout.strip())
    path.write_text("nothing of the kind")
    done = run("ca")
    assert done.returncode == 1
    assert done.stderr.startswith("h2craft: ") and str(path) in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_data_folder_that_cannot_be_written_is_one_line(run, environment, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    environment["H2CRAFT_DATA"] = str(tmp_path / "file")
    done = run("ca", "--path")
    assert done.returncode == 1
    assert done.stderr.startswith("h2craft: ") and done.stderr.count("\n") == 1
    assert done.stdout == ""
