from __future__ import annotations

import pytest

from h2craft.judge import Budget, CaseError, Want, parse_verdicts
from h2craft.judge.verdicts import code_names
from h2craft.wire import ErrorCode

PROTOCOL, SIZE = ErrorCode.PROTOCOL_ERROR, ErrorCode.FRAME_SIZE_ERROR


@pytest.mark.parametrize(
    ("text", "wants", "codes"),
    [
        ("OK", [Want.OK], None),
        ("OK or NOTOK", [Want.OK, Want.NOTOK], None),
        ("CE(PROTOCOL_ERROR)", [Want.CE], {PROTOCOL}),
        ("CE(PROTOCOL_ERROR|FRAME_SIZE_ERROR)", [Want.CE], {PROTOCOL, SIZE}),
        ("CE(PROTOCOL_ERROR or FRAME_SIZE_ERROR)", [Want.CE], {PROTOCOL, SIZE}),
        ("SE(any)", [Want.SE], None),
        ("SE(0x1) or OK", [Want.SE, Want.OK], {PROTOCOL}),
        ("ANY", [Want.ANY], None),
    ],
)
def test_the_vocabulary_is_read(text: str, wants: list[Want], codes: set[int] | None) -> None:
    verdicts = parse_verdicts(text)
    assert [one.want for one in verdicts] == wants
    assert verdicts[0].codes == codes


def test_a_line_that_is_empty_wants_nothing() -> None:
    assert parse_verdicts("") == ()


def test_a_budget_has_usual_values_and_others() -> None:
    (usual,), (other,) = parse_verdicts("BOUND"), parse_verdicts("BOUND(mem=8, amp=1.1)")
    assert usual.budget == Budget(mem=64, cpu=20, time=30, amp=2)
    assert other.budget == Budget(mem=8, cpu=20, time=30, amp=1.1)


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "CE",
        "CE()",
        "CE(NO_SUCH)",
        "OK(b)",
        "OK, NOTOK",
        "OK and NOTOK",
        "BOUND(mem)",
        "BOUND(size=1)",
        "BOUND(mem=-1)",
        "BOUND(mem=nan)",
        "CE(any) or",
    ],
)
def test_what_is_no_verdict_is_refused(text: str) -> None:
    with pytest.raises(CaseError):
        parse_verdicts(text)


def test_a_verdict_says_which_codes_it_takes() -> None:
    (some,), (all_of_them,) = parse_verdicts("CE(PROTOCOL_ERROR)"), parse_verdicts("CE(any)")
    assert (some.takes(PROTOCOL), some.takes(SIZE), all_of_them.takes(SIZE)) == (True, False, True)


@pytest.mark.parametrize("text", ["CE(PROTOCOL_ERROR|FRAME_SIZE_ERROR)", "SE(any)", "OK"])
def test_a_verdict_is_written_as_it_is_read(text: str) -> None:
    assert str(parse_verdicts(text)[0]) == text


def test_codes_are_named_in_order() -> None:
    assert code_names(frozenset((6, 1)), " or ") == "PROTOCOL_ERROR or FRAME_SIZE_ERROR"
