"""Imports between the files of a root, none of which may meet another root's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from h2craft.script.loader import Loader, ScriptError

Run = Callable[[str, str], Any]


def put(folder: Path, **files: str) -> None:
    """Write files; `__` in a name is a slash, `_init` at its end a package's own file."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/").replace("/_init", "/__init__") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Load a script of this text at this place, and give what its `main` returns."""
    loader = Loader(str(tmp_path), lambda kind, detail: None)

    def load(place: str, text: str) -> Any:
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return loader.script(str(path)).current().stream["main"](None, None)

    load.loader = loader  # type: ignore[attr-defined]
    yield load
    loader.close()


def main_after(imports: str, result: str) -> str:
    return f"{imports}\ndef main(request, response): return {result}\n"


def test_neighbours_of_one_name_do_not_meet(run: Run, tmp_path: Path) -> None:
    put(tmp_path, one__helper="x = 1", two__helper="x = 2")
    text = main_after("import helper", "helper.x")
    assert run("one/a.py", text) == 1
    assert run("two/a.py", text) == 2


def test_an_import_inside_a_hook_finds_the_neighbour(run: Run, tmp_path: Path) -> None:
    put(tmp_path, one__helper="x = 1", helper="x = 0")
    text = "def main(request, response):\n    from helper import x\n    return x\n"
    assert run("one/a.py", text) == 1


def test_scripts_of_a_folder_share_a_neighbour(run: Run, tmp_path: Path) -> None:
    put(tmp_path, counter="n = []")
    text = main_after("import counter", "counter.n.append(1) or len(counter.n)")
    assert run("a.py", text) == 1
    assert run("b.py", text) == 2


def test_the_root_is_searched_after_the_folder(run: Run, tmp_path: Path) -> None:
    put(tmp_path, common__util="x = 7")
    assert run("deep/er/a.py", main_after("import common.util", "common.util.x")) == 7
    assert run("deep/er/b.py", main_after("from common import util", "util.x")) == 7


def test_what_the_root_holds_is_one_module_for_all_folders(run: Run, tmp_path: Path) -> None:
    put(tmp_path, state="n = []")
    text = main_after("import state", "state.n.append(1) or len(state.n)")
    assert run("one/a.py", text) == 1
    assert run("two/a.py", text) == 2


def test_packages_import_their_parts_relatively(run: Run, tmp_path: Path) -> None:
    put(
        tmp_path,
        pkg___init="from .part import y\nfrom . import other",
        pkg__part="y = 5",
        pkg__other="from .part import y as z",
    )
    assert run("a.py", main_after("import pkg", "pkg.y + pkg.other.z")) == 10


def test_import_module_finds_names_that_are_no_identifiers(run: Run, tmp_path: Path) -> None:
    (tmp_path / "common" / "security-features").mkdir(parents=True)
    (tmp_path / "common" / "security-features" / "util.py").write_text("x = 9")
    (tmp_path / "common" / "__init__.py").write_text("")
    (tmp_path / "common" / "security-features" / "__init__.py").write_text("")
    name = "'common.security-features.util'"
    for imports, call in [
        ("import importlib", "importlib.import_module"),
        ("from importlib import import_module", "import_module"),
        ("import importlib.util", "importlib.import_module"),
    ]:
        assert run("deep/a.py", main_after(imports, f"{call}({name}).x")) == 9
        (tmp_path / "deep" / "a.py").unlink()


def test_the_rest_of_importlib_is_the_real_one(run: Run) -> None:
    import importlib

    assert run("a.py", main_after("import importlib", "importlib.reload")) is importlib.reload
    assert run("b.py", main_after("import importlib.util", "importlib.util")) is importlib.util


def test_a_handler_called_json_does_not_shadow_the_library(run: Run, tmp_path: Path) -> None:
    import json

    put(tmp_path, json="def main(request, response): pass")
    assert run("a.py", main_after("import json", "json")) is json


def test_a_neighbour_comes_before_an_installed_module(run: Run, tmp_path: Path) -> None:
    put(tmp_path, pytest="x = 'ours'")
    assert run("a.py", main_after("import pytest", "pytest.x")) == "ours"


def test_an_installed_module_comes_before_a_bare_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pytest").mkdir()
    assert run("a.py", main_after("import pytest", "pytest")) is pytest


def test_a_missing_part_of_a_neighbour_is_an_import_error(run: Run, tmp_path: Path) -> None:
    put(tmp_path, pkg___init="")
    with pytest.raises(ScriptError, match=r"ModuleNotFoundError: No module named 'pkg\.gone'"):
        run("a.py", main_after("import pkg.gone", "0"))
    with pytest.raises(ScriptError, match="ImportError: cannot import name 'gone'"):
        run("b.py", main_after("from pkg import gone", "0"))


def test_neighbours_that_import_each_other_work(run: Run, tmp_path: Path) -> None:
    put(tmp_path, ping="import pong\nx = 1", pong="import ping\ny = 2")
    assert run("a.py", main_after("import ping", "ping.x + ping.pong.y")) == 3


@pytest.mark.parametrize(
    "imports",
    [
        "from pkg import part",
        "import pkg.part; part = pkg.part",
        "import importlib; part = importlib.import_module('pkg.part')",
    ],
)
def test_a_part_of_a_package_is_followed_through_every_change(
    run: Run, tmp_path: Path, imports: str
) -> None:
    put(tmp_path, pkg___init="", pkg__part="x = 1", beside="y = 1")
    script = run.loader.script(str(tmp_path / "a.py"))  # type: ignore[attr-defined]

    def now() -> Any:
        script.expire()
        return script.current().stream["main"](None, None)

    assert run("b.py", main_after(imports, "part.x")) == 1  # somebody else has it already
    assert run("a.py", main_after(f"{imports}; import beside", "(part.x, beside.y)")) == (1, 1)
    put(tmp_path, beside="y = 22")
    assert now() == (1, 22)
    put(tmp_path, pkg__part="x = 22")
    assert now() == (22, 22)
    put(tmp_path, pkg__part="x = ")
    assert now() == (22, 22)
    assert script.error is not None
    put(tmp_path, pkg__part="x = 333")
    assert now() == (333, 22)


def test_a_name_in_the_text_of_a_package_hides_its_part(run: Run, tmp_path: Path) -> None:
    put(tmp_path, pkg___init="from .part import part", pkg__part="part = 'the name'")
    assert run("a.py", main_after("import pkg.part", "pkg.part")) == "the name"
    assert run("b.py", main_after("from pkg import part", "part")) == "the name"
