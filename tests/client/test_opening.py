from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.client import open_saved
from h2craft.client.local import LocalClient
from h2craft.client.saved import SavedClient


@pytest.mark.engine
def test_an_engine_is_started_and_listens(serve: Callable[..., Any]) -> None:
    client = serve().client
    assert isinstance(client, LocalClient) and client.about.urls


def test_a_trace_is_opened_without_an_engine(trace: Callable[..., Path]) -> None:
    path = trace(1)
    assert isinstance(open_saved(path), SavedClient)
    look = (
        "import sys, h2craft.client as c; c.open_saved(sys.argv[1]);"
        "print([n for n in sys.modules if n in ('h2craft.engine', 'h2craft.script', 'asyncio')])"
    )
    command = [sys.executable, "-c", look, str(path)]
    assert subprocess.check_output(command, text=True).strip() == "[]"
