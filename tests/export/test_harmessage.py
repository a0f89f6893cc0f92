from __future__ import annotations

import base64
import gzip
import zlib
from typing import Any

import pytest

from h2craft.export.exchanges import LARGEST_BODY, Exchange, Half
from h2craft.export.harmessage import asked, replied, text
from h2craft.model import Connection


def exchange(*, request: Half | None = None, response: Half | None = None) -> Exchange:
    return Exchange(
        connection=Connection(1),
        stream_id=1,
        began=0.0,
        request=request or Half(),
        response=response or Half(),
    )


def half(content: bytes = b"", **fields: str) -> Half:
    pairs = tuple(
        (name.replace("_", "-").encode(), value.encode()) for name, value in fields.items()
    )
    made = Half(fields=pairs)
    made.add(content)
    return made


def content_of(content: bytes, **fields: str) -> dict[str, Any]:
    found = replied(exchange(response=half(content, **fields)))
    assert found["bodySize"] == len(content)
    return found["content"]


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        (((b":scheme", b"https"), (b":authority", b"a:1"), (b":path", b"/x")), "https://a:1/x"),
        (((b":scheme", b"http"), (b"host", b"b"), (b":path", b"*")), "http://b*"),
        (((b":method", b"CONNECT"), (b":authority", b"a:443")), "a:443"),
        (((b":scheme", b"https"), (b":authority", b"["), (b":path", b"/\xff?q")), "https://[/ÿ?q"),
        ((), ""),
    ],
)
def test_the_address_is_what_the_fields_tell_whatever_they_are(fields: Any, url: str) -> None:
    made = asked(exchange(request=Half(fields=fields)))
    assert made["url"] == url and isinstance(made["queryString"], list)


def test_a_request_of_which_nothing_could_be_read_is_still_one() -> None:
    made = asked(exchange(request=Half(unread=1)))
    assert made["method"] == made["url"] == "" and made["headers"] == []
    assert made["headersSize"] == -1 and made["_unread"] == 1 and "postData" not in made


def test_cookies_may_come_in_several_fields() -> None:
    fields = ((b"cookie", b"a=1; b=2"), (b"cookie", b"c"))
    assert asked(exchange(request=Half(fields=fields)))["cookies"] == [
        {"name": "a", "value": "1"},
        {"name": "b", "value": "2"},
        {"name": "c", "value": ""},
    ]


@pytest.mark.parametrize(
    ("content", "shown", "comment"),
    [(b"a=1", "a=1", None), (b"\xff\x00", "/wA=", "base64")],
)
def test_what_was_posted_is_text_or_says_that_it_is_not(
    content: bytes, shown: str, comment: str | None
) -> None:
    made = asked(exchange(request=half(content, content_type="x/y")))["postData"]
    assert (made["text"], made["mimeType"], made.get("comment")) == (shown, "x/y", comment)


def test_content_is_text_or_base64() -> None:
    assert content_of(b"caf\xc3\xa9", content_type="text/plain") == {
        "size": 5,
        "mimeType": "text/plain",
        "text": "café",
    }
    made = content_of(b"\xff\xfe")
    assert made["encoding"] == "base64" and base64.b64decode(made["text"]) == b"\xff\xfe"
    assert "text" not in content_of(b"")


@pytest.mark.parametrize(
    ("coding", "octets"),
    [
        ("gzip", gzip.compress(b"hello" * 100, mtime=0)),
        ("deflate", zlib.compress(b"hello" * 100)),
        ("identity", b"hello" * 100),
    ],
)
def test_a_coding_that_can_be_undone_is_undone(coding: str, octets: bytes) -> None:
    made = content_of(octets, content_encoding=coding)
    assert made["text"] == "hello" * 100 and made["size"] == 500
    assert made.get("compression", 0) == 500 - len(octets)
    assert "comment" not in made


@pytest.mark.parametrize(
    ("coding", "octets"),
    [
        ("br", b"\x0b\x02\x80hello\x03"),
        ("gzip", b"no gzip"),
        ("gzip", gzip.compress(b"hello", mtime=0)[:-3]),
        ("gzip", gzip.compress(b"hello", mtime=0) + b"more"),
        ("gzip", gzip.compress(bytes(LARGEST_BODY + 1), mtime=0)),
    ],
    ids=["unknown", "false", "cut off", "longer", "bomb"],
)
def test_what_cannot_be_undone_stays_as_it_came_and_says_so(coding: str, octets: bytes) -> None:
    made = content_of(octets, content_encoding=coding)
    assert made["size"] == len(octets) and made["comment"] == f"in the coding {coding}, as it came"
    shown = made["text"]
    kept = base64.b64decode(shown) if made.get("encoding") == "base64" else shown.encode()
    assert kept == octets


def test_a_content_that_was_cut_says_how_much_there_was() -> None:
    long = half(bytes(LARGEST_BODY + 1), content_encoding="gzip")
    made = replied(exchange(response=long))["content"]
    assert made["size"] == LARGEST_BODY + 1
    assert made["comment"].startswith("the first 16,777,216 of 16,777,217 octets")
    assert asked(exchange(request=long))["postData"]["comment"].startswith("the first")
    long = half(bytes(LARGEST_BODY + 1), content_encoding="identity")
    made = replied(exchange(response=long))["content"]
    assert made["comment"] == "the first 16,777,216 of 16,777,217 octets"
    assert made["size"] == LARGEST_BODY + 1 and "compression" not in made


@pytest.mark.parametrize(
    ("status", "number", "phrase"),
    [
        (b"200", 200, "OK"),
        (b"299", 299, ""),
        (b"20", 0, ""),
        (b"abc", 0, ""),
        (b"2\xb2\xb2", 0, ""),
    ],
)
def test_a_status_is_a_number_or_none(status: bytes, number: int, phrase: str) -> None:
    made = replied(exchange(response=Half(fields=((b":status", status),))))
    assert (made["status"], made["statusText"]) == (number, phrase)


def test_where_a_response_leads_to_and_what_came_around_it_is_told() -> None:
    response = half(b"", location="/there")
    response.trailers = ((b"x", b"1"),)
    response.interim = [((b":status", b"103"),)]
    response.data_octets, response.head_octets = 9, 20
    made = replied(exchange(response=response))
    assert (made["redirectURL"], made["headersSize"], made["_data_octets"]) == ("/there", 20, 9)
    assert made["_trailers"] == [{"name": "x", "value": "1"}]
    assert made["_interim"] == [[{"name": ":status", "value": "103"}]]


def test_octets_that_are_no_utf_8_are_the_characters_of_their_numbers() -> None:
    assert text(b"\xc3\xa9") == text(b"\xe9") == "é"
