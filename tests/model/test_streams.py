"""The table of states, RFC 9113 5.1."""

from __future__ import annotations

import itertools

import pytest

from h2craft.model import ClosedBy, Direction, StreamInput, StreamState, step
from h2craft.model.streams import CLOSED_TABLE, TABLE, mirrored

RECEIVED, SENT = Direction.RECEIVED, Direction.SENT
S, I = StreamState, StreamInput  # noqa: E741
PAIRS = list(itertools.product(StreamState, StreamInput))


@pytest.mark.parametrize("direction", Direction)
def test_no_pair_of_state_and_input_is_missing(direction: Direction) -> None:
    assert set(TABLE[direction]) == set(StreamState) - {S.CLOSED}
    for row in TABLE[direction].values():
        assert set(row) == set(StreamInput)
    assert set(CLOSED_TABLE[direction]) == set(ClosedBy)
    for closed_row in CLOSED_TABLE[direction].values():
        assert set(closed_row) == set(StreamInput)


@pytest.mark.parametrize(("state", "what"), PAIRS)
def test_sending_is_what_the_peer_sees_as_receiving(state: StreamState, what: StreamInput) -> None:
    ours = step(state, ClosedBy.ENDED, what, SENT)
    theirs = step(mirrored(state), ClosedBy.ENDED, what, RECEIVED)
    assert ours.state is mirrored(theirs.state)
    assert ours.fault is theirs.fault


@pytest.mark.parametrize(("state", "what"), PAIRS)
def test_a_fault_changes_no_state(state: StreamState, what: StreamInput) -> None:
    for direction, reason in itertools.product(Direction, ClosedBy):
        after = step(state, reason, what, direction)
        assert after.fault is None or after.state is state


@pytest.mark.parametrize(
    ("direction", "before", "what", "after"),
    [
        # The arrows of figure 2, RFC 9113 5.1
        (RECEIVED, S.IDLE, I.HEADERS, S.OPEN),
        (SENT, S.IDLE, I.HEADERS, S.OPEN),
        (SENT, S.IDLE, I.RESERVE, S.RESERVED_LOCAL),
        (RECEIVED, S.IDLE, I.RESERVE, S.RESERVED_REMOTE),
        (SENT, S.RESERVED_LOCAL, I.HEADERS, S.HALF_CLOSED_REMOTE),
        (RECEIVED, S.RESERVED_REMOTE, I.HEADERS, S.HALF_CLOSED_LOCAL),
        (RECEIVED, S.OPEN, I.END_STREAM, S.HALF_CLOSED_REMOTE),
        (SENT, S.OPEN, I.END_STREAM, S.HALF_CLOSED_LOCAL),
        (SENT, S.HALF_CLOSED_REMOTE, I.END_STREAM, S.CLOSED),
        (RECEIVED, S.HALF_CLOSED_LOCAL, I.END_STREAM, S.CLOSED),
        (RECEIVED, S.RESERVED_LOCAL, I.RST_STREAM, S.CLOSED),
        (SENT, S.RESERVED_REMOTE, I.RST_STREAM, S.CLOSED),
        (RECEIVED, S.OPEN, I.RST_STREAM, S.CLOSED),
        (SENT, S.HALF_CLOSED_LOCAL, I.RST_STREAM, S.CLOSED),
        (RECEIVED, S.HALF_CLOSED_REMOTE, I.RST_STREAM, S.CLOSED),
    ],
)
def test_the_arrows_of_the_figure(
    direction: Direction, before: StreamState, what: StreamInput, after: StreamState
) -> None:
    assert step(before, None, what, direction) == (after, None)


@pytest.mark.parametrize(
    ("state", "what", "scope", "code"),
    [
        (S.IDLE, I.DATA, "connection", 1),
        (S.IDLE, I.RST_STREAM, "connection", 1),
        (S.IDLE, I.WINDOW_UPDATE, "connection", 1),
        (S.RESERVED_LOCAL, I.HEADERS, "connection", 1),
        (S.RESERVED_REMOTE, I.DATA, "connection", 1),
        (S.RESERVED_REMOTE, I.WINDOW_UPDATE, "connection", 1),
        (S.HALF_CLOSED_REMOTE, I.DATA, "stream", 5),
        (S.HALF_CLOSED_REMOTE, I.HEADERS, "stream", 5),
    ],
)
def test_what_may_not_be_received(
    state: StreamState, what: StreamInput, scope: str, code: int
) -> None:
    fault = step(state, None, what, RECEIVED).fault
    assert fault is not None
    assert (fault.scope, fault.code) == (scope, code)


@pytest.mark.parametrize(
    ("reason", "what", "scope"),
    [
        (ClosedBy.ENDED, I.DATA, "connection"),
        (ClosedBy.ENDED, I.HEADERS, "connection"),
        (ClosedBy.ENDED, I.WINDOW_UPDATE, None),
        (ClosedBy.ENDED, I.RST_STREAM, None),
        (ClosedBy.RESET_RECEIVED, I.DATA, "stream"),
        (ClosedBy.RESET_RECEIVED, I.PRIORITY, None),
        (ClosedBy.RESET_SENT, I.DATA, None),
        (ClosedBy.RESET_SENT, I.HEADERS, None),
        (ClosedBy.IMPLICIT, I.HEADERS, "connection"),
        (None, I.DATA, "connection"),
    ],
)
def test_what_a_closed_stream_allows_depends_on_what_closed_it(
    reason: ClosedBy | None, what: StreamInput, scope: str | None
) -> None:
    fault = step(S.CLOSED, reason, what, RECEIVED).fault
    assert (fault and fault.scope) == scope


def test_after_our_own_reset_sending_is_the_fault() -> None:
    assert step(S.CLOSED, ClosedBy.RESET_SENT, I.DATA, SENT).fault is not None
    assert step(S.CLOSED, ClosedBy.RESET_RECEIVED, I.DATA, SENT).fault is None
