from __future__ import annotations

import io
from email.message import Message
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wptserve.cgi import FieldStorage
from wptserve.request import MultiDict as WptMultiDict

from h2craft.script.forms import Upload, parse_form, parse_parameters

MULTIPART = "multipart/form-data; boundary=XyZ"


def part(name: str, content: bytes, filename: str | None = None, extra: str = "") -> bytes:
    head = f'Content-Disposition: form-data; name="{name}"'
    if filename is not None:
        head += f'; filename="{filename}"'
    return b"--XyZ\r\n" + f"{head}\r\n{extra}\r\n".encode("latin-1") + content + b"\r\n"


def asked(file: Any) -> list[Any]:
    """The headers of a file's part, as WPT's handlers ask for them."""
    return [file.headers[name] for name in ("Content-Type", "content-disposition", "x-none")]


def parsed(method: str, content_type: str | None, body: bytes) -> Any:
    uploads: list[Upload] = []
    form = parse_form(method, content_type, io.BytesIO(body), uploads)
    shown = {
        key: [
            (value.name, value.filename, value.value, value.file.read(), value.type, asked(value))
            if isinstance(value, Upload)
            else value
            for value in form.get_list(key)
        ]
        for key in form
    }
    for upload in uploads:
        upload.file.close()
    return shown


def wpt_parsed(method: str, content_type: str | None, body: bytes) -> Any:
    headers = {} if content_type is None else {"content-type": content_type}
    storage = FieldStorage(
        fp=io.BytesIO(body),
        environ={"REQUEST_METHOD": method},
        headers=headers,
        keep_blank_values=True,
        encoding="iso-8859-1",
    )
    form = WptMultiDict.from_field_storage(storage)
    shown = {
        key: [
            (value.name, value.filename, value.value, value.file.read(), value.type, asked(value))
            if hasattr(value, "filename")
            else value
            for value in form.get_list(key)
        ]
        for key in form
    }
    for key in form:
        for value in form.get_list(key):
            if hasattr(value, "file"):
                value.file.close()
    return shown


CASES = {
    "fields": part("a", b"1") + part("b", b"two\r\nlines") + part("a", b"\xe9") + b"--XyZ--\r\n",
    "file": part("f", b"\x00\r\n\xff", "a.bin", "Content-Type: x/y\r\n") + b"--XyZ--\r\n",
    "no file chosen": part("f", b"", "") + b"--XyZ--",
    "name like a path": part("f", b"x", "C:\\\\dir\\\\a;b.txt") + b"--XyZ--",
    "boundary inside": part("f", b"a --XyZ b\r\n --XyZ\r\n--XyZq\r\n", "n") + b"--XyZ--\r\n",
    "preamble and epilogue": b"ignore\r\n" + part("a", b"1") + b"--XyZ--\r\nepilogue",
    "line feeds only": b'--XyZ\nContent-Disposition: form-data; name="a"\n\nx\n--XyZ--\n',
    "cut off": part("a", b"1") + b'--XyZ\r\nContent-Disposition: form-data; name="b"\r\n\r\nhal',
    "cut off after a boundary": part("a", b"1") + b"--XyZ\r\n",
    "cut off in the headers": b"--XyZ\r\nContent-Disposition: form-data",
    "cut off in the headers, with a name": b'--XyZ\r\nContent-Disposition: form-data; name="a"',
    "nothing but the end": b"--XyZ--\r\n",
    "empty": b"",
}


@pytest.mark.parametrize("body", CASES.values(), ids=CASES.keys())
def test_multipart_is_read_as_wptserve_reads_it(body: bytes) -> None:
    if body in (CASES["nothing but the end"], CASES["cut off in the headers"]):
        assert parsed("POST", MULTIPART, body) == {}  # wptserve trips over a part without a name
        return
    assert parsed("POST", MULTIPART, body) == wpt_parsed("POST", MULTIPART, body)


LINE_CONTENT = st.lists(
    st.sampled_from([b"x", b"\r", b"\n", b"\r\n", b"-", b"--", b"--Xy", b"y" * 70_000]), max_size=8
).map(b"".join)


@settings(deadline=None)
@given(LINE_CONTENT)
def test_a_file_comes_back_octet_by_octet(content: bytes) -> None:
    body = part("f", content, "name") + b"--XyZ--\r\n"
    (upload,) = parsed("POST", MULTIPART, body)[b"f"]
    assert upload[:4] == ("f", "name", content, content)


URLENCODED = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("method", "content_type", "body"),
    [
        ("POST", URLENCODED, b"a=1&b=&a=%e9+x"),
        ("PUT", URLENCODED + "; charset=utf-8", b"a=1"),
        ("POST", None, b"a=1"),
        ("PUT", None, b"a=1"),
        ("POST", "text/plain", b"a=1"),
        ("POST", URLENCODED, b"a=\xc3\xa9"),
    ],
)
def test_other_bodies_are_read_as_wptserve_reads_them(
    method: str, content_type: str | None, body: bytes
) -> None:
    assert parsed(method, content_type, body) == wpt_parsed(method, content_type, body)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_method_without_a_body_has_no_form(method: str) -> None:
    assert parsed(method, URLENCODED, b"a=1") == {}


@pytest.mark.parametrize("boundary", ["", "x" * 201, '"ends with space "'])
def test_a_boundary_that_is_none_is_an_error(boundary: str) -> None:
    with pytest.raises(ValueError, match="boundary"):
        parsed("POST", f"multipart/form-data; boundary={boundary}", b"")


def test_a_part_without_a_name_is_left_out() -> None:
    body = b"--XyZ\r\nContent-Type: a/b\r\n\r\nx\r\n" + part("a", b"1") + b"--XyZ--"
    assert parsed("POST", MULTIPART, body) == {b"a": [b"1"]}


def test_parameters_may_be_quoted() -> None:
    text = 'form-data; Name="a;\\"b\\"" ; flag; filename=plain'
    assert parse_parameters(text) == ("form-data", {"name": 'a;"b"', "filename": "plain"})


def test_an_upload_shows_its_name() -> None:
    upload = Upload("field", "a.txt", Message())
    assert repr(upload) == "<Upload 'field' 'a.txt'>" and upload.type == "text/plain"
    upload.file.close()
