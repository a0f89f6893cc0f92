from __future__ import annotations

from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wptserve.request import BinaryCookieParser, Cookies, CookieValue
from wptserve.request import MultiDict as WptMultiDict

from h2craft.script.multidict import MultiDict, parse_cookies, parse_query


def filled(kind: Any) -> Any:
    found = kind()
    for key, value in ((b"a", b"1"), (b"b", b""), (b"a", b"2")):
        found.add(key, value)
    return found


def test_it_answers_as_that_of_wptserve() -> None:
    ours, theirs = filled(MultiDict), filled(WptMultiDict)
    assert dict(ours) == dict(theirs)
    assert list(ours) == list(theirs)
    assert list(ours.items()) == list(theirs.items())
    for key in (b"a", b"b", b"missing"):
        assert (key in ours) == (key in theirs)
        assert ours.first(key, None) == theirs.first(key, None)
        assert ours.last(key, "x") == theirs.last(key, "x")
        assert ours.get(key) == theirs.get(key)
        assert ours.get_list(key) == theirs.get_list(key)
    ours[b"a"] = theirs[b"a"] = b"3"
    assert ours.get_list(b"a") == theirs.get_list(b"a") == [b"3"]


def test_a_key_may_be_str_and_keeps_its_case() -> None:
    found = filled(MultiDict)
    assert found["a"] == b"1" and "a" in found and "A" not in found


def test_a_missing_key_is_a_key_error_without_a_default() -> None:
    for ask in (MultiDict.first, MultiDict.last, MultiDict.__getitem__):
        with pytest.raises(KeyError):
            ask(filled(MultiDict), "missing")


@settings(deadline=None)
@given(st.lists(st.tuples(st.binary(min_size=1), st.binary()), max_size=5))
def test_parameters_are_any_octets(pairs: list[tuple[bytes, bytes]]) -> None:
    query = "&".join(f"{quote_from_bytes(k, safe='')}={quote_from_bytes(v)}" for k, v in pairs)
    found = parse_query(query)
    assert [(k, v) for k in found for v in found.get_list(k)] == [
        (k, v) for k in dict.fromkeys(k for k, _ in pairs) for name, v in pairs if name == k
    ]


def test_values_equal_str_and_blank_ones_are_kept() -> None:
    found = parse_query("a=x+y&blank=&flag")
    assert found["a"] == "x y" and found["blank"] == "" and found["flag"] == ""


def wpt_cookies(text: bytes) -> Any:
    parser = BinaryCookieParser()
    parser.load(text)
    cookies = Cookies()
    for key, value in parser.items():
        cookies[key.encode("latin-1")] = CookieValue(value)
    return cookies


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"a=1",
        b"a=1; b=two; a=3",
        b'q="x y"; e=\xe9',
        b"a=1; Path=/x; b=2",
        b"a=1;b",
        b"bad name=1; c=2",
        b"=; a=1",
    ],
)
def test_cookies_are_read_as_wptserve_reads_them(text: bytes) -> None:
    ours, theirs = parse_cookies(text), wpt_cookies(text)
    assert list(ours) == list(theirs)
    for key in theirs:
        assert ours[key].value == theirs[key].value
        assert ours[key].key == theirs[key].key
        assert str(ours[key]) == str(theirs[key])
        assert ours[key].path == theirs[key].path
        assert ours[key] == theirs[key].value


def test_a_cookie_equals_its_value_as_str_and_as_bytes() -> None:
    cookies = parse_cookies(b"a=1")
    assert cookies["a"] == "1" and cookies[b"a"] == b"1" and cookies["a"] != "2"
    assert cookies["a"] == cookies.first("a")
    assert hash(cookies["a"]) == hash(b"1")
