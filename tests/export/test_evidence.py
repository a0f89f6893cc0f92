from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.actions import Data, Field, Headers, Send
from h2craft.export import Selection
from h2craft.export.bundle import Member
from h2craft.export.evidence import evidence_text, read_me, scenario
from h2craft.trace import Kind, Origin, Record

Select = Callable[..., Selection]
Written = Callable[..., bytes]


@pytest.fixture
def done(talk: Any) -> Any:
    """A request, what was sent to it by hand, and another one."""
    talk.opened()
    for stream_id, path in ((1, "/one"), (3, "/two")):
        talk.request(stream_id, path, fields=[("cookie", "sid=topsecret")], end=stream_id == 1)
        if stream_id == 3:
            talk.received(0, 1, 3, b"password")
        fields = (Field(b":status", b"200"), Field(b"set-cookie", b"sid=topsecret"))
        data = Data(stream_id=stream_id, data=b"private words", end_stream=True)
        send = Send(frames=(Headers(stream_id=stream_id, fields=fields), data))
        seq = talk(Kind.ACTION_FIRED, origin=Origin.HAND, detail=send)
        talk.response(stream_id, cause=seq)
        talk.data(stream_id, b"private words", end=True, cause=seq)
    return talk


def test_the_scenario_has_placeholders_and_no_contents(done: Any, written: Written) -> None:
    text = written(scenario).decode()
    compile(text, "scenario.py", "exec")
    assert "secret-1" in text and "topsecret" not in text
    assert "private words" not in text and '"*************"' in text
    assert "sha256" not in text


def test_the_scenario_is_as_it_was_where_secrets_are_wanted(done: Any, written: Written) -> None:
    text = written(scenario, secrets=True).decode()
    assert "topsecret" in text and "private words" in text and "sha256" in text


def test_the_scenario_is_of_what_is_selected(done: Any, written: Written) -> None:
    assert b"/two" in written(scenario, "path:/two")
    assert b"GET /one gets" not in written(scenario, "path:/two")
    assert b"GET /one gets" not in written(scenario, first=12)
    assert written(scenario, "path:/nowhere") == b""


def test_an_act_that_is_gone_meanwhile_is_said(done: Any) -> None:
    class Forgetful:
        """A live journal that has read it once, and forgets."""

        gone = 0

        def read(self, after: int = 0, limit: int = 1000) -> list[Record]:
            found = done.journal.read(max(after, self.gone), limit)
            self.gone = self.gone if found else 12
            return found

    found = b"".join(scenario(Selection(source=Forgetful())))
    assert found.startswith(b"# This cannot be written as a scenario: record ")


def test_the_read_me_names_each_file_and_what_is_masked(select: Select) -> None:
    member = Member(name="x.bin", says="octets of x", make=lambda _: iter(()))
    text = read_me(select(), (member,)).decode()
    assert "octets of x" in text and "MANIFEST.json" in text
    assert "authorization, cookie, proxy-authorization, set-cookie" in text
    for opened in ("ladder.txt", "capture.pcapng", "view trace.h2trace", "replay scenario.py"):
        assert opened in text.partition("MANIFEST.json")[2]
    assert max(map(len, text.splitlines())) <= 100
    assert evidence_text(select(secrets=True)).startswith("Nothing is masked")
