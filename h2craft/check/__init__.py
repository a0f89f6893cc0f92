"""Clients against the catalogue: cases run side by side, judged, reported. Prints nothing.

Knows engines, processes and the clients people use; what a case means is the judge's business.
"""

from h2craft.check.baseline import Change, Compared, compared, read_baseline
from h2craft.check.calibration import Calibration
from h2craft.check.called import Asked, check_call
from h2craft.check.choice import Choice, NoSuchCase
from h2craft.check.client import Client, CommandClient, client_run
from h2craft.check.explain import explained
from h2craft.check.junit import junit
from h2craft.check.matrix import HEADS, markdown, read_documents, rows
from h2craft.check.options import SuiteOptions
from h2craft.check.overall import overall
from h2craft.check.page import page
from h2craft.check.profiles import PROFILES, Profile, available, profile
from h2craft.check.result import CaseResult, RunResult, document, summary, to_json
from h2craft.check.saved import judged_again, saved_runs
from h2craft.check.standing import Serving
from h2craft.check.suite import Progress, Suite, check_client

__all__ = [
    "HEADS",
    "PROFILES",
    "Asked",
    "Calibration",
    "CaseResult",
    "Change",
    "Choice",
    "Client",
    "CommandClient",
    "Compared",
    "NoSuchCase",
    "Profile",
    "Progress",
    "RunResult",
    "Serving",
    "Suite",
    "SuiteOptions",
    "available",
    "check_call",
    "check_client",
    "client_run",
    "compared",
    "document",
    "explained",
    "judged_again",
    "junit",
    "markdown",
    "overall",
    "page",
    "profile",
    "read_baseline",
    "read_documents",
    "rows",
    "saved_runs",
    "summary",
    "to_json",
]
