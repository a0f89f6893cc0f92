from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from wptserve.request import Authentication as WptAuthentication
from wptserve.request import RequestHeaders as WptRequestHeaders
from wptserve.server import H2Headers

from h2craft.endpoint.events import RequestReceived
from h2craft.script.body import Body
from h2craft.script.errors import HTTPException
from h2craft.script.request import Request
from h2craft.script.server import Environment, default_config

Make = Callable[..., Request]


def test_it_tells_what_the_header_block_says(make_request: Make) -> None:
    request = make_request("PUT", "/a/b?c=d")
    assert request.method == "PUT"
    assert request.request_path == "/a/b?c=d"
    assert request.url == "https://localhost:8443/a/b?c=d"
    assert (request.url_parts.path, request.url_parts.query) == ("/a/b", "c=d")
    assert request.h2_stream_id == 1 and request.seq == 10
    assert request.client_address == ("127.0.0.1", 50_000)
    assert request.protocol_version == "HTTP/2.0"
    assert (request.doc_root, request.url_base) == ("/root", "/")
    assert request.route_match == {"*": "a/b"}
    assert repr(request) == "<Request PUT https://localhost:8443/a/b?c=d>"


@pytest.mark.parametrize(
    ("authority", "url"),
    [
        ("example.test", "https://example.test:8443/"),
        ("example.test:1", "https://example.test:1/"),
        ("[::1]", "https://[::1]:8443/"),
        ("[::1]:9", "https://[::1]:9/"),
        ("", "https://127.0.0.1:8443/"),
        ("a/../b", "https://127.0.0.1:8443/"),
        ("a?b", "https://127.0.0.1:8443/"),
    ],
)
def test_the_url_has_the_port_and_its_path_is_the_requests(
    make_request: Make, authority: str, url: str
) -> None:
    request = make_request(authority=authority)
    assert request.url == url
    assert request.url_parts.path == "/"


def test_the_host_field_stands_in_for_the_authority(make_request: Make) -> None:
    request = make_request(authority="", headers=[(b"host", b"by-host.test")])
    assert request.url == "https://by-host.test:8443/"


def test_an_absolute_path_is_the_url(make_request: Make) -> None:
    assert make_request(path="https://else.test/x").url == "https://else.test/x"


def test_an_authority_that_is_none_leaves_the_path_alone(make_request: Make) -> None:
    parts = make_request(path="/x?y=1", authority="[::1").url_parts
    assert (parts.path, parts.query) == ("/x", "y=1")


def test_connect_has_no_path(channel: Any) -> None:
    event = RequestReceived(1, [(b":method", b"CONNECT"), (b":authority", b"a.test:1")])
    request = Request(event, channel, Body(), Environment(default_config("/")), "/")
    assert request.request_path == ""
    assert request.url == "https://a.test:1"


def test_headers_take_str_and_bytes(make_request: Make) -> None:
    request = make_request(headers=[(b"test", b"pass")])
    assert request.headers["Test"] == "pass" and request.headers[b"test"] == b"pass"
    assert request.raw_headers["test"] == "pass"


def test_get_is_the_query_whatever_the_method(make_request: Make) -> None:
    request = make_request("POST", "/?a=1&a=2&e=%e4")
    assert request.GET.first("a") == "1" and request.GET.last(b"a") == b"2"
    assert request.GET["e"] == b"\xe4"


def test_post_is_the_body_as_far_as_it_has_arrived(make_request: Make) -> None:
    form = [(b"content-type", b"application/x-www-form-urlencoded")]
    request = make_request("POST", headers=form, body=b"a=1")
    assert request.POST["a"] == "1"
    assert request.POST is request.POST
    request._body.append(b"2&b=3")
    assert (request.POST["a"], request.POST["b"]) == ("12", "3")
    assert request.raw_input.tell() == 0


def test_closing_gives_uploads_and_body_back(make_request: Make) -> None:
    form = [(b"content-type", b"multipart/form-data; boundary=B")]
    body = b'--B\r\nContent-Disposition: form-data; name="f"; filename="n"\r\n\r\nx\r\n--B--'
    with make_request("POST", headers=form, body=body) as request:
        upload = request.POST["f"]
        assert (upload.filename, upload.value, upload.file.read()) == ("n", "x", b"x")
    assert upload.file.closed
    with pytest.raises(ValueError, match="closed"):
        request.raw_input.read()


def test_body_and_raw_input_give_what_has_arrived(make_request: Make) -> None:
    request = make_request("POST", body=b"one")
    assert request.raw_input.read() == b"one" and request.body == b"one"
    request._body.append(b" two")
    assert request.raw_input.read() == b" two" and request.body == b"one two"


def test_cookies(make_request: Make) -> None:
    request = make_request(headers=[(b"cookie", b"a=1"), (b"cookie", b"b=2")])
    assert request.cookies["a"] == "1" and request.cookies[b"b"].value == b"2"
    assert not make_request().cookies


def test_frames_are_what_was_noted(make_request: Make) -> None:
    request = make_request()
    assert list(request.frames) == []
    request.frames.append(request._event)
    assert list(request.frames) == [request._event]


def test_the_server_has_a_stash_for_the_path(make_request: Make, tmp_path: Path) -> None:
    request = make_request(path="/here?x=1")
    assert request.server is request.server
    assert request.server.stash.default_path == "/here"
    assert request.server.config["ports"]["h2"] == [8443]


def test_scripts_may_put_attributes_of_their_own_on_it(make_request: Make) -> None:
    request: Any = make_request()
    request.seen = 1
    request.method = "PATCH"
    assert request.method == "PATCH"


def credentials(text: bytes) -> list[tuple[bytes, bytes]]:
    return [(b"authorization", b"Basic " + base64.b64encode(text))]


@pytest.mark.parametrize("headers", [[], credentials(b"u:p"), credentials(b"\xe9:a:b")])
def test_basic_credentials_are_those_wptserve_reads(
    make_request: Make, headers: list[tuple[bytes, bytes]]
) -> None:
    ours = make_request(headers=headers).auth
    theirs = WptAuthentication(WptRequestHeaders(H2Headers(headers)))
    assert (ours.username, ours.password) == (theirs.username, theirs.password)


def test_credentials_equal_str_and_the_scheme_has_no_case(make_request: Make) -> None:
    auth: Any = make_request(headers=[(b"authorization", b"bAsIc dTpw")]).auth
    assert (auth.username, auth.password) == ("u", "p")


@pytest.mark.parametrize("field", [b"Bearer x", b"Basic x", b""])
def test_other_credentials_are_a_bad_request(make_request: Make, field: bytes) -> None:
    with pytest.raises(HTTPException) as raised:
        make_request(headers=[(b"authorization", field)]).auth  # noqa: B018
    assert raised.value.code == 400


def test_class_attributes_can_be_looked_at() -> None:
    assert "WPT" not in (Request.GET.__doc__ or "")
