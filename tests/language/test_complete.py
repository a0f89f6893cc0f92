from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.language import (
    DOORS,
    VERBS,
    Asking,
    Completion,
    Context,
    StreamHint,
    complete,
    parse,
)
from h2craft.language.complete import MOST
from h2craft.wire import ErrorCode

CONTEXT = Context(
    connection=1,
    stream_id=3,
    highest=9,
    streams={
        1: StreamHint(state="open", path="/a"),
        3: StreamHint(state="half-closed (remote)", path="/b"),
        5: StreamHint(state="open", path="/\x1b[2J"),
    },
)


def offered(text: str, cursor: int | None = None) -> list[Completion]:
    return complete(text, len(text) if cursor is None else cursor, CONTEXT)


def texts(text: str) -> list[str]:
    return [one.text for one in offered(text)]


def test_an_empty_line_offers_every_verb_with_its_sentence() -> None:
    made = offered("")
    verbs = [name for name, verb in VERBS.items() if not verb.asks]
    assert [one.text for one in made] == [*verbs, *DOORS]
    assert made[0].sentence == VERBS["headers"].sentence


def test_behind_a_door_or_a_plus_only_frames_are_offered() -> None:
    frames = [name for name, verb in VERBS.items() if verb.frame is not None and not verb.asks]
    assert texts("wire ") == [*frames, "uninformed"]
    assert texts("data 1 + ") == [*frames, *DOORS]
    assert texts("uninformed lawful ") == frames
    assert texts("sleep 1 + sle") == []


@pytest.mark.parametrize(
    ("text", "some"),
    [
        ("hea", ["headers"]),
        ("HEA", ["headers"]),
        ("headers 1 no_", ["no_end_headers"]),
        ("headers 1 pad", ["padding="]),
        ("headers 1 :sta", [":status="]),
        ("headers 1 !zz", []),
        ("headers 1 !set", ["!set-cookie="]),
        ("headers 1 {wi", ["{without}"]),
        ("headers 1 :status=3", ["302", "304"]),
        ("headers 1 hpack=st", ["stateless"]),
        ("rst 1 CAN", ["CANCEL"]),
        ("rst 1 code=ref", ["REFUSED_STREAM"]),
        ("settings max_f", ["MAX_FRAME_SIZE="]),
        ("raw DATA 1 flags=E", ["END_STREAM"]),
        ("raw DATA 1 flags=END_STREAM|P", ["PADDED"]),
        ("raw UNKNOWN 1 flags=", []),
        ("raw PRIORITY_", ["PRIORITY_UPDATE"]),
        ("close ha", ["half"]),
        ("policy ping", ["ping_ack="]),
        ("policy ping_ack=", ["send", "hold", "drop"]),
        ("wait type:HE", ["type:HEADERS"]),
        ("wait (stream:1 or typ", ["type:"]),
        ("hold of", ["off"]),
        ("data 1 he", ['hex("']),
        ("data 1 + pi", ["ping"]),
        ("note wh", []),
        ("nonsense ", []),
        ("close half ", []),
        ("rst 1 code=enhance-y", ["ENHANCE_YOUR_CALM"]),
        ("settings enable-p", ["ENABLE_PUSH="]),
        ("settings SETTINGS_ENABLE_PUSH=", ["0", "1"]),
        ("settings initial-window-size=", ["65535", "0", "2^31-1"]),
        ("headers 1 Content_T", ["content-type="]),
        ("headers 1 ", [":status="]),
        ("headers 1 content-type=text/p", ["text/plain"]),
        ("headers 1 priority=", ["(no,0,16)"]),
        ("headers 1 block=", ['"', 'hex("']),
        ("push 1 2 :", [":method=", ":scheme=", ":authority=", ":path="]),
        ("trailers 1 :", []),
        ("data stream=", ["3", "5", "1"]),
        ("goaway last=", ["9", "0", "2^31-1"]),
        ("window 1 ", ["65535", "2^31-1"]),
        ("window stream=1 incr", ["increment="]),
        ("inform 1 ", ["100", "102", "103"]),
        ("raw flags=ACK PING flags=", ["ACK"]),
        ("raw 0 flags=", ["END_STREAM", "PADDED"]),
        ("raw DATA flags=END_STREAM|", ["PADDED"]),
        ("wait code:can", ["code:CANCEL"]),
        ("wait -type:DATA,he", ["type:DATA,HEADERS"]),
        ("wait stream:", ["stream:1", "stream:3", "stream:5"]),
        ("hold path:", ["path:/a", "path:/b"]),
        ("wait type:PING ", ["type:", "and", "or", "not", "timeout="]),
        ("wait type:PING timeout=", ["1", "10"]),
        ("close no_t", ["no-tls-close"]),
        ("wire wait ", ["type:"]),
    ],
)
def test_what_may_stand_there_is_offered(text: str, some: list[str]) -> None:
    made = texts(text)
    assert made[: len(some)] == some or set(some) <= set(made)
    if not some:
        assert made == []


def test_streams_come_with_their_state_and_path_the_selected_one_first() -> None:
    made = offered("data ")
    assert [one.text for one in made[:3]] == ["3", "5", "1"]
    assert (made[0].label, made[0].sentence) == ("3 half-closed (remote)", "/b")
    assert made[1].sentence == "/\\x1b[2J"
    assert not any(one.text.isdigit() for one in offered("data 1 "))


