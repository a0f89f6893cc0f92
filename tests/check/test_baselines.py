"""What is known of six clients: the starred cases, reviewed, for the versions that were looked at.

`baselines/NAME.txt` says which version it is of, and of each case that is no clean pass what came
of it and why. By hand: `h2craft check --profile NAME --tag star --skip "C*" --baseline FILE`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from h2craft.check import Change, check_client, compared, profile, read_baseline
from h2craft.judge import cases

FILES = sorted((Path(__file__).parent / "baselines").glob("*.txt"))
VERSIONS = re.compile(r"# (.+?) \((.+)\), \d{4}-\d\d-\d\d")


def test_there_are_six_of_them() -> None:
    assert len(FILES) >= 6


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_names_cases_there_are_and_says_why(file: Path) -> None:
    known = {case.id for case in cases()}
    assert set(read_baseline(file)) <= known
    lines = [line for line in file.read_text().splitlines() if line and line[0] != "#"]
    assert all("# " in line for line in lines)


@pytest.mark.clients
@pytest.mark.timeout(400)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_client_does_what_it_is_known_to_do(file: Path) -> None:
    client = profile(file.stem)
    if lack := client.missing():
        pytest.skip(f"{client.name}: {lack}")
    found = VERSIONS.match(file.read_text())
    assert found is not None
    if client.versions != (found[1], found[2]):
        pytest.skip(f"what is known is of {found[0][2:]}, and here is {client.version}")
    chosen = [case for case in cases() if case.star and case.group != "C"]
    results = check_client(client, chosen)
    new = [one for one in compared(results, read_baseline(file)) if one.change is Change.NEW]
    told = [f"{one.result.id}: {one.result.outcome}: {one.result.reason}" for one in new]
    assert not told, "\n".join(told)
