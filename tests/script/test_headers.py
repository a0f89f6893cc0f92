from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wptserve.request import RequestHeaders as WptRequestHeaders
from wptserve.response import ResponseHeaders as WptResponseHeaders
from wptserve.server import H2Headers

from h2craft.script.headers import (
    FieldBytes,
    RawHeaders,
    RequestHeaders,
    ResponseHeaders,
    octets_of,
    with_field_values,
)

FIELDS = [
    (b":method", b"GET"),
    (b":path", b"/a"),
    (b":scheme", b"https"),
    (b":authority", b"localhost"),
    (b"accept", b"*/*"),
    (b"x-test", b"pass"),
]


class TestFieldBytes:
    @settings(deadline=None)
    @given(st.binary())
    def test_it_equals_the_latin_1_str_and_hashes_like_both(self, octets: bytes) -> None:
        text = octets.decode("latin-1")
        value: Any = FieldBytes(octets)
        assert value == octets and octets == value
        assert value == text and text == value
        assert (value != text) is False
        assert {value: 1}[text] == {text: 1}[value] == {octets: 1}[value] == 1

    def test_it_differs_from_other_text(self) -> None:
        assert FieldBytes(b"a") != "b"
        assert FieldBytes(b"?") != "\N{SNOWMAN}"
        assert FieldBytes(b"1") != 1
        assert FieldBytes(b"a") != b"b"

    def test_it_looks_for_str_and_for_bytes(self) -> None:
        value: Any = FieldBytes(b"text/html; charset=utf-8")
        assert "html" in value and b"html" in value and 0x74 in value
        assert "xml" not in value
        assert value.startswith("text/") and value.startswith((b"image/", b"text/"))
        assert value.startswith(("image/", "text/"))
        assert value.find("html") == 5

    def test_what_is_taken_from_it_equals_str_too(self) -> None:
        value: Any = FieldBytes(b"A=1; b=2")
        assert value.split("; ") == ["A=1", "b=2"]
        assert value.partition("=")[0] == "A"
        assert value[:3] == "A=1" and value[0] == 0x41
        assert value.lower() == "a=1; b=2"
        assert value.replace("A", "c") == "c=1; b=2"

    def test_it_joins_str_and_bytes_from_either_side(self) -> None:
        assert FieldBytes(b"a") + "b" == "ab"
        assert "b" + FieldBytes(b"a") == b"ba"
        assert b"b" + FieldBytes(b"a") == b"ba"
        assert FieldBytes(b"a") + b"b" == "ab"

    def test_it_prints_as_bytes_do(self) -> None:
        assert repr(FieldBytes(b"x")) == str(FieldBytes(b"x")) == "b'x'"


def wpt_request_headers(fields: list[tuple[bytes, bytes]]) -> Any:
    return WptRequestHeaders(H2Headers(fields))


