"""Loading, reloading, and what a script that cannot be loaded is said to lack."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from h2craft.script.loader import Loader, Script, ScriptError
from h2craft.script.tracebacks import script_place, script_traceback
from h2craft.trace import Kind

Said = list[tuple[Kind, Mapping[str, Any]]]


@pytest.fixture
def said() -> Said:
    return []


@pytest.fixture
def loader(tmp_path: Path, said: Said) -> Iterator[Loader]:
    made = Loader(str(tmp_path), lambda kind, detail: said.append((kind, detail)))
    yield made
    made.close()


def write(path: Path, text: str) -> str:
    """Write so that even a coarse clock sees the change."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text)
    os.utime(path, ns=(before + 1_000_000_000, before + 1_000_000_000))
    return str(path)


def again(script: Script) -> Any:
    script.expire()
    return script.current()


def test_a_script_gives_its_hooks(loader: Loader, tmp_path: Path, said: Said) -> None:
    path = write(tmp_path / "a.py", "def main(request, response): return __file__, __name__\n")
    hooks = loader.script(path).current()
    assert hooks.names == ("main",)
    file, name = hooks.stream["main"](None, None)
    assert file == path
    assert name != "__main__"
    assert said == [(Kind.SCRIPT_LOADED, {"file": path, "hooks": ["main"]})]


def test_the_same_path_is_the_same_script(loader: Loader, tmp_path: Path) -> None:
    assert loader.script(str(tmp_path / "a.py")) is loader.script(str(tmp_path / "a.py"))


def test_a_script_without_any_hook_is_an_error_that_names_the_file(
    loader: Loader, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.py", "def mian(request, response): pass\n")
    with pytest.raises(ScriptError, match=r"a\.py: defines no hook"):
        loader.script(path).current()


def test_a_syntax_error_names_file_and_line(loader: Loader, tmp_path: Path, said: Said) -> None:
    path = write(tmp_path / "a.py", "def main(request, response):\n    return (\n")
    with pytest.raises(ScriptError, match=r"a\.py:2: SyntaxError: '\(' was never closed"):
        loader.script(path).current()
    assert said[0][0] is Kind.SCRIPT_BROKEN
    assert said[0][1]["line"] == 2


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("x = 1\nimport sys; sys.exit(4)\n", "SystemExit: 4"),
        ("x = 1\n1 / 0\n", "ZeroDivisionError: division by zero"),
        ("x = 1\nraise KeyboardInterrupt\n", "KeyboardInterrupt"),
        ("x = 1\nimport json; json.loads('')\n", "JSONDecodeError: Expecting value"),
    ],
)
def test_whatever_leaves_a_script_at_import_is_caught(
    loader: Loader, tmp_path: Path, text: str, error: str
) -> None:
    path = write(tmp_path / "a.py", text)
    with pytest.raises(ScriptError) as caught:
        loader.script(path).current()
    assert (caught.value.file, caught.value.line) == (path, 2)
    assert caught.value.text.startswith(error)


@pytest.mark.parametrize("octets", [b"x = '\0'", b"# coding: no-such\n", b"\xff\xfe = 1\n"])
def test_octets_that_are_no_text_are_an_error(
    loader: Loader, tmp_path: Path, octets: bytes
) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(octets)
    with pytest.raises(ScriptError):
        loader.script(str(path)).current()


def test_a_file_that_is_not_there_is_an_error(loader: Loader, tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match=r"a\.py: No such file"):
        loader.script(str(tmp_path / "a.py")).current()


def test_a_change_is_loaded(loader: Loader, tmp_path: Path) -> None:
    path = write(tmp_path / "a.py", "def main(request, response): return 1\n")
    script = loader.script(path)
    assert script.current().stream["main"](None, None) == 1
    write(tmp_path / "a.py", "def main(request, response): return 2\n")
    assert again(script).stream["main"](None, None) == 2


def test_a_touched_file_is_not_loaded_again(loader: Loader, tmp_path: Path, said: Said) -> None:
    script = loader.script(write(tmp_path / "a.py", "def main(a, b): pass\n"))
    script.current()
    write(tmp_path / "a.py", "def main(a, b): pass\n")
    again(script)
    assert len(said) == 1


