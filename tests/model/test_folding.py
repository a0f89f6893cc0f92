"""Finding and moving streams within one fold."""

from __future__ import annotations

from typing import Any

import hyperframe.frame as hf

from h2craft.model import Direction, Severity
from h2craft.model.folding import Folding
from h2craft.trace import Kind, Record
from h2craft.wire import Frame


def folding(talk: Any, direction: Direction = Direction.RECEIVED) -> Folding:
    octets = hf.PingFrame(0, b"12345678").serialize()
    record = Record(9, 1.5, 7, Kind.FRAME_RECEIVED, octets)
    return Folding(talk.connection, record, direction, Frame(octets))


def test_clients_open_odd_streams_and_servers_even_ones(talk: Any, client_talk: Any) -> None:
    f = folding(talk)
    assert (f.opener(1), f.opener(2)) == (talk.connection.peer, talk.connection.us)
    f = folding(client_talk)
    assert (f.opener(1), f.opener(2)) == (client_talk.connection.us, client_talk.connection.peer)


def test_severity_depends_on_whose_frame_it_is(talk: Any) -> None:
    ours, theirs = folding(talk, Direction.SENT), folding(talk)
    for f in (ours, theirs):
        f.found("6.7", "asks for an error", 1)
        f.found("6.7", "asks for none", 0)
    assert [finding.severity for finding in theirs.findings] == [Severity.ERROR, Severity.WARNING]
    assert [finding.severity for finding in ours.findings] == [Severity.WARNING, Severity.NOTE]


def test_a_finding_points_at_its_record(talk: Any) -> None:
    f = folding(talk)
    f.note("6.8", "text")
    (finding,) = f.findings
    assert (finding.record, finding.connection, finding.stream_id) == (9, 7, 0)
