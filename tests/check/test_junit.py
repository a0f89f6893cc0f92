"""JUnit's XML: what is a failure, what is not run, and that it is XML whatever a client says."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from h2craft.check.baseline import compared
from h2craft.check.junit import junit
from h2craft.judge import Outcome

FAIL, LENIENT = Outcome.FAIL, Outcome.PASS_LENIENT


def suite(*results: Any, **more: Any) -> ElementTree.Element:
    text = junit(results, client="curl", date="2026-11-22T10:00:00Z", **more)
    found = ElementTree.fromstring(text).find("testsuite")
    assert found is not None
    return found


def test_it_counts_what_it_holds(result: Any) -> None:
    made = suite(
        result(),
        result(outcome=FAIL, id="A/8.1/trailers"),
        result(outcome=Outcome.SKIPPED),
        result(outcome=Outcome.INCONCLUSIVE),
    )
    counts = {name: made.get(name) for name in ("tests", "failures", "skipped", "errors")}
    assert counts == {"tests": "4", "failures": "1", "skipped": "2", "errors": "0"}
    assert made.get("name") == "h2craft check curl" and made.get("timestamp")
    names = [(one.get("classname"), one.get("name")) for one in made.findall("testcase")]
    assert names[1] == ("A 8.1", "A/8.1/trailers")


def test_a_failure_tells_the_story(result: Any) -> None:
    made = suite(result(outcome=FAIL, reason="it took half a body", wire="closed", records=(3, 7)))
    failure = made.find("testcase/failure")
    assert failure is not None and failure.get("message") == "it took half a body"
    assert "wire: closed" in str(failure.text) and "records: 3, 7" in str(failure.text)


@pytest.mark.parametrize(("strict", "failures"), [(False, "0"), (True, "1")])
def test_a_lenient_pass_fails_strictly(result: Any, strict: bool, failures: str) -> None:
    assert suite(result(outcome=LENIENT), strict=strict).get("failures") == failures


def test_what_a_baseline_knows_is_no_failure(result: Any) -> None:
    results = [result(outcome=FAIL), result(outcome=FAIL, id="A/8.1/trailers")]
    known = compared(results, {"A/baseline/get": FAIL})
    made = suite(*results, compared=known)
    skipped, failed = made.findall("testcase/skipped"), made.findall("testcase/failure")
    assert [one.get("message") for one in skipped] == ["known: fail: a sentence"]
    assert len(failed) == 1


def test_what_xml_cannot_say_does_not_break_it(result: Any) -> None:
    made = suite(result(outcome=FAIL, reason="a\0b\x1b[31m <&> \ud800 \uffff é"))
    failure = made.find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == "a\ufffdb\ufffd[31m <&> \ufffd \ufffd é"