def test_within_a_moment_the_file_is_not_looked_at(loader: Loader, tmp_path: Path) -> None:
    script = loader.script(write(tmp_path / "a.py", "def main(a, b): return 1\n"))
    assert script.in_force is None
    hooks = script.current()
    write(tmp_path / "a.py", "def main(a, b): return 2\n")
    assert script.current() is script.in_force is hooks


def test_the_last_good_version_stays_in_force(loader: Loader, tmp_path: Path, said: Said) -> None:
    path = write(tmp_path / "a.py", "def main(a, b): return 1\n")
    script = loader.script(path)
    script.current()
    write(tmp_path / "a.py", "def main(a, b) return 2\n")
    assert again(script).stream["main"](None, None) == 1
    assert script.error is not None
    assert [kind for kind, _ in said] == [Kind.SCRIPT_LOADED, Kind.SCRIPT_BROKEN]
    again(script)
    assert len(said) == 2  # said once, not at each request
    write(tmp_path / "a.py", "def main(a, b): return 3\n")
    assert again(script).stream["main"](None, None) == 3
    assert script.error is None


def test_a_deleted_script_stays_in_force(loader: Loader, tmp_path: Path) -> None:
    path = write(tmp_path / "a.py", "def main(a, b): return 1\n")
    script = loader.script(path)
    script.current()
    os.unlink(path)
    assert again(script).stream["main"](None, None) == 1


def test_a_mended_script_loads(loader: Loader, tmp_path: Path) -> None:
    script = loader.script(write(tmp_path / "a.py", "def main("))
    with pytest.raises(ScriptError):
        script.current()
    write(tmp_path / "a.py", "def main(a, b): return 1\n")
    assert again(script).names == ("main",)


def test_a_broken_neighbour_is_named_and_mended(loader: Loader, tmp_path: Path) -> None:
    write(tmp_path / "helper.py", "x = 1\ny = undefined\n")
    script = loader.script(write(tmp_path / "a.py", "import helper\ndef main(a, b): pass\n"))
    with pytest.raises(ScriptError, match=r"helper\.py:2: NameError"):
        script.current()
    write(tmp_path / "helper.py", "x = 1\n")
    assert again(script).names == ("main",)


def test_a_missing_neighbour_may_appear(loader: Loader, tmp_path: Path) -> None:
    text = "import h2craft_test_late\ndef main(a, b): return h2craft_test_late.x\n"
    script = loader.script(write(tmp_path / "a.py", text))
    with pytest.raises(ScriptError, match="ModuleNotFoundError"):
        script.current()
    write(tmp_path / "h2craft_test_late.py", "x = 1\n")
    os.utime(tmp_path, ns=(0, 5_000_000_000))
    assert again(script).stream["main"](None, None) == 1


def test_a_change_of_a_neighbour_reaches_the_script(loader: Loader, tmp_path: Path) -> None:
    write(tmp_path / "deep.py", "x = 1\n")
    write(tmp_path / "helper.py", "from deep import x\n")
    text = "import helper\ndef main(a, b): return helper.x\n"
    script = loader.script(write(tmp_path / "a.py", text))
    assert script.current().stream["main"](None, None) == 1
    write(tmp_path / "deep.py", "x = 2\n")
    assert again(script).stream["main"](None, None) == 2


def test_a_neighbour_that_breaks_leaves_the_script_as_it_was(
    loader: Loader, tmp_path: Path
) -> None:
    write(tmp_path / "helper.py", "def x(): return 1\n")
    text = "def main(a, b):\n    import helper\n    return helper.x()\n"
    script = loader.script(write(tmp_path / "a.py", text))
    assert script.current().stream["main"](None, None) == 1
    again(script)  # now knows of the neighbour
    write(tmp_path / "helper.py", "def x( return 2\n")
    assert again(script).stream["main"](None, None) == 1
    assert script.error is not None
    write(tmp_path / "helper.py", "def x(): return 3\n")
    assert again(script).stream["main"](None, None) == 3


