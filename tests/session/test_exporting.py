from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from h2craft.client import open_saved
from h2craft.export import FORMATS, Selection
from h2craft.filter import compile
from h2craft.session import ExportError, circumstances, export, exported, selection_of, told
from h2craft.session.exporting import NOTHING, NOTHING_TO_WRITE
from h2craft.trace import Kind, Origin, TraceReader, TraceWriter

HAR, CURL, PCAPNG, JSONL = (FORMATS[name] for name in ("har", "curl", "pcapng", "jsonl"))


@pytest.fixture
def client(talk: Any, session_of: Any) -> Any:
    talk.opened()
    talk.request(fields=[("cookie", "sid=topsecret")])
    talk.response()
    talk.data(end=True)
    return session_of(talk).client


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_written_is_said_and_what_was_masked(client: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.har"
    said = export(HAR, selection_of(client), path)
    size = path.stat().st_size
    assert said == f"wrote {size:,} octets of har to {path}; secrets are masked in 1 record"
    assert len(json.loads(path.read_text())["log"]["entries"]) == 1


def test_a_file_with_secrets_is_for_its_owner_alone(client: Any, tmp_path: Path) -> None:
    said = export(HAR, selection_of(client, secrets=True), tmp_path / "kept.har")
    assert said.endswith("; secrets are in it") and mode(tmp_path / "kept.har") == 0o600
    said = export(PCAPNG, selection_of(client), tmp_path / "x.pcapng")
    assert said.endswith("; nothing is masked in it") and mode(tmp_path / "x.pcapng") == 0o600
    export(HAR, selection_of(client), tmp_path / "masked.har")
    plain = tmp_path / "plain"
    plain.touch()
    assert mode(tmp_path / "masked.har") == mode(plain)


def test_a_file_that_is_there_is_left_alone_unless_that_is_wanted(
    client: Any, tmp_path: Path
) -> None:
    path = tmp_path / "x.har"
    path.write_text("mine")
    with pytest.raises(FileExistsError, match="is there already; say force"):
        export(HAR, selection_of(client), path, remedy="say force")
    assert path.read_text() == "mine"
    export(HAR, selection_of(client), path, force=True)
    assert path.read_text() != "mine"


def test_of_nothing_no_file_is_made(client: Any, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=NOTHING):
        export(HAR, selection_of(client, wanted=compile("path:/nowhere")), tmp_path / "x")
    assert not list(tmp_path.iterdir())


def test_what_has_no_such_form_is_said_and_no_file_is_made(client: Any, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=NOTHING_TO_WRITE):
        export(CURL, selection_of(client, wanted=compile("type:SETTINGS")), tmp_path / "x")
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_read_to_its_end_leaves_nothing_behind(client: Any, tmp_path: Path) -> None:
    class Broken:
        def read(self, after: int = 0, limit: int = 1000) -> Any:
            if after >= 5:
                raise OSError("the disk is gone")
            return client.records.read(after, 5)

    with pytest.raises(OSError, match="the disk is gone"):
        export(JSONL, Selection(source=Broken()), tmp_path / "x")
    assert not list(tmp_path.iterdir())


def test_how_far_it_is_can_be_watched(client: Any, tmp_path: Path) -> None:
    seen: list[int] = []
    export(JSONL, selection_of(client), tmp_path / "x", watch=seen.append)
    assert seen[-1] == client.records.last


def test_of_a_live_journal_it_is_what_there_is_now(client: Any, talk: Any) -> None:
    selection = selection_of(client)
    last = talk.journal.last
    talk.request(3)
    assert [one.seq for one in selection.records()][-1] == last
    assert [one.seq for one in selection_of(client, first=2, last=3).records()] == [2, 3]
    narrow = selection_of(client, connections=frozenset({1}), streams=frozenset({3}))
    assert [one.seq for one in narrow.records()] == [last + 1]


def test_of_a_long_file_it_is_all_there_is_however_little_was_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "long.h2trace"
    with TraceWriter(path) as writer:
        for seq in range(1, 4):  # a block each
            kind, origin = int(Kind.NOTED), int(Origin.ENGINE)
            writer.write([(seq, 0.0, 0, kind, b"", 0, origin, b'{"text":"so"}')])
    client = open_saved(TraceReader(path, at_once=1))
    assert client.records.last == 1
    assert selection_of(client).last == 3
    client.close()


def test_records_from_before_it_was_attached_are_exported_too(client: Any, talk: Any) -> None:
    class Attached:
        first, last = 5, talk.journal.last
        past = talk.journal.read

        def read(self, after: int = 0, limit: int = 1000) -> Any:
            return talk.journal.read(max(after, 4), limit)

    client.records = Attached()
    assert [one.seq for one in selection_of(client).records()][0] == 1


def test_blocks_that_could_not_be_read_are_told(client: Any, talk: Any) -> None:
    talk.received(1, 4, 5, b"\xff\xff\xff\xff\xff\x0f")
    selection = selection_of(client)
    assert b"".join(exported(JSONL, selection))
    assert told(JSONL, selection) == [
        "secrets are masked in 2 records",
        "1 header block could not be read, and nothing of them is told",
    ]


def test_without_a_home_nothing_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("no home")

    assert circumstances().home
    monkeypatch.setattr(Path, "home", nowhere)
    assert circumstances(started="now").home == ""
