from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.export import FORMATS, Circumstances, Selection
from h2craft.export.bundle import Member, bundle
from h2craft.trace import Kind, Origin, TraceReader
from h2craft.wire import FrameType

Select = Callable[..., Selection]
ALL = [
    *("README.txt", "capture.pcapng", "trace.h2trace", "ladder.txt", "ladder.mmd"),
    *("scenario.py", "environment.json", "MANIFEST.json"),
]


@pytest.fixture
def full(talk: Any) -> Any:
    from h2craft.actions import Data, Field, Headers, Send

    talk.opened()
    talk.request(fields=[("cookie", "sid=topsecret")], method="POST", end=False)
    talk.received(0, 1, 1, b"password=hunter2")
    fields = (Field(b":status", b"200"), Field(b"set-cookie", b"sid=anothersecret"))
    frames = (
        Headers(stream_id=1, fields=fields),
        Data(stream_id=1, data=b"private words", end_stream=True),
    )
    seq = talk(Kind.ACTION_FIRED, origin=Origin.HAND, detail=Send(frames=frames))
    talk.response(fields=[("set-cookie", "sid=anothersecret")], cause=seq)
    talk.data(1, b"private words", end=True, cause=seq)
    talk(Kind.HANDLER_RAISED, detail={"stream": 1, "traceback": "in /home/jo/x.py: hunter2secret"})
    return talk


def opened(octets: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(octets))


def made(selection: Selection) -> bytes:
    return b"".join(FORMATS["bundle"].make(selection))


def test_all_that_belongs_to_a_report_is_in_it(full: Any, select: Select) -> None:
    around = Circumstances(environment={"python": "3.14"}, home="/home/jo")
    with opened(made(select(circumstances=around))) as bundled:
        assert bundled.testzip() is None and bundled.namelist() == ALL
        assert json.loads(bundled.read("environment.json")) == {"python": "3.14"}
        read_me = bundled.read("README.txt").decode()
        manifest = json.loads(bundled.read("MANIFEST.json"))
        for one in manifest["files"]:
            octets = bundled.read(one["name"])
            assert one["sha256"] == hashlib.sha256(octets).hexdigest()
            assert one["octets"] == len(octets)
    assert [one["name"] for one in manifest["files"]] == ALL[:-1]
    assert all(name in read_me for name in ALL[1:])
    assert manifest["redaction"]["contents"] == "masked"
    assert manifest["redaction"]["records"] == 6
    assert manifest["selection"]["to"] is None


def test_nothing_private_is_in_it_unasked(full: Any, select: Select, tmp_path: Path) -> None:
    with opened(made(select(home="/home/jo"))) as bundled:
        bundled.extractall(tmp_path)
    said = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    with TraceReader(tmp_path / "trace.h2trace") as reader:
        records = list(reader)
        assert reader.damage is None
    before = full.journal.read(0, 100)
    assert [len(one.octets) for one in records] == [len(one.octets) for one in before]
    told = said.decode("latin-1") + str(records)
    for secret in ("topsecret", "anothersecret", "password", "private", "/home/jo"):
        assert secret not in told
    assert "secret-1" in (tmp_path / "scenario.py").read_text()


def test_everything_is_in_it_where_secrets_are_wanted(full: Any, select: Select) -> None:
    selection = select(secrets=True)
    with opened(made(selection)) as bundled:
        assert b"private words" in bundled.read("trace.h2trace")
        assert b"anothersecret" in bundled.read("scenario.py")
        manifest = json.loads(bundled.read("MANIFEST.json"))
        assert manifest["redaction"]["secrets"] == "kept"
        assert "Nothing is masked" in bundled.read("README.txt").decode()
    assert selection.hidden.records == 0


def test_the_same_selection_makes_the_same_octets(full: Any, select: Select) -> None:
    assert made(select()) == made(select())
    with opened(made(select("type:DATA", first=2, last=9))) as bundled:
        assert {one.date_time for one in bundled.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        told = json.loads(bundled.read("MANIFEST.json"))["selection"]
        assert (told["filter"], told["from"], told["to"]) == ("type:DATA", 2, 9)


def test_where_nothing_was_done_there_is_no_scenario(talk: Any, select: Select) -> None:
    talk.opened()
    talk.received(FrameType.PING, 0, 0, bytes(8))
    with opened(made(select())) as bundled:
        assert "scenario.py" not in bundled.namelist()


def test_it_is_passed_on_as_it_is_made(talk: Any, select: Select) -> None:
    talk.opened()
    made_of: list[int] = []

    def endless(_: Selection) -> Any:
        for number in range(100):
            made_of.append(number)
            yield bytes(1 << 16)

    pieces = bundle(select(), (Member(name="x", says="x", make=endless, large=True),))
    for _ in range(8):
        next(pieces)
    assert 0 < len(made_of) < 10