def test_error_codes_come_with_a_sentence() -> None:
    made = offered("rst 1 ")
    codes = {one.text: one.sentence for one in made}
    assert all(codes[name] for name in ErrorCode.__members__)


def test_a_completion_says_what_it_replaces() -> None:
    text = "rst 1 code=can end"
    (made,) = complete(text, len("rst 1 code=can"), CONTEXT)
    line = text[: made.start] + made.text + text[len("rst 1 code=can") :]
    assert line == "rst 1 code=CANCEL end"


def test_what_was_said_is_not_offered_again() -> None:
    assert "end_stream" not in texts('data 1 "x" end_stream ')
    assert "padding=" not in texts("data 1 padding=1 ")


def test_what_is_said_behind_the_cursor_is_not_offered_again() -> None:
    line = "data 1  end_stream padding=1 + data end_stream"
    made = [one.text for one in offered(line, len("data 1 "))]
    assert not {"end_stream", "padding="} & set(made) and "whole" in made
    assert ":status=" not in texts("headers 1 :status=200 ")
    assert "CANCEL" not in texts("rst 1 REFUSED_STREAM ")
    assert "lawful" not in texts("wire data 1 ")


def test_streams_that_are_over_come_last() -> None:
    streams = {number: StreamHint(state="open") for number in (1, 3)}
    streams[5] = StreamHint(state="closed")
    made = complete("data ", 5, Context(streams=streams))
    assert [one.text for one in made[:3]] == ["3", "1", "5"]


def test_every_offer_is_plain_text_with_a_label() -> None:
    lines = [f"{name} " for name in VERBS] + [
        f"{name} {one.name}=" for name, verb in VERBS.items() for one in verb.named.values()
    ]
    for line in lines:
        for one in offered(line):
            assert type(one.text) is str and type(one.label) is str and one.label


def test_settings_and_codes_come_with_their_section() -> None:
    for line in ("goaway code=", "rst 1 ", "settings ", "raw "):
        told = [one for one in offered(line) if one.text.strip("=").isupper()]
        assert told and all("RFC " in one.sentence for one in told)


def test_files_are_offered_where_one_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "answer.json").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "a b").touch()
    (tmp_path / ".hidden").touch()
    (tmp_path / "a.py").touch()
    assert texts(f"data 1 file({tmp_path}/a") == [
        f'{tmp_path}/a.py")',
        f'{tmp_path}/answer.json")',
    ]
    assert texts(f'data 1 file("{tmp_path}/') == [
        f'{tmp_path}/a b")',
        f'{tmp_path}/a.py")',
        f'{tmp_path}/answer.json")',
        f"{tmp_path}/folder/",
    ]
    assert texts(f"attach {tmp_path}/")[:2] == [f"{tmp_path}/a.py", f"{tmp_path}/folder/"]
    assert texts(f'attach "{tmp_path}/')[:2] == [f'"{tmp_path}/a.py"', f'"{tmp_path}/folder/']
    assert texts(f"attach {tmp_path}/nowhere/") == []


def test_a_line_of_completions_is_one_that_is_understood() -> None:
    line = ""
    for word in ("rst", "3", "REFUSED_STREAM", "wire"):
        assert word in texts(line)
        line += f"{word} "
    assert parse(line).verb == "rst"


@given(text=st.text() | st.lists(st.sampled_from((*VERBS, " ", "=", '"', "+"))).map("".join))
def test_no_text_is_too_strange(text: str) -> None:
    for cursor in (0, len(text) // 2, len(text), len(text) + 5, -1):
        made = complete(text, cursor, CONTEXT)
        assert len(made) <= MOST
        assert all(0 <= one.start <= max(0, min(cursor, len(text))) for one in made)


OURS = Context(
    connection=1,
    stream_id=1,
    next_stream=3,
    streams={1: StreamHint(state="closed", path="/old")},
    asking=Asking(path=b"/here"),
)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("", "get"),
        ("ge", "get"),
        ("headers ", "new"),
        ("headers new :me", ":method="),
        ("headers new :method=P", "POST"),
        ("get ", "/here"),
        ("get /", "/old"),
        ("get / acc", "accept="),
        ("get / no_", "no_end_stream"),
        ("request O", "OPTIONS"),
        ("request method=DEL", "DELETE"),
        ("post / bo", "body="),
        ("post / ", '"'),
    ],
)
def test_a_client_is_offered_what_requests_are_made_of(line: str, text: str) -> None:
    assert text in [one.text for one in complete(line, len(line), OURS)]


def test_of_very_many_offers_the_first_are_made() -> None:
    many = Context(streams={number: StreamHint() for number in range(1, 4 * MOST, 2)})
    offers = complete("rst ", 4, many)
    assert len(offers) == MOST
    assert offers[0].text == str(4 * MOST - 1)


@pytest.mark.parametrize(
    "line", ['data 1 "a \\" b" end', 'data 1 "\\q" end', "data 1 hex() end", "data 1 hex(zz) end"]
)
def test_what_stands_before_the_word_may_be_quoted_or_wrong(line: str) -> None:
    assert texts(line) == ["end_stream"]


def test_what_stands_behind_the_plus_is_another_frame_s() -> None:
    at = len("data 1 ")
    names = [one.text for one in offered("data 1  end_stream + data 1 padding=3", at)]
    assert "padding=" in names and "end_stream" not in names


def test_the_rest_of_the_word_at_the_cursor_is_no_word_behind_it() -> None:
    at = len("data 1 end")
    assert [one.text for one in offered("data 1 end_stream padding=3", at)] == ["end_stream"]
