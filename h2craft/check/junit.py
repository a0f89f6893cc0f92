"""Results as JUnit's XML, for the pages that CI systems make of it. Knows values only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

from h2craft.check.baseline import Change, Compared
from h2craft.check.result import CaseResult
from h2craft.judge import Outcome

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_RUN = {Outcome.SKIPPED: "skipped", Outcome.INCONCLUSIVE: "inconclusive"}


def junit(
    results: Sequence[CaseResult],
    *,
    client: str,
    date: str,
    strict: bool = False,
    compared: Sequence[Compared] = (),
) -> str:
    """One test case a case; its class is the group and section, so that they are listed together.

    A failure is a failure; with `strict` a lenient pass too. Where a baseline was `compared`,
    only what is new is one, and what was known is skipped, with its reason. Inconclusive and
    skipped are skipped: JUnit knows no third word.
    """
    known = {one.result.id: one.change for one in compared}
    suite = ElementTree.Element("testsuite", name=_clean(f"h2craft check {client}"))
    for result in results:
        _add(suite, result, known.get(result.id), strict)
    counts = {"failures": "failure", "skipped": "skipped"}
    suite.set("tests", str(len(results)))
    suite.set("errors", "0")
    for name, tag in counts.items():
        suite.set(name, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("time", f"{sum(one.seconds for one in results):.3f}")
    suite.set("timestamp", date)
    suites = ElementTree.Element("testsuites")
    suites.append(suite)
    ElementTree.indent(suites)
    return ElementTree.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _add(
    suite: ElementTree.Element, result: CaseResult, change: Change | None, strict: bool
) -> None:
    case = ElementTree.SubElement(
        suite,
        "testcase",
        classname=_clean(f"{result.group} {result.section}".strip()),
        name=_clean(result.id),
        time=f"{result.seconds:.3f}",
    )
    outcome = result.outcome
    bad = {Outcome.FAIL, Outcome.PASS_LENIENT} if strict else {Outcome.FAIL}
    message = _clean(result.reason or result.title)
    if change is Change.NEW or (change is None and outcome in bad):
        failure = ElementTree.SubElement(case, "failure", type=str(outcome), message=message)
        failure.text = _clean(_story(result))
    elif change is Change.KNOWN:
        ElementTree.SubElement(case, "skipped", message=f"known: {outcome}: {message}")
    elif outcome in _NOT_RUN:
        ElementTree.SubElement(case, "skipped", message=f"{_NOT_RUN[outcome]}: {message}")
    elif outcome is Outcome.PASS_LENIENT:
        ElementTree.SubElement(case, "system-out").text = _clean(_story(result))


def _story(result: CaseResult) -> str:
    parts: Mapping[str, str] = {
        "outcome": str(result.outcome),
        "requires": f"{result.level}: {result.requires}",
        "wire": result.wire,
        "client": result.client,
        "reason": result.reason,
        "records": ", ".join(map(str, result.records)),
    }
    return "\n".join(f"{name}: {said}" for name, said in parts.items() if said)


def _clean(text: str) -> str:
    """Without what XML has no way to say."""
    return _NOT_XML.sub("\ufffd", text)
