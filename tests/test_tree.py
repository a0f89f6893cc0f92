"""Each module of a room has its test file, so that a reader knows where to look."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    path.relative_to(ROOT / "h2craft")
    for path in (ROOT / "h2craft").glob("*/**/*.py")
    if path.name != "__init__.py" and path.read_text().strip()
)
LONGEST = 600


def trivial(statement: ast.stmt) -> bool:
    """A docstring, `...`, or `pass`."""
    constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return constant or isinstance(statement, ast.Pass)


def only_declares(path: Path) -> bool:
    """Names and shapes, and no function that does anything: there is nothing to test."""
    tree = ast.parse(path.read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return all(trivial(statement) for function in functions for statement in function.body)


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_the_module_has_its_test_file(module: Path) -> None:
    if only_declares(ROOT / "h2craft" / module):
        return
    test = ROOT / "tests" / module.parent / f"test_{module.name}"
    assert test.exists(), f"h2craft/{module} has no {test.relative_to(ROOT)}"


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_the_module_says_what_it_is_and_is_not_too_long(module: Path) -> None:
    text = (ROOT / "h2craft" / module).read_text()
    assert text.startswith(('"""', 'r"""'))
    assert len(text.splitlines()) <= LONGEST


def test_no_test_folder_is_a_package() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))
