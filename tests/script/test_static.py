"""Files and folders, as wptserve answers them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from h2craft.script.errors import HTTPException
from h2craft.script.static import (
    Range,
    headers_for,
    list_folder,
    parse_ranges,
    redirect_to_folder,
    serve_file,
)

Make = Callable[..., Any]
DIGITS = b"0123456789"


@pytest.fixture
def digits(tmp_path: Path) -> str:
    path = tmp_path / "digits.txt"
    path.write_bytes(DIGITS)
    return str(path)


def serve(path: str, response: Any) -> bytes:
    serve_file(path, response.request, response)
    return b"".join(response.iter_content())


def ranged(make: Make, value: bytes) -> Any:
    return make(headers=[(b"range", value)])


def test_a_file_is_its_octets_and_its_type(make_response: Make, digits: str) -> None:
    response = make_response()
    assert serve(digits, response) == DIGITS
    assert list(response.headers) == [(b"Content-Type", b"text/plain")]
    assert response.status == (200, None)


def test_a_large_file_comes_in_pieces(make_response: Make, tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    path.write_bytes(bytes(1 << 20))
    response = make_response()
    serve_file(str(path), response.request, response)
    assert not isinstance(response.content, bytes)
    pieces = list(response.iter_content())
    assert len(pieces) == 4
    assert b"".join(pieces) == bytes(1 << 20)


def test_an_empty_file_is_an_empty_body(make_response: Make, tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    assert serve(str(tmp_path / "empty"), make_response()) == b""


def test_a_file_that_went_away_is_404(make_response: Make, tmp_path: Path) -> None:
    with pytest.raises(HTTPException) as caught:
        serve(str(tmp_path / "gone"), make_response())
    assert caught.value.code == 404


def test_headers_files_speak_for_a_file_and_a_folder(digits: str, tmp_path: Path) -> None:
    (tmp_path / "__dir__.headers").write_bytes(b"X-Folder: yes\n\n")
    (tmp_path / "digits.txt.headers").write_bytes(b"Content-type: text/odd \r\nX-Empty:\n")
    assert headers_for(digits) == [
        (b"X-Folder", b"yes"),
        (b"Content-type", b"text/odd"),
        (b"X-Empty", b""),
    ]


def test_a_headers_file_without_a_colon_is_named(
    make_response: Make, digits: str, tmp_path: Path
) -> None:
    (tmp_path / "digits.txt.headers").write_bytes(b"Good: yes\nbad\n")
    with pytest.raises(HTTPException, match=r"digits\.txt\.headers:2: no colon") as caught:
        serve(digits, make_response())
    assert caught.value.code == 500


@pytest.mark.parametrize(
    ("value", "octets", "content_range"),
    [
        (b"bytes=0-0", b"0", b"bytes 0-0/10"),
        (b"bytes=3-5", b"345", b"bytes 3-5/10"),
        (b"bytes=7-", b"789", b"bytes 7-9/10"),
        (b"bytes=-2", b"89", b"bytes 8-9/10"),
        (b"bytes=-99", DIGITS, b"bytes 0-9/10"),
        (b"bytes=8-99", b"89", b"bytes 8-9/10"),
        (b"bytes=0-3,2-5", b"012345", b"bytes 0-5/10"),
    ],
)
def test_one_range_is_206(
    make_response: Make, digits: str, value: bytes, octets: bytes, content_range: bytes
) -> None:
    response = ranged(make_response, value)
    assert serve(digits, response) == octets
    assert response.status[0] == 206
    assert response.headers.get("Content-Range") == [content_range]


def test_several_ranges_are_parts_of_one_body(make_response: Make, digits: str) -> None:
    response = ranged(make_response, b"bytes=8-, 0-1")
    body = serve(digits, response)
    media = response.headers.get("Content-Type")[0]
    assert media.startswith(b"multipart/byteranges; boundary=")
    mark = b"--" + media.partition(b"boundary=")[2]
    assert body.split(mark) == [
        b"\r\n",
        b"\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n01\r\n",
        b"\r\nContent-Type: text/plain\r\nContent-Range: bytes 8-9/10\r\n\r\n89\r\n",
        b"--",
    ]


@pytest.mark.parametrize(
    "value",
    [
        b"bytes=10-",
        b"bytes=5-4",
        b"bytes=a-b",
        b"bytes=",
        b"bytes=5",
        b"octets=0-1",
        b"bytes=1-2-3",
        b"bytes=-0",
    ],
)
def test_a_range_that_is_none_is_416(make_response: Make, digits: str, value: bytes) -> None:
    with pytest.raises(HTTPException) as caught:
        serve(digits, ranged(make_response, value))
    assert caught.value.code == 416


def test_a_range_that_is_no_text_is_400(make_response: Make, digits: str) -> None:
    with pytest.raises(HTTPException) as caught:
        serve(digits, ranged(make_response, b"bytes=\xff"))
    assert caught.value.code == 400


def test_ranges_come_in_order_and_joined() -> None:
    assert parse_ranges(b"bytes=8-9,0-1,2-3,5-5", 10) == [
        Range(0, 4, 10),
        Range(5, 6, 10),
        Range(8, 10, 10),
    ]


def test_a_folder_without_its_slash_is_redirected(make_response: Make) -> None:
    response = make_response(path="/sub?x=1")
    redirect_to_folder(response.request, response)
    assert response.status[0] == 301
    assert response.headers.get("Location") == [b"https://localhost:8443/sub/?x=1"]


def test_a_listing_names_files_folders_and_headers(make_response: Make, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("x", "x-y", "x.headers", "lone.headers", "<b>&.txt"):
        (tmp_path / name).write_text("")
    response = make_response(path="/some/folder/")
    list_folder(str(tmp_path), response.request, response)
    assert response.headers.get("Content-Type") == [b"text/html"]
    lines = [line for line in response.content.splitlines() if line.startswith("<li")]
    assert lines == [
        '<li class="dir"><a href="/some/">..</a></li>',
        '<li class="file"><a href="%3Cb%3E%26.txt">&lt;b&gt;&amp;.txt</a></li>',
        '<li class="file"><a href="lone.headers">lone.headers</a></li>',
        '<li class="dir"><a href="sub/">sub</a></li>',
        '<li class="file"><a href="x">x</a> (<a href="x.headers">.headers</a>)</li>',
        '<li class="file"><a href="x-y">x-y</a></li>',
    ]


def test_a_listing_of_the_root_has_nothing_above(make_response: Make, tmp_path: Path) -> None:
    response = make_response(path="/")
    list_folder(str(tmp_path), response.request, response)
    assert ".." not in response.content


def test_a_folder_that_went_away_is_404(make_response: Make, tmp_path: Path) -> None:
    response = make_response(path="/gone/")
    with pytest.raises(HTTPException):
        list_folder(str(tmp_path / "gone"), response.request, response)
