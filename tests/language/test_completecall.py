from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.language import (
    VERBS,
    Context,
    StreamHint,
    call,
    complete_keyword,
    complete_value,
)
from h2craft.language.verb import Kind

CONTEXT = Context(
    stream_id=3,
    highest=9,
    streams={1: StreamHint(state="open", path="/a"), 3: StreamHint(state="open", path="/b")},
)


def values(verb: str, parameter: str, text: str = "") -> list[str]:
    found = complete_value(verb, parameter, text, CONTEXT)
    return [text[: one.start] + one.text for one in found]


def keywords(verb: str, text: str = "", said: tuple[str, ...] = ()) -> list[str]:
    return [one.text for one in complete_keyword(verb, said, text, CONTEXT)]


@pytest.mark.parametrize(
    ("verb", "parameter", "text", "some"),
    [
        ("goaway", "code", "", ['"NO_ERROR"', '"PROTOCOL_ERROR"']),
        ("goaway", "code", '"CAN', ['"CANCEL"']),
        ("goaway", "code", "'can", ["'CANCEL'"]),
        ("goaway", "error_code", "can", ['"CANCEL"']),
        ("goaway", "last", "", ["9", "0", "2**31 - 1"]),
        ("data", "stream", "", ["3", "1"]),
        ("data", "end_stream", "", ["True", "False"]),
        ("data", "inform", "F", ["False"]),
        ("data", "door", "", ['"lawful"', '"wire"']),
        ("data", "data", "", ["b'", "'", "file('"]),
        ("headers", "status", "", ["200", "204"]),
        ("headers", "status", "4", ["400", "401", "403", "404"]),
        ("headers", "content_type", "", ['"text/plain"']),
        ("headers", "priority", "", ["(False, 0, 16)", "(True, 3, 256)", '"u=3"']),
        ("headers", "hpack", '"sta', ['"stateless"']),
        ("settings", "MAX_FRAME_SIZE", "", ["16384", "16777215"]),
        ("settings", "initial_window_size", "", ["65535", "0", "2**31 - 1", "2**31"]),
        ("raw", "type", '"PI', ['"PING"']),
        ("raw", "flags", '"END_STREAM|PAD', ['"END_STREAM|PADDED']),
        ("wait", "pattern", '"type:HE', ['"type:HEADERS']),
        ("wait", "timeout", "", ["1", "10"]),
        ("sleep", "seconds", "", ["0.5", "2", '"100ms"']),
        ("break_", "pattern", "'dir:", ["'dir:received", "'dir:sent"]),
        ("policy", "ping_ack", "", ['"send"', '"hold"', '"drop"']),
        ("close", "how", "'", ["'clean'", "'half'"]),
        ("headers", "x_unheard_of", "", []),
        ("nonsense", "code", "", []),
    ],
)
def test_a_value_is_offered_as_python_has_it(
    verb: str, parameter: str, text: str, some: list[str]
) -> None:
    made = values(verb, parameter, text)
    assert made[: len(some)] == some
    assert some or not made


def test_codes_come_with_their_sentence() -> None:
    found = complete_value("goaway", "code", "", CONTEXT)
    assert len(found) == 14 and all("RFC 9113 7" in one.sentence for one in found)


def test_scripts_are_offered_in_quotation_marks(tmp_path: Path) -> None:
    (tmp_path / "a b.py").touch()
    assert values("attach", "file", f'"{tmp_path}/') == [f'"{tmp_path}/a b.py"']


@pytest.mark.parametrize(
    ("verb", "text", "said", "some"),
    [
        ("goaway", "", (), ["code=", "last=", "debug=", "stream=", "door=", "inform="]),
        ("goaway", "", ("code", "door"), ["last=", "debug=", "stream=", "inform="]),
        ("goaway", "CO", (), ["code="]),
        ("headers", "content", (), ["content_type=", "content_length="]),
        ("headers", "stat", (), ["status="]),
        ("push", "stat", (), []),
        ("settings", "max_f", (), ["MAX_FRAME_SIZE="]),
        ("wait", "", (), ["pattern=", "timeout="]),
        ("nonsense", "", (), []),
    ],
)
def test_keywords_are_those_of_the_verb(
    verb: str, text: str, said: tuple[str, ...], some: list[str]
) -> None:
    made = keywords(verb, text, said)
    assert made[: len(some)] == some
    assert some or not made


@pytest.mark.parametrize("name", VERBS)
def test_every_keyword_and_value_that_is_offered_is_taken(name: str) -> None:
    needed: dict[str, Any] = {
        "inform": {"status": 103},
        "window": {"increment": 1},
        "raw": {"type": "HEADERS"},
        "octets": {"octets": b"x"},
        "wait": {"pattern": "x"},
        "sleep": {"seconds": 1},
        "note": {"text": "x"},
        "attach": {"file": "x"},
        "detach": {"number": 1},
    }
    for keyword in (word.rstrip("=") for word in keywords(name)):
        for text in values(name, keyword):
            # ACK is no flag of HEADERS; what ends so is a beginning only.
            if not text.endswith(("'", ":", "/", '"ACK"')):
                told = {**needed.get(name, {}), keyword: eval(text)}
                assert call(name, (), told, CONTEXT).verb == name


@given(
    verb=st.sampled_from((*VERBS, "", "x")),
    parameter=st.sampled_from(
        (*sorted({one.name for verb in VERBS.values() for one in verb.parameters}), "", "x-y")
    ),
    text=st.text(max_size=8) | st.sampled_from(("'", '"', "(", "'(", '"file(')),
)
def test_no_text_is_too_strange(verb: str, parameter: str, text: str) -> None:
    for one in (*complete_value(verb, parameter, text), *complete_keyword(verb, (), text)):
        assert 0 <= one.start <= len(text)


def test_every_kind_is_thought_of() -> None:
    for verb in VERBS.values():
        for one in verb.parameters:
            named = one.kind in (Kind.FLAG, Kind.CODE, Kind.TYPE, Kind.CHOICE, Kind.STREAM)
            assert values(verb.name, one.name) or not named
