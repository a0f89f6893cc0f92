"""One scenario, served: what a client is told, and that two have nothing in common."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from h2craft.engine import EngineError
from h2craft.replay import Options, Stage, entry_of
from h2craft.replay.stage import serve_of
from h2craft.scenario import Entry, ScenarioError
from h2craft.script import RootError
from h2craft.trace import KEPT_TLS, TraceReader

H2C = Options(h2c=True)
COUNTS = "seen = []\ndef main(request, response):\n    seen.append(1)\n    return str(len(seen))\n"
NOTES = (
    "# What the client said, for h2craft replay --compare; it may be deleted.\n"
    '#: {"h2craft":"h2craft 0.1.0","format":1,"path":"/recorded?x=1","acts":[1]}\n'
)

Scenario = Callable[..., Entry]


@contextlib.contextmanager
def staged(entry: Entry, options: Options = H2C) -> Iterator[Stage]:
    stage = Stage(entry, options)
    try:
        yield stage
    finally:
        stage.close()


def test_it_answers_every_path(scenario: Scenario, peer: Any) -> None:
    with staged(scenario(COUNTS)) as stage, peer.Peer(stage.base) as client:
        assert [client.get(path).body for path in ("/", "/any")] == [b"1", b"2"]


def test_two_stages_of_one_file_share_nothing(scenario: Scenario, peer: Any) -> None:
    entry = scenario(COUNTS)
    with staged(entry) as one, staged(entry) as other:
        for stage in (one, other):
            with peer.Peer(stage.base) as client:
                assert client.get("/").body == b"1"


def test_another_root_can_be_served_in_its_place(scenario: Scenario, peer: Any) -> None:
    def main(request: Any, response: Any) -> str:
        return "instead"

    stage = Stage(scenario(COUNTS), H2C, root=main)
    try:
        with peer.Peer(stage.base) as client:
            assert client.get("/").body == b"instead"
    finally:
        stage.close()


def test_a_client_command_is_told_where_it_is(scenario: Scenario) -> None:
    with staged(scenario(COUNTS)) as stage:
        port = stage.values["port"]
        assert stage.values == {
            "url": f"http://127.0.0.1:{port}/",
            "base": f"http://127.0.0.1:{port}",
            "cacert": "",
            "host": "127.0.0.1",
            "port": port,
        }


def test_by_tls_there_is_a_certificate_to_trust(scenario: Scenario, tmp_path: Path) -> None:
    with staged(scenario(COUNTS), Options(ca_folder=tmp_path / "ca")) as stage:
        assert stage.url.startswith("https://127.0.0.1:")
        assert Path(stage.values["cacert"]).read_text().startswith("-----BEGIN CERTIFICATE")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (COUNTS, "/"),
        ('"""Title.\n\nPath: /said\n"""\n' + COUNTS, "/said"),
        (COUNTS + NOTES, "/recorded?x=1"),
        ('"""Title.\n\nPath: /said\n"""\n' + COUNTS + NOTES, "/said"),
        (COUNTS + NOTES.replace("/recorded?x=1", "*"), "/"),
    ],
)
def test_the_url_has_the_path_of_the_scenario_or_of_its_recording(
    scenario: Scenario, text: str, path: str
) -> None:
    with staged(scenario(text)) as stage:
        assert stage.url == stage.base + path


def test_a_damaged_footer_is_said_and_keeps_nothing_from_being_served(
    scenario: Scenario, peer: Any
) -> None:
    with staged(scenario(COUNTS + NOTES + "#: {\n")) as stage:
        assert stage.damage.startswith("it.py: line 7: what was said is damaged")
        assert not stage.notes
        with peer.Peer(stage.base) as client:
            assert client.get("/").status == 200


def test_every_record_is_kept_where_that_is_asked(
    scenario: Scenario, tmp_path: Path, peer: Any
) -> None:
    trace = tmp_path / "run.h2trace"
    trace.touch()
    options = Options(h2c=True, trace=trace, header={"program": "a test"})
    with staged(scenario(COUNTS), options) as stage, peer.Peer(stage.base) as client:
        client.get("/")
    assert b"a test" in trace.read_bytes()[:2000]


def test_a_port_that_is_taken_is_an_engine_error(scenario: Scenario) -> None:
    with staged(scenario(COUNTS)) as stage, pytest.raises(EngineError, match="in use"):
        Stage(stage.entry, Options(h2c=True, port=int(stage.values["port"])))


def test_a_file_that_is_not_there_is_a_root_error(tmp_path: Path) -> None:
    with pytest.raises(RootError):
        Stage(Entry(name="it", file=tmp_path / "it.py"), H2C)


def test_closing_twice_is_harmless(scenario: Scenario) -> None:
    with staged(scenario(COUNTS)) as stage:
        stage.close()


def test_troubles_reach_who_looks_on(scenario: Scenario) -> None:
    with staged(scenario(COUNTS)) as stage:
        stage._trouble("the disk is full")
        assert list(stage.client.troubles) == ["the disk is full"]


def test_a_scenario_is_found_by_name_and_by_file(scenario: Scenario, tmp_path: Path) -> None:
    entry = scenario(COUNTS)
    assert entry_of(entry) is entry
    assert entry_of(tmp_path / "it.py").file == tmp_path / "it.py"
    assert entry_of(str(tmp_path / "it.py")).name == "it"
    assert entry_of("rst-mid-body").group == "reset"
    with pytest.raises(ScenarioError):
        entry_of("no-such-scenario")


SERVED = '"""Title.\n\nCase: A/tls\nServe: tls=1.2|1.3, alpn=none\n\nTags: x\n"""\n'


def test_the_listener_is_as_the_scenario_says_unless_the_options_do(
    scenario: Scenario, peer: Any, runtime: Path
) -> None:
    entry = scenario(SERVED + COUNTS)
    assert serve_of(entry) == {"tls": "1.2", "alpn": "none"}
    for options, version in ((Options(), "TLSv1.2"), (Options(serve={"tls": "1.3"}), "TLSv1.3")):
        with staged(entry, options) as stage:
            plug = peer.connected(stage.base)
            assert plug.version() == version
            assert (plug.selected_alpn_protocol() == "h2") is (version == "TLSv1.3")
            plug.close()


def test_a_listener_nobody_can_be_is_told(scenario: Scenario) -> None:
    with pytest.raises(EngineError, match="'1.9' is none of"):
        Stage(scenario(COUNTS), Options(serve={"tls": "1.9"}))


@pytest.mark.parametrize("keep", [True, False])
def test_tls_is_kept_for_whoever_asks_for_it(
    scenario: Scenario, peer: Any, tmp_path: Path, keep: bool
) -> None:
    trace = tmp_path / "run.h2trace"
    options = Options(trace=trace, keep_tls=keep, ca_folder=tmp_path / "ca")
    with staged(scenario(COUNTS), options) as stage, peer.Peer(stage.base) as client:
        client.get("/")
    with TraceReader(trace) as reader:
        kept = {record.kind for record in reader.read()} & KEPT_TLS
    assert kept == (KEPT_TLS if keep else set())
