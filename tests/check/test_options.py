from __future__ import annotations

from pathlib import Path

import pytest

from h2craft.check import SuiteOptions
from h2craft.check.options import trace_name
from h2craft.judge import cases


@pytest.mark.parametrize(
    ("variant", "number", "name"),
    [
        ("", 1, "9113-6.1-data-stream-0"),
        ("", 2, "9113-6.1-data-stream-0.2"),
        ("lf", 1, "9113-6.1-data-stream-0.lf"),
        ("lf", 3, "9113-6.1-data-stream-0.lf.3"),
    ],
)
def test_each_run_has_a_file_of_its_own(variant: str, number: int, name: str) -> None:
    assert trace_name("9113/6.1/data-stream-0", variant, number) == name


def test_records_are_kept_where_that_is_asked_for() -> None:
    case = next(case for case in cases() if case.id == "9113/6.1/data-stream-0")
    assert SuiteOptions().trace_of(case, "", 1) is None
    kept = SuiteOptions(traces=Path("/t")).trace_of(case, "", 1)
    assert kept == Path("/t/9113-6.1-data-stream-0.h2trace")


def test_a_run_about_abuse_may_take_longer() -> None:
    options = SuiteOptions(timeout=3, abuse_timeout=9)
    limits = {case.group: options.limit_of(case) for case in cases()}
    assert {group: limit for group, limit in limits.items() if group != "C"} == dict.fromkeys(
        set(limits) - {"C"}, 3
    )
    assert limits.get("C", 9) == 9
