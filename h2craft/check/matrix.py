"""Several clients side by side: the table of what `--json` has written for each of them.

Knows documents and text. The page with every case is `page`'s.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from h2craft.judge import Outcome
from h2craft.scenario import ScenarioError

GROUPS = ("A", "B", "C", "D", "E")
HEADS = ("client", "version", "engine", *GROUPS, "★ failed", "MUST failed")

Document = Mapping[str, Any]
_GOOD = (Outcome.PASS, Outcome.PASS_LENIENT)
_JUDGED = (*_GOOD, Outcome.FAIL)


def read_documents(file: Path) -> list[dict[str, Any]]:
    """What a file of `check --json` or `matrix --json` holds. ScenarioError names the file."""
    try:
        held = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise ScenarioError(f"{file}: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{file} is not UTF-8: octet {error.start}") from error
    except json.JSONDecodeError as error:
        raise ScenarioError(f"{file} line {error.lineno}: {error.msg}") from error
    except (ValueError, RecursionError) as error:  # too many digits, or too deep
        raise ScenarioError(f"{file} is not what --json writes: {error}") from error
    documents = held.get("clients", [held]) if isinstance(held, dict) else held
    for one in documents if isinstance(documents, list) else [None]:
        if not isinstance(one, dict) or not {"client", "cases", "summary"} <= set(one):
            raise ScenarioError(f"{file} is not what --json writes")
    return list(documents)


def rows(documents: Sequence[Document]) -> list[tuple[str, ...]]:
    """A row for each client, in the columns of `HEADS`.

    Of a group, how many cases were passed of those that were judged: "98/106". Lenient passes
    are passes; what was skipped or inconclusive was not judged.
    """
    return [_row(one) for one in documents]


def markdown(documents: Sequence[Document]) -> str:
    """The table as Markdown."""
    lines = [HEADS, ("---",) * 3 + ("--:",) * (len(HEADS) - 3), *rows(documents)]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def _row(one: Document) -> tuple[str, ...]:
    client, cases = one["client"], one["cases"]
    failed = [case for case in cases if case["outcome"] == Outcome.FAIL]
    return (
        str(client.get("name", "")),
        str(client.get("version", "")),
        str(client.get("engine", "")),
        *(_share([case for case in cases if case["group"] == group]) for group in GROUPS),
        str(sum(bool(case["star"]) for case in failed)),
        str(sum(str(case["level"]).startswith("MUST") for case in failed)),
    )


def _share(cases: Sequence[Document]) -> str:
    judged = [case for case in cases if case["outcome"] in _JUDGED]
    good = sum(case["outcome"] in _GOOD for case in judged)
    return f"{good}/{len(judged)}" if judged else ""


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
