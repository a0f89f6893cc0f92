from __future__ import annotations

from typing import Any

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from hpack import Decoder, HeaderTuple, NeverIndexedHeaderTuple
from hypothesis import given, settings
from hypothesis import strategies as st

from h2craft.actions import Field
from h2craft.script.fields import field_octets, tidy
from h2craft.wire import Representation


def sent_by_h2(headers: list[tuple[Any, Any]]) -> list[Any]:
    """What h2's normalisation makes of the fields of a response, by decoding what it sends."""
    client, server = H2Connection(), H2Connection(H2Configuration(client_side=False))
    client.initiate_connection()
    request = [(":method", "GET"), (":path", "/"), (":scheme", "https"), (":authority", "a")]
    client.send_headers(1, request, end_stream=True)
    server.receive_data(client.data_to_send())
    server.initiate_connection()
    server.data_to_send()
    server.send_headers(1, [(":status", "200"), *headers])
    return list(Decoder().decode(server.data_to_send()[9:], raw=True))[1:]


NAMES = ["X-Name", " x-space ", "Connection", "keep-alive", "Transfer-Encoding", "upgrade"]
NAMES += ["proxy-connection", "authorization", "Cookie", "plain"]
VALUES = st.one_of(st.sampled_from(["v", " v\t", "", "\xe9", "x" * 30]), st.sampled_from([b"v "]))


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=6))
def test_regular_fields_are_tidied_as_h2_tidies_them(headers: list[tuple[str, Any]]) -> None:
    _, regular, _ = tidy(headers, name_pseudo=True)
    theirs = sent_by_h2(headers)
    assert [(field.name, field.value) for field in regular] == [tuple(field) for field in theirs]
    for our, their in zip(regular, theirs, strict=True):
        if our.value:  # some names are in the static table with an empty value
            never = isinstance(their, NeverIndexedHeaderTuple)
            assert (our.representation is Representation.NEVER) == never


def test_pseudo_header_fields_are_apart_and_named_with_their_colon() -> None:
    headers = [("x", 1), (b"path", "/"), (":method", "GET"), ("status", 200)]
    pseudo, regular, dropped = tidy(headers, name_pseudo=True)
    assert pseudo == [Field(b":path", b"/"), Field(b":method", b"GET"), Field(b":status", b"200")]
    assert regular == [Field(b"x", b"1")] and not dropped


def test_what_is_spelled_with_a_capital_is_a_field_as_to_wptserve() -> None:
    pseudo, regular, _ = tidy([(b"Status", b"401 Asked"), ("Host", "a")], name_pseudo=True)
    assert not pseudo and regular == [Field(b"status", b"401 Asked"), Field(b"host", b"a")]


def test_without_naming_a_plain_name_stays_plain() -> None:
    pseudo, regular, _ = tidy([("path", "/")], name_pseudo=False)
    assert not pseudo and regular == [Field(b"path", b"/")]


def test_what_is_dropped_is_told() -> None:
    assert tidy([("Connection", "x"), ("a", "b")], name_pseudo=True)[2] == [b"connection"]


@pytest.mark.parametrize(
    ("header", "representation"),
    [
        (HeaderTuple("a", "b"), None),
        (NeverIndexedHeaderTuple("a", "b"), Representation.NEVER),
        (Field(b"a", b"b", Representation.WITHOUT), Representation.WITHOUT),
    ],
)
def test_the_representation_asked_for_stands(header: Any, representation: Any) -> None:
    (field,) = tidy([header], name_pseudo=True)[1]
    assert field == Field(b"a", b"b", representation)


def test_text_is_utf_8_and_octets_are_themselves() -> None:
    assert field_octets("\xe9\N{SNOWMAN}") == "\xe9\N{SNOWMAN}".encode()
    assert field_octets(b"\xe9") == b"\xe9" and field_octets(5) == b"5"
