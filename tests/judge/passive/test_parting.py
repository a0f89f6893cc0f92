"""GOAWAY, error codes, and the end."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.trace import Kind

CODE = "E/5.4.1/goaway-code-known"
LAST = "E/6.8/goaway-last-stream"
POLITE = "E/9.1/closes-politely"


def goaways(*says: tuple[int, int], promised: int = 0, ours_wrong: bool = False) -> Any:
    """GOAWAYs of (last stream, code)."""

    def tell(story: Any) -> None:
        story.opens()
        story.c_head()
        if promised:
            story.s_push(promised)
        if ours_wrong:
            story.server(0, 0, 0, b"for nobody")
        for last, code in says:
            story.c_goaway(last, code)

    return tell


def reset(code: int, *, ours_wrong: bool = False) -> Any:
    def tell(story: Any) -> None:
        story.opens()
        story.c_head()
        if ours_wrong:  # an upper case name: a stream error, PROTOCOL_ERROR
            story.server(1, 4, 1, b"\x88\x00\x01A\x01b")
        story.c_reset(1, code)

    return tell


def no_goaway(story: Any) -> None:
    story.opens()
    story.exchange()


def leaves(
    how: str = "close-notify",
    *,
    by: str = "peer",
    goaway: bool = True,
    ours: bool = False,
    ours_wrong: bool = False,
    tls: bool = True,
) -> Any:
    def tell(story: Any) -> None:
        if tls:
            story.opens()
        else:
            story.connects(None, "http")
            story.c_settings()
            story.s_settings()
        story.exchange()
        if ours:
            story.server(7, 0, 0, bytes(8))
        if ours_wrong:
            story.server(0, 0, 0, b"for nobody")
        if goaway:
            story.c_goaway()
        story.leaves(how, by)

    return tell


def notified_and_reset(story: Any) -> None:
    """It had said that it would leave; what it did not read is why TCP says so again."""
    story.opens()
    story.exchange()
    story.c_goaway()
    story.tell(Kind.END_RECEIVED, detail={"how": "close-notify"})
    story.leaves("reset")


def cut_short(kind: int, stream: int) -> Any:
    """Two octets, where a code stands."""

    def tell(story: Any) -> None:
        story.opens()
        story.c_head()
        story.client(kind, 0, stream, bytes(2))

    return tell


ROWS = [
    (CODE, "unseen", cut_short(7, 0)),
    (CODE, "unseen", cut_short(3, 1)),
    (LAST, "unseen", cut_short(7, 0)),
    (CODE, "unseen", no_goaway),
    (CODE, "kept", goaways((0, 0))),
    (CODE, "info", goaways((0, 0x4242))),
    (CODE, "info", goaways((0, 1))),
    (CODE, "kept", goaways((0, 1), ours_wrong=True)),
    (CODE, "info", goaways((0, 2), ours_wrong=True)),
    (CODE, "kept", reset(8)),
    (CODE, "info", reset(0)),
    (CODE, "info", reset(0x4242)),
    (CODE, "kept", reset(1, ours_wrong=True)),
    (CODE, "info", reset(8, ours_wrong=True)),
    (LAST, "unseen", no_goaway),
    (LAST, "kept", goaways((0, 0), (0, 0))),
    (LAST, "kept", goaways(((1 << 31) - 1, 0), (0, 0))),
    (LAST, "kept", goaways((2, 0), promised=2)),
    (LAST, "error", goaways((0, 0), (2, 0), promised=2)),
    (LAST, "warn", goaways((4, 0), promised=2)),
    (LAST, "warn", goaways((1, 0))),
    (LAST, "warn", goaways((1, 1), ours_wrong=True)),
    (LAST, "kept", goaways((3, 1), ours_wrong=True)),
    (LAST, "kept", goaways((4, 1), promised=2, ours_wrong=True)),
    (POLITE, "unseen", no_goaway),
    (POLITE, "kept", leaves()),
    (POLITE, "warn", leaves(goaway=False)),
    (POLITE, "kept", leaves(goaway=False, ours=True)),
    (POLITE, "warn", leaves("fin")),
    (POLITE, "kept", leaves("fin", tls=False)),
    (POLITE, "warn", leaves("reset")),
    (POLITE, "info", leaves("reset", tls=False)),
    (POLITE, "kept", notified_and_reset),
    (POLITE, "unseen", leaves("reset", by="us", goaway=False)),
    (POLITE, "unseen", leaves("fin", goaway=False, ours_wrong=True)),
]


@pytest.mark.parametrize(("check", "outcome", "tell"), ROWS)
def test_the_check_says_so(outcome_of: Any, check: str, outcome: str, tell: Any) -> None:
    assert outcome_of(check, tell) == outcome


def test_a_code_that_does_not_fit_names_the_one_that_does(story: Any, heard: Any) -> None:
    goaways((0, 2), ours_wrong=True)(story)
    (finding,) = heard(story).found[CODE]
    assert finding.text == "GOAWAY INTERNAL_ERROR, section 6.1 asks for PROTOCOL_ERROR"


def test_how_a_client_left_is_worth_nothing_where_it_was_ended(story: Any, heard: Any) -> None:
    leaves("fin", goaway=False)(story)
    findings = heard(story).found[POLITE]
    assert len(findings) == 2
    assert all(finding.parting for finding in findings)