def test_loading_leaves_nothing_behind(tmp_path: Path) -> None:
    path_before, modules_before = list(sys.path), set(sys.modules)
    loader = Loader(str(tmp_path), lambda kind, detail: None)
    write(tmp_path / "helper.py", "x = 1\n")
    write(tmp_path / "pkg" / "__init__.py", "")
    write(tmp_path / "pkg" / "part.py", "y = 1\n")
    text = "import helper, pkg.part\ndef main(a, b): pass\n"
    loader.script(write(tmp_path / "a.py", text)).current()
    assert sys.path == path_before
    assert not {"helper", "pkg", "pkg.part", "a"} & (set(sys.modules) - modules_before)
    loader.close()
    assert set(sys.modules) == modules_before


def test_a_dataclass_with_text_annotations_works(loader: Loader, tmp_path: Path) -> None:
    text = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass Point:\n    x: int\ndef main(a, b): return Point(3).x\n"
    )
    script = loader.script(write(tmp_path / "a.py", text))
    assert script.current().stream["main"](None, None) == 3


def test_a_traceback_shows_the_script_and_the_lines_that_run(
    loader: Loader, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.py", "def main(a, b):\n    return 1 / 0  # the old text\n")
    main = loader.script(path).current().stream["main"]
    write(tmp_path / "a.py", "def main(a, b):\n    return 2  # the new text\n")
    try:
        main(None, None)
    except ZeroDivisionError as error:
        text = script_traceback(error)
        assert script_place(error) == (path, 2)
    assert f'File "{path}", line 2, in main' in text
    assert "the old text" in text
    assert text.endswith("ZeroDivisionError: division by zero")


def test_a_renewed_script_has_new_globals_though_it_has_not_changed(
    loader: Loader, said: Said, tmp_path: Path
) -> None:
    file = tmp_path / "counts.py"
    file.write_text("seen = []\ndef main(request, response): seen.append(1); return len(seen)\n")
    script = loader.script(str(file))
    first = script.current()
    assert first.stream["main"](None, None) == 1
    script.renew()
    assert script.in_force is None
    second = script.current()
    assert second.stream["main"](None, None) == 1
    assert script.in_force is second
    assert [kind for kind, _ in said] == [Kind.SCRIPT_LOADED] * 2


def test_what_requests_share_in_a_recording_is_as_old_as_its_globals(
    loader: Loader, tmp_path: Path
) -> None:
    file = tmp_path / "recorded.py"
    file.write_text(
        "import sys\n"
        'shared = sys.modules.setdefault(f"shared by {__file__}", {})\n'
        'seen = shared.setdefault("seen", [])\n'
        "def main(request, response): seen.append(1); return len(seen)\n"
    )
    script = loader.script(str(file))
    assert [script.current().stream["main"](None, None) for _ in range(2)] == [1, 2]
    script.renew()
    assert script.current().stream["main"](None, None) == 1
    loader.close()
    assert f"shared by {file}" not in sys.modules


def test_a_clients_script_gives_its_connect_and_nothing_else(
    loader: Loader, tmp_path: Path, said: Said
) -> None:
    text = "def connect(connection): pass\ndef main(request, response): pass\n"
    hooks = loader.client_script(write(tmp_path / "a.py", text)).current()
    assert hooks.names == ("connect",)
    assert loader.script(str(tmp_path / "a.py")).current().names == ("main",)


def test_a_script_of_the_other_end_says_who_takes_it(loader: Loader, tmp_path: Path) -> None:
    ours = write(tmp_path / "ours.py", "def connect(connection): pass\n")
    with pytest.raises(ScriptError, match=r"is a client's script \(connect\): h2craft connect URL"):
        loader.script(ours).current()
    theirs = write(tmp_path / "theirs.py", "def main(request, response): pass\n")
    with pytest.raises(ScriptError, match=r"is a server's script \(main\): h2craft serve"):
        loader.client_script(theirs).current()
    neither = write(tmp_path / "neither.py", "connect = 1\n")
    with pytest.raises(ScriptError, match=r"defines no connect\(connection\)"):
        loader.client_script(neither).current()
