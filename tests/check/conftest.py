"""What the tests of the suite share."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.check import CaseResult, CommandClient
from h2craft.judge import Case, Outcome, read_case
from h2craft.scenario import read_entry

STRICT = Path(__file__).parent / "clients" / "strict.py"


@pytest.fixture
def result() -> Callable[..., CaseResult]:
    """`result(outcome=Outcome.FAIL)`: what came of a case, of which only that is said."""

    def make(**more: Any) -> CaseResult:
        usual: dict[str, Any] = {
            "id": "A/baseline/get",
            "group": "A",
            "section": "8.1",
            "level": "MUST",
            "star": False,
            "title": "A response.",
            "requires": "It is taken.",
            "outcome": Outcome.PASS,
            "reason": "a sentence",
        }
        return CaseResult(**{**usual, **more})

    return make


@pytest.fixture
def strict() -> CommandClient:
    """The strict client, told all a case can want."""
    told = (
        "--method {method} --size {size} --requests {requests} --parallel {parallel} {push?--push}"
    )
    words = [sys.executable, str(STRICT), "{cacert?--cacert %}", *told.split(), "{url}"]
    return CommandClient(words, name="strict")


@pytest.fixture(scope="session")
def started() -> Any:
    """The module `clients/started.py`: the strict client with all it can do, and its defects."""
    spec = importlib.util.spec_from_file_location("h2craft_started", STRICT.with_name("started.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def case_of(tmp_path: Path) -> Callable[..., Case]:
    """`case_of(code, "Needs: post 5")`: a case of these lines, and those it cannot be without."""

    def make(code: str, *labels: str, name: str = "own", group: str = "interop") -> Case:
        letter = {"interop": "A", "abuse": "C", "semantics": "D"}[group]
        usual = {"Case": f"{letter}/1/{name}", "Level": "MUST", "Requires": "It is so."}
        said = {line.partition(":")[0] for line in labels}
        strict = () if "Strict" in said else ("Strict: OK",)
        block = "\n".join([*(f"{one}: {usual[one]}" for one in usual), *strict, *labels])
        text = f'"""A case.\n\nIt is one.\n\n{block}\n\nRFC 9113 8.1\nTags: check\n"""\n\n{code}'
        file = tmp_path / group / f"{name}.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        case = read_case(read_entry(file, group=group))
        assert case is not None
        return case

    return make
