from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from h2craft.filter import FilterError
from h2craft.language import LanguageError
from h2craft.model import Reading
from h2craft.repl.tools import TOOLS, ToolError

Stubs = Callable[..., Any]


@pytest.fixture
def spoken(talk: Any) -> Any:
    """Two connections: a request that was answered, and one that waits."""
    talk.opened()
    talk.exchange(1, "/first")
    talk.opened(2)
    talk.request(1, "/second", connection=2)
    return talk


def frames(stub: Any, *args: Any, **kwargs: Any) -> Any:
    return TOOLS["frames"].call(stub.shell, *args, **kwargs)


def test_frames_without_a_filter_are_those_of_the_connection_we_are_at(
    stub_of: Stubs, spoken: Any
) -> None:
    stub = stub_of(spoken)
    assert {one.record.connection for one in frames(stub)} == {2}


def test_frames_by_a_filter_are_a_sequence_of_readings(stub_of: Stubs, spoken: Any) -> None:
    found = frames(stub_of(spoken), "type:DATA")
    assert len(found) == 1
    assert isinstance(found[0], Reading)
    assert found[0].frame.view.data == b"hello"
    assert repr(found).splitlines()[1].split()[2:] == ["1", ">", "1", "DATA", "ES", "5", '"hello"']


def test_the_last_frames_are_shown_oldest_first(stub_of: Stubs, spoken: Any) -> None:
    found = frames(stub_of(spoken), "type:HEADERS", last=2)
    assert [(one.record.connection, one.stream_id) for one in found] == [(1, 1), (2, 1)]
    assert len(found[1:]) == 1


def test_the_line_form_takes_the_filter_as_it_stands(stub_of: Stubs, spoken: Any) -> None:
    stub = stub_of(spoken)
    assert len(stub.run("frames type:HEADERS or type:DATA last=2").splitlines()) == 3
    assert "nothing matches path:/none" in stub.run("frames path:/none")


def test_a_filter_that_is_none_points_at_itself(stub_of: Stubs, spoken: Any) -> None:
    stub = stub_of(spoken)
    with pytest.raises(FilterError):
        frames(stub, "type:NOTHING")
    assert stub.run("frames type:DAT").splitlines()[1:] == ["frames type:DAT", " " * 12 + "^^^"]


@pytest.mark.parametrize("said", ["last=x", "last=", "last=-1"])
def test_last_is_a_number(stub_of: Stubs, spoken: Any, said: str) -> None:
    assert "last is a number" in stub_of(spoken).run(f"frames type:DATA {said}")


def test_no_frames_at_all_are_said_to_be_none(stub_of: Stubs) -> None:
    assert stub_of().run("frames") == "no records: nothing has come yet\n"


def test_a_table_fits_its_width(stub_of: Stubs, spoken: Any) -> None:
    found = frames(stub_of(spoken), "conn:1")
    for width in (80, 100, 160):
        assert all(sum(len(span.text) for span in line) <= width for line in found.text(width))


def test_hostile_octets_are_escaped_in_a_table(stub_of: Stubs, talk: Any) -> None:
    talk.opened()
    talk.request(1, "/\x1b[2J")
    said = stub_of(talk).run("frames type:HEADERS")
    assert "/\\x1b[2J" in said
    assert "\x1b" not in said


def test_explain_tells_of_the_last_record_or_of_the_one_it_is_told(
    stub_of: Stubs, spoken: Any
) -> None:
    stub = stub_of(spoken)
    assert stub.run("explain").startswith("HEADERS  < received  stream 1  record ")
    found = frames(stub, "type:DATA")[0]
    explained = TOOLS["explain"].call(stub.shell, found)
    assert explained.reading.record.seq == found.record.seq
    assert "Lawful here?" in repr(explained)
    title = repr(explained).splitlines()[0]
    assert stub.run(f"explain {found.record.seq}").splitlines()[0] == title
    assert stub.run(f"explain #{found.record.seq}").splitlines()[0] == title


def test_explain_without_a_number_is_about_the_last_frame_although_the_client_has_gone(
    stub_of: Stubs, spoken: Any
) -> None:
    spoken.closed()
    assert stub_of(spoken).run("explain").startswith("HEADERS  < received  stream 1  record ")


def test_explain_reaches_records_from_before_what_was_read(
    stub_of: Stubs, make_talk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = make_talk()
    talk.opened()
    seq = talk.data(1, b"early")
    stub = stub_of(talk)
    monkeypatch.setattr(stub.shell.session.reader, "moment", lambda number: None)
    explained = TOOLS["explain"].call(stub.shell, seq)
    assert explained.reading.frame.view.data == b"early"
    assert "not known in full" in repr(explained)


@pytest.mark.parametrize("which", [99, 0, -1, "x", 1.5, True])
def test_a_record_there_is_none_of_is_an_error(stub_of: Stubs, spoken: Any, which: Any) -> None:
    with pytest.raises(ToolError):
        TOOLS["explain"].call(stub_of(spoken).shell, which)


@pytest.mark.parametrize("said", ["explain x", "explain 1 2", "dump -1"])
def test_what_is_no_number_is_pointed_at(stub_of: Stubs, spoken: Any, said: str) -> None:
    tool, _, rest = said.partition(" ")
    with pytest.raises(LanguageError):
        TOOLS[tool].run(stub_of(spoken).shell, rest)


def test_nothing_can_be_explained_where_nothing_has_come(stub_of: Stubs) -> None:
    with pytest.raises(ToolError, match="no record yet"):
        TOOLS["explain"].call(stub_of().shell)


def test_dump_has_every_octet_and_what_its_bits_mean(stub_of: Stubs, spoken: Any) -> None:
    stub = stub_of(spoken)
    said = repr(TOOLS["dump"].call(stub.shell, frames(stub, "type:DATA")[0]))
    assert "0000  00 00 05 00 01 00 00 00 01 68 65 6c 6c 6f" in said
    assert "END_STREAM" in said


def test_dump_of_what_is_no_frame_has_its_octets_or_its_facts(stub_of: Stubs, spoken: Any) -> None:
    stub = stub_of(spoken)
    preface = frames(stub, "kind:preface_received")[0]
    assert "50 52 49 20" in repr(TOOLS["dump"].call(stub.shell, preface))
    assert "127.0.0.1" in stub.run("dump 1")


def test_hpack_has_the_block_and_both_tables(stub_of: Stubs, spoken: Any) -> None:
    said = stub_of(spoken).run("hpack")
    assert said.startswith("Header block")
    assert "Dynamic table for what we send" in said
