"""All passive checks over all connections of a run, in one pass. Knows no rule of any of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

from h2craft.judge.passive.check import PassiveFinding, Weight
from h2craft.judge.passive.line import Line
from h2craft.judge.passive.registry import CHECKS, WATCHES
from h2craft.model import Reading

KEPT_FINDINGS = 20
KEPT_LINES = 1_000


class Passive:
    """Feed it the readings of a run in order with `take`; call `end` when the run is over.

    found  findings by the id of their check, every check included; of each the first 20, those
           that are errors before others
    count  how many there were
    seen   whether a check had anything to judge, by id
    """

    def __init__(self) -> None:
        self.found: dict[str, list[PassiveFinding]] = {check.id: [] for check in CHECKS}
        self.count: dict[str, int] = dict.fromkeys(self.found, 0)
        self.seen: dict[str, bool] = dict.fromkeys(self.found, False)
        self._lines: OrderedDict[int, Line] = OrderedDict()

    def take(self, reading: Reading) -> None:
        """The next reading, of whatever connection; of those where we are the client nothing is
        judged, as the peer is none."""
        number, connection = reading.record.connection, reading.connection
        if not number or (connection is not None and connection.role == "client"):
            return
        line = self._lines.get(number)
        if line is None:
            line = self._lines[number] = Line(self, number, WATCHES)
            if len(self._lines) > KEPT_LINES:
                _, oldest = self._lines.popitem(last=False)
                oldest.over()
        line.take(reading)

    def end(self) -> None:
        """Nothing more comes: connections that are still open are judged as they are."""
        for line in self._lines.values():
            line.over()

    def forget_parting(self) -> None:
        """The client was ended by somebody else: how it left was not its choice."""
        for name, findings in self.found.items():
            kept = [finding for finding in findings if not finding.parting]
            self.count[name] -= len(findings) - len(kept)
            findings[:] = kept

    def of(self, severity: Weight) -> Mapping[str, list[PassiveFinding]]:
        """The findings of this severity by check; checks without any are left out."""
        picked = {
            name: [finding for finding in findings if finding.severity is severity]
            for name, findings in self.found.items()
        }
        return {name: findings for name, findings in picked.items() if findings}

    def keep(self, finding: PassiveFinding) -> None:
        """For the watches: one more."""
        kept = self.found[finding.check]
        self.count[finding.check] += 1
        if len(kept) < KEPT_FINDINGS:
            kept.append(finding)
        elif finding.severity is Weight.ERROR and kept[-1].severity is not Weight.ERROR:
            kept[-1] = finding
