"""What a client tells of fields, against what was sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.judge import ClientRun, Outcome, Result
from h2craft.judge.fields import difference

SENT = [(b"X-A", b"1"), (b"x-a", b"2, 3"), (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]
SHOWN = [("x-a", "1"), ("x-a", "2, 3"), ("set-cookie", "a=1"), ("set-cookie", "b=2")]


@pytest.mark.parametrize(
    ("told", "sent", "words"),
    [
        (SHOWN, SENT, ""),
        ([("X-A", "1,2,3"), *SHOWN[2:]], SENT, ""),
        (SHOWN[:2], SENT, ""),
        (SHOWN[2:], SENT, "x-a is not shown"),
        ([("x-a", "2, 3, 1"), *SHOWN[2:]], SENT, "x-a has another value"),
        ([*SHOWN[:2], ("set-cookie", "a=1, b=2")], SENT, "2 set-cookie fields are shown as 1"),
        ([*SHOWN[:3], ("set-cookie", "b=3")], SENT, "set-cookie has another value"),
        ([("x-a", "?")], [(b"x-a", b"\xff")], ""),
        ([], [(b"date", b"today")], ""),
        ([("x-none", "")], [(b"x-none", b"")], ""),
        ([("x-more", "of the client's own")], [], ""),
    ],
    ids=["as sent", "a list", "hidden", "missing", "order", "joined", "value", "obs-text"]
    + ["not ours", "empty", "more"],
)
def test_what_is_told_is_what_was_sent(told: Any, sent: Any, words: str) -> None:
    assert difference(told, sent) == words


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ((("x-a", "right"),), Outcome.PASS),
        ((("x-a", "wrong"),), Outcome.FAIL),
        (None, Outcome.PASS),
    ],
)
def test_a_case_may_ask_for_it(
    scene: Any, judged: Callable[..., Any], fields: Any, outcome: Outcome
) -> None:
    scene.asks().head(fields=[("x-a", "right")]).data().rest()
    done = Result(ok=True, status=200, body=b"the first half, and the rest\n", fields=fields)
    run = ClientRun(status=0, results=(done,))
    found = judged("OK", run, expects=("fields right",), marked=False)
    assert found.outcome is outcome, found.reason
