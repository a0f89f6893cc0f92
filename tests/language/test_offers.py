from __future__ import annotations

import pytest

from h2craft.language import VERBS, Context, StreamHint
from h2craft.language.offers import field_names, flag_bits, stream_offers, value_offers


def test_streams_come_selected_first_and_closed_last() -> None:
    streams = {1: StreamHint(state="closed"), 3: StreamHint(), 5: StreamHint(path="/\x1b")}
    offers = list(stream_offers(Context(streams=streams, stream_id=3)))
    assert [text for text, _, _ in offers] == ["3", "5", "1"]
    assert offers[1][2] == "/\\x1b"
    assert next(stream_offers(Context(stream_id=7)))[:1] == ("7",)


def test_pseudo_header_fields_are_those_of_the_message() -> None:
    names = [text for text, _, _ in field_names(VERBS["push"], "", set(), Context())]
    assert ":status=" not in names and ":path=" in names
    names = [text for text, _, _ in field_names(VERBS["headers"], "", {":status"}, Context())]
    assert ":status=" not in names and "content-type=" in names


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["raw", "DATA"], ["END_STREAM", "PADDED"]),
        (["raw", "1", "data"], ["END_STREAM", "PADDED"]),
        (["raw", "0x6", "1"], ["ACK"]),
        (["raw", "NOTHING", "1"], []),
        (["raw", "0xfa"], []),
        (["raw"], []),
    ],
)
def test_flags_are_those_of_the_type_that_is_named(words: list[str], names: list[str]) -> None:
    assert [text for text, _, _ in flag_bits(words)] == names


def test_the_highest_stream_is_offered_as_the_last() -> None:
    last = VERBS["goaway"].named["last"]
    offers = list(value_offers(last, "", Context(highest=9)))
    assert offers[0] == ("9", "", "the highest the peer has opened")


def test_a_client_is_offered_the_fields_of_requests() -> None:
    ours = Context(next_stream=3)
    names = [text for text, _, _ in field_names(VERBS["headers"], "", set(), ours)]
    assert names[:4] == [":method=", ":scheme=", ":authority=", ":path="]
    assert "accept=" in names and "set-cookie=" not in names
    assert not any(
        text.startswith(":") for text, _, _ in field_names(VERBS["get"], "", set(), ours)
    )


def test_a_client_is_offered_its_next_stream() -> None:
    offers = list(stream_offers(Context(stream_id=1, next_stream=3)))
    assert offers[0][:2] == ("new", "new 3") and offers[1][0] == "1"


def test_what_is_no_parameter_has_no_values() -> None:
    assert list(value_offers(None, "", Context())) == []
