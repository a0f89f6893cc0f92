"""What of a client's script is passed on, and what is refused before anything is opened."""

from __future__ import annotations

import json
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest

from h2craft.cli.errors import Failure
from h2craft.cli.reenacting import answered_of, check_comparing, reenact, refuse_others
from h2craft.scenario import Comparison, Difference
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
        about=SimpleNamespace(urls=("https://a/",)),
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


class Heard:
    """What a server is held against: the same once it has said so many records."""

    def __init__(self, wanted: int) -> None:
        self.wanted, self.taken = wanted, 0

    def take(self, record: Any) -> None:
        self.taken += 1

    def comparison(self) -> Comparison:
        missing = Difference(where="request 1", sentence="DATA is missing")
        differences = () if self.taken >= self.wanted else (missing,)
        return Comparison(differences=differences, recorded=2, now=2, who="server")


def test_what_the_server_said_is_told_and_is_in_the_status(client: Any, capsys: Any) -> None:
    assert reenact(client, Path("x.py"), Heard(5)) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("said\nthe server said the same, in 2 frames\nnot compared: ")


def test_a_server_that_says_less_is_given_time_and_then_told_of(
    client: Any, capsys: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("h2craft.cli.reenacting.REST_SECONDS", 0.1)
    assert reenact(client, Path("x.py"), Heard(99)) == 1
    assert "1 difference\n  request 1: DATA is missing\n" in capsys.readouterr().out


def test_what_comes_after_the_script_has_ended_is_listened_to(client: Any) -> None:
    heard = Heard(6)
    comparison = heard.comparison

    def late() -> Comparison:
        if heard.taken == 5:
            client.records.append(0.0, 4, Kind.END_RECEIVED, b"", 0, Origin.PEER, {"how": "fin"})
        return comparison()

    heard.comparison = late  # type: ignore[method-assign]
    assert reenact(client, Path("x.py"), heard) == 0


def test_in_json_it_is_one_object_and_what_is_printed_is_beside_it(
    client: Any, capsys: Any
) -> None:
    assert reenact(client, Path("x.py"), Heard(5), as_json=True) == 0
    printed = capsys.readouterr()
    told = json.loads(printed.out)
    assert printed.err == "said\nh2craft: a trouble\n"
    assert (told["good"], told["acts"], told["url"]) == (True, 1, "https://a/")
    assert told["comparison"]["same"] is True
    client.came = Enacted(done=False, trouble="no")
    assert reenact(client, Path("x.py"), Heard(5), as_json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["good"], told["trouble"], told["comparison"]) == (False, "no", None)


NONE: dict[str, Any] = {"script": None, "compare": False, "against": None}
NONE |= {"vary": (), "exact": (), "as_json": False}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"compare": True}, "--compare goes with --replay"),
        ({"script": "x", "against": "y"}, "--against says what of --compare"),
        ({"script": "x", "vary": ("date",)}, "--vary says what of --compare"),
        ({"as_json": True}, "--json goes with --replay"),
    ],
)
def test_options_of_what_nobody_wants_are_a_usage_error(given: dict[str, Any], said: str) -> None:
    with pytest.raises(click.UsageError, match=said):
        check_comparing(NONE | given)
    check_comparing(NONE)


def test_what_there_is_nothing_in_to_compare_with_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("def connect(connection): pass\n")
    given = NONE | {"script": tmp_path / "x.py", "compare": True}
    assert answered_of(NONE) is None
    with pytest.raises(Failure, match=r"x\.py does not say what a server said"):
        answered_of(given)
    with pytest.raises(Failure, match="none.h2trace"):
        answered_of(given | {"against": tmp_path / "none.h2trace"})
