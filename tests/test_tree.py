"""Each module of a room has its test file, so that a reader knows where to look."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    path.relative_to(ROOT / "h2craft")
    for path in (ROOT / "h2craft").glob("*/**/*.py")
    if path.name != "__init__.py" and path.read_text().strip()
)
LONGEST = 600


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_the_module_has_its_test_file(module: Path) -> None:
    test = ROOT / "tests" / module.parent / f"test_{module.name}"
    assert test.exists(), f"h2craft/{module} has no {test.relative_to(ROOT)}"


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_the_module_says_what_it_is_and_is_not_too_long(module: Path) -> None:
    text = (ROOT / "h2craft" / module).read_text()
    assert text.startswith(('"""', 'r"""'))
    assert len(text.splitlines()) <= LONGEST


def test_no_test_folder_is_a_package() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))
