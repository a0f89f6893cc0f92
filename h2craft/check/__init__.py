"""Clients against the catalogue: cases run side by side, judged, reported. Prints nothing.

Knows engines, processes and the clients people use; what a case means is the judge's business.
"""

from h2craft.check.client import Client, CommandClient, client_run
from h2craft.check.options import SuiteOptions
from h2craft.check.result import CaseResult, RunResult

__all__ = [
    "CaseResult",
    "Client",
    "CommandClient",
    "RunResult",
    "SuiteOptions",
    "client_run",
]
