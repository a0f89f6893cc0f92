from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.export.octets import hex_dumps, literals
from h2craft.trace import Kind

Written = Callable[..., bytes]
HOSTILE = b"GET */ ??/ \\\n\x1b[31m\xff // /* \" ' */"


@pytest.fixture
def hostile(talk: Any) -> Any:
    """Octets of every value, and some that would break out of comments."""
    talk(Kind.CONNECTION_OPENED)
    talk(Kind.OCTETS_RECEIVED, HOSTILE)
    talk(Kind.OCTETS_RECEIVED, bytes(range(256)))
    talk(Kind.OCTETS_RECEIVED, HOSTILE[:16])
    return talk


def octets_of(talk: Any) -> list[bytes]:
    return [one.octets for one in talk.journal.read(1, 100)]


def tool(*names: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"no {' nor '.join(names)} here")
    return found


def run(*words: str | Path) -> bytes:
    return subprocess.run([*map(str, words)], check=True, capture_output=True, timeout=50).stdout


def test_a_dump_stands_below_what_the_record_is(talk: Any, written: Written) -> None:
    talk.opened()
    talk.request(1, "/x")
    head, first, *_ = written(hex_dumps, "path:/x").decode().splitlines()
    assert head == "# record 8 at 0.008000 connection 1: received HEADERS stream 1 GET /x"
    assert first.startswith("0000  00 00")


def test_python_gives_the_octets_back(hostile: Any, written: Written) -> None:
    names: dict[str, Any] = {}
    exec(written(literals()["python"].make, secrets=True), names)
    made = [value for name, value in names.items() if name.startswith("OCTETS_")]
    assert made == octets_of(hostile)


def test_a_c_compiler_gives_the_octets_back(hostile: Any, written: Written, tmp_path: Path) -> None:
    compiler = tool("cc", "gcc", "clang")
    (tmp_path / "octets.h").write_bytes(written(literals()["c"].make, secrets=True))
    writes = "".join(f"fwrite(octets_{n}, 1, sizeof octets_{n}, stdout);" for n in (2, 3, 4))
    main = f'#include <stdio.h>\n#include "octets.h"\nint main(void) {{ {writes} return 0; }}\n'
    (tmp_path / "main.c").write_text(main)
    strict = ("-std=c89", "-trigraphs", "-Wall", "-Werror", "-pedantic-errors")
    run(compiler, *strict, tmp_path / "main.c", "-o", tmp_path / "main")
    assert run(tmp_path / "main") == b"".join(octets_of(hostile))


def test_a_go_compiler_gives_the_octets_back(
    hostile: Any, written: Written, tmp_path: Path
) -> None:
    go = tool("go")
    folder = tmp_path / "octets"
    folder.mkdir()
    (folder / "octets.go").write_bytes(written(literals()["go"].make, secrets=True))
    lines = "".join(f"os.Stdout.Write(octets{n})\n" for n in (2, 3, 4))
    text = (folder / "octets.go").read_text().replace("package octets", "package main")
    text = text.replace("package main", 'package main\nimport "os"', 1)
    (folder / "octets.go").write_text(f"{text}\nfunc main() {{\n{lines}}}\n")
    assert run(go, "run", folder / "octets.go") == b"".join(octets_of(hostile))


def test_a_rust_compiler_gives_the_octets_back(
    hostile: Any, written: Written, tmp_path: Path
) -> None:
    rustc = tool("rustc")
    writes = "".join(f"io::stdout().write_all(&OCTETS_{n}).unwrap();" for n in (2, 3, 4))
    text = written(literals()["rust"].make, secrets=True).decode()
    (tmp_path / "main.rs").write_text(
        f"use std::io::{{self, Write}};\n{text}\nfn main() {{{writes}}}"
    )
    run(rustc, tmp_path / "main.rs", "-o", tmp_path / "main")
    assert run(tmp_path / "main") == b"".join(octets_of(hostile))


@pytest.mark.parametrize("name", sorted(literals()))
def test_no_peer_writes_beyond_its_comment(hostile: Any, written: Written, name: str) -> None:
    said = written(literals()[name].make, secrets=True)
    assert b"\x1b" not in said and b"\xff" not in said
    assert said.isascii() and said.count(b"record ") == 3


def test_records_without_octets_are_left_out(talk: Any, written: Written) -> None:
    talk(Kind.NOTED)
    assert written(hex_dumps) == b""
    assert written(literals()["go"].make) == b"package octets\n\n"
