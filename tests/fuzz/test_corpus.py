"""What is kept, because it was wrong once or leads far into a subject: each law holds for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).with_name("corpus")
KEPT = sorted(path.relative_to(CORPUS) for path in CORPUS.glob("*/*"))
LONGEST = 4_096


@pytest.mark.parametrize("path", KEPT, ids=str)
def test_the_law_holds(laws: Any, path: Path) -> None:
    laws.LAWS[path.parts[0]].holds((CORPUS / path).read_bytes())


def test_what_is_kept_is_small() -> None:
    assert all((CORPUS / path).stat().st_size <= LONGEST for path in KEPT)