class TestRequestHeaders:
    def test_they_are_those_of_wptserve(self) -> None:
        ours, theirs = RequestHeaders(FIELDS), wpt_request_headers(FIELDS)
        assert list(ours) == list(theirs)
        assert list(ours.items()) == list(theirs.items())
        assert list(ours.values()) == list(theirs.values())
        assert dict(ours) == dict(theirs)
        assert list(ours.iteritems()) == list(theirs.iteritems())
        assert list(ours.itervalues()) == list(theirs.itervalues())
        for key in ("X-Test", b"x-test", "method", b"Path", "missing", ":method"):
            if key != ":method":
                assert (key in ours) == (key in theirs)
                assert ours.get(key) == theirs.get(key)
                assert ours.get(key, "default") == theirs.get(key, "default")
                assert ours.get_list(key, None) == theirs.get_list(key, None)

    def test_a_pseudo_header_field_is_found_with_its_colon_too(self) -> None:
        headers: Any = RequestHeaders(FIELDS)
        assert headers[":method"] == headers["method"] == "GET"
        assert b":path" in headers and ":protocol" not in headers
        assert headers.get_list(b":path") == ["/a"]

    def test_a_regular_field_hides_the_pseudo_header_field_without_its_colon(self) -> None:
        headers: Any = RequestHeaders([(b":path", b"/real"), (b"path", b"regular")])
        assert headers["path"] == "regular"
        assert headers[":path"] == "/real"

    def test_an_unknown_pseudo_header_field_keeps_its_colon(self) -> None:
        assert list(RequestHeaders([(b":protocol", b"websocket")])) == [b":protocol"]

    def test_several_values_are_joined_and_can_be_had_one_by_one(self) -> None:
        headers: Any = RequestHeaders([(b"x", b"1"), (b"X", b"2")])
        assert headers["x"] == "1, 2"
        assert headers.get("X") == b"1, 2"
        assert headers.get_list("x") == ["1", "2"]

    def test_the_crumbs_of_a_cookie_are_joined_as_the_rfc_says(self) -> None:
        headers: Any = RequestHeaders([(b"cookie", b"a=1"), (b"cookie", b"b=2")])
        assert headers["cookie"] == "a=1; b=2"

    def test_a_missing_one_is_a_key_error(self) -> None:
        headers: Any = RequestHeaders(FIELDS)
        with pytest.raises(KeyError):
            headers["missing"]
        with pytest.raises(KeyError):
            headers.get_list("missing")

    def test_they_are_read_only(self) -> None:
        headers: Any = RequestHeaders(FIELDS)
        with pytest.raises(TypeError):
            headers["x"] = b"y"


def test_raw_headers_are_those_of_wptserve() -> None:
    fields = [*FIELDS, (b"X-Case", b"\xe9"), (b"accept", b"last")]
    ours, theirs = RawHeaders(fields), H2Headers(fields)
    assert dict(ours) == dict(theirs)
    assert ours.raw_headers == dict(theirs.raw_headers)


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["set", "append", "delete", "item"]),
        st.sampled_from(["A", "a", b"B", "b", "c-D"]),
        st.one_of(st.integers(0, 9), st.sampled_from(["x", b"y", "\xe9"])),
    ),
    max_size=12,
)


class TestResponseHeaders:
    @settings(deadline=None)
    @given(OPERATIONS)
    def test_they_are_those_of_wptserve(self, operations: list[tuple[str, Any, Any]]) -> None:
        ours, theirs = ResponseHeaders(), WptResponseHeaders()
        for operation, key, value in operations:
            for headers in (ours, theirs):
                if operation == "set":
                    headers.set(key, value)
                elif operation == "append":
                    headers.append(key, value)
                elif operation == "item":
                    headers[key] = value
                elif key in headers:
                    del headers[key]
        assert list(ours) == list(theirs)
        assert ours.items() == theirs.items()
        for key in ("a", b"B", "C-d", "missing"):
            assert (key in ours) == (key in theirs)
            assert ours.get(key) == theirs.get(key)
            assert ours.get(key, "default") == theirs.get(key, "default")

    def test_update_appends(self) -> None:
        headers: Any = ResponseHeaders([("a", "1")])
        headers.update([(b"A", b"2")])
        assert headers["a"] == ["1", "2"]
        assert len(headers) == 2

    def test_the_name_is_kept_as_it_was_first_written(self) -> None:
        headers: Any = ResponseHeaders([("Content-Type", "a")])
        headers.append("content-type", "b")
        assert [name for name, _ in headers] == [b"Content-Type", b"Content-Type"]
        assert "Content-Type" in repr(headers)

    def test_what_is_neither_text_nor_number_is_refused(self) -> None:
        with pytest.raises(TypeError):
            ResponseHeaders().set("a", None)
        with pytest.raises(UnicodeEncodeError):
            ResponseHeaders().set("a", "\N{SNOWMAN}")
        with pytest.raises(KeyError):
            ResponseHeaders()["missing"]


def test_octets_are_latin_1() -> None:
    assert [octets_of(text) for text in ("\xe9", b"b", 12)] == [b"\xe9", b"b", b"12"]


def test_the_fields_of_a_frame_can_be_compared_with_str() -> None:
    shown: list[Any] = with_field_values(FIELDS)
    assert ("x-test", "pass") in shown
