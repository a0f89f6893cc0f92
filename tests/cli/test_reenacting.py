"""What of a client's script is passed on, and what is refused before anything is opened."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from h2craft.cli.errors import Failure
from h2craft.cli.reenacting import reenact, refuse_others
from h2craft.script import Enacted
from h2craft.trace import Journal, Kind, Origin


@pytest.fixture
def client() -> Any:
    """A client whose script has come to `came`, with its records."""
    journal = Journal()
    stub = SimpleNamespace(
        records=journal,
        troubles=["a trouble"],
        engine=SimpleNamespace(links={4: None}),
        asked=[],
        came=Enacted(done=True, seconds=0.5),
    )

    def enact(number: int, file: str) -> Future[Enacted]:
        stub.asked.append((number, file))
        future: Future[Enacted] = Future()
        future.set_result(stub.came)
        return future

    stub.enact = enact
    fired = [(Kind.ACTION_FIRED, Origin.SCRIPT), (Kind.ACTION_FIRED, Origin.AUTOMATIC)]
    fired += [(Kind.ACTION_FIRED, Origin.SCRIPT), (Kind.ACTION_REFUSED, Origin.ENGINE)]
    for kind, origin in fired:
        journal.append(0.0, 4, kind, b"", 0, origin, {})
    journal.append(0.0, 4, Kind.PRINTED, b"", 0, Origin.SCRIPT, {"text": "said"})
    return stub


def test_what_is_printed_is_passed_on_and_acts_are_counted(client: Any, capsys: Any) -> None:
    assert reenact(client, Path("x.py")) == 0
    printed = capsys.readouterr()
    assert client.asked == [(4, "x.py")] and printed.out == "said\n"
    assert printed.err == "h2craft: a trouble\nh2craft: done: 1 act in 0.50 s\n"


def test_what_was_not_done_is_told_with_its_traceback(client: Any, capsys: Any) -> None:
    client.came = Enacted(done=False, trouble="x.py:3: no", trace="Traceback ...")
    assert reenact(client, Path("x.py")) == 1
    assert "Traceback ...\nh2craft: not done: x.py:3: no\n" in capsys.readouterr().err


def test_what_is_no_clients_script_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("def main(request, response): pass\n")
    with pytest.raises(Failure, match="is a server's script"):
        refuse_others(tmp_path / "x.py")
    with pytest.raises(Failure, match="no such file"):
        refuse_others(tmp_path / "none.py")
