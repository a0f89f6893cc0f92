"""How the suite is run: values. Starts nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from h2craft.judge import Case

RUN_SECONDS = 10.0
ABUSE_SECONDS = 40.0
"""A run of group C is about limits of time as well."""

ABUSE = "C"

REPEATS = 3
ABUSE_REPEATS = 2
"""What takes half a minute and is about megabytes comes to the same again."""

RUNS_PER_CORE = 8
"""Most of a run is waiting: for a pause that gives a frame a segment of its own, for a PING."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteOptions:
    """How to run.

    jobs     runs side by side, of a light client
    timeout  seconds a run of groups A, B and D may take; one of C has `abuse_timeout`
    h2c      cleartext with prior knowledge instead of TLS
    repeats  how often a case is run at most, where the first run is not a clean pass
    traces   folder that keeps the records of each run, and what became of its client
    keep_tls  keep TLS as it is on the wire there, too, and the secrets that open it
    host     where to listen
    ca_folder  where the private CA keeps itself
    """

    jobs: int = field(default_factory=lambda: RUNS_PER_CORE * (os.cpu_count() or 1))
    timeout: float = RUN_SECONDS
    abuse_timeout: float = ABUSE_SECONDS
    h2c: bool = False
    repeats: int = REPEATS
    traces: Path | None = None
    keep_tls: bool = False
    host: str = "127.0.0.1"
    ca_folder: Path | None = None

    def limit_of(self, case: Case) -> float:
        """Seconds a run of this case may take."""
        return self.abuse_timeout if case.group == ABUSE else self.timeout

    def repeats_of(self, case: Case) -> int:
        """How often it is run at most."""
        return min(self.repeats, ABUSE_REPEATS) if case.group == ABUSE else self.repeats

    def trace_of(self, case: Case, variant: str, number: int) -> Path | None:
        """Where the records of a run are kept; None for nowhere."""
        if self.traces is None:
            return None
        return self.traces / f"{trace_name(case.id, variant, number)}.h2trace"


def trace_name(case_id: str, variant: str, number: int) -> str:
    """ "9113-6.1-data-stream-0", "9113-8.3.2-status-syntax.plus.2": of the files of a run."""
    parts = [case_id.replace("/", "-"), variant, str(number) if number > 1 else ""]
    return ".".join(filter(None, parts))
