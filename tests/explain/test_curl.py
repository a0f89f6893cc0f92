"""The curl line that makes a request again."""

from __future__ import annotations

import shlex
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.explain.curl import curl_line, shell_word

GET = [
    (b":method", b"GET"),
    (b":scheme", b"https"),
    (b":authority", b"a.test"),
    (b":path", b"/x?y"),
]
HERE = ("https://127.0.0.1:8443", "http://127.0.0.1:8080")


def words(fields: list[tuple[bytes, bytes]], **more: object) -> list[str]:
    return shlex.split(curl_line(fields, **more))  # type: ignore[arg-type]


def changed(**pseudo: bytes | None) -> list[tuple[bytes, bytes]]:
    made = dict(GET) | {f":{k}".encode(): v for k, v in pseudo.items()}
    return [(name, value) for name, value in made.items() if value is not None]


def test_a_plain_request_over_tls() -> None:
    assert words([*GET, (b"accept", b"*/*")], ca_path="/c a.pem") == [
        *("curl", "-v", "--http2", "--cacert", "/c a.pem", "-H", "accept: */*"),
        "https://a.test/x?y",
    ]


def test_a_cleartext_request_has_prior_knowledge() -> None:
    assert words(changed(scheme=b"http")) == [
        *("curl", "-v", "--http2-prior-knowledge"),
        "http://a.test/x?y",
    ]


def test_a_request_for_another_name_is_sent_to_where_we_listen() -> None:
    assert "--connect-to ::127.0.0.1:8443" in curl_line(GET, urls=HERE)
    here = curl_line(changed(authority=b"127.0.0.1:8443"), urls=HERE)
    assert "--connect-to" not in here
    assert words(changed(authority=None), urls=HERE)[-1] == "https://127.0.0.1:8443/x?y"


def test_methods_and_content() -> None:
    assert "-X POST --data-binary @-" in curl_line(changed(method=b"POST"), content=True)
    assert "-X GET --data-binary @-" in curl_line(GET, content=True)
    assert "--head" in curl_line(changed(method=b"HEAD"))
    assert "-X 'A B'" in curl_line(changed(method=b"A B"))


def test_what_a_url_cannot_say_goes_beside_it() -> None:
    odd = words(changed(path=b"/a b<"))
    assert odd[-3:] == ["--request-target", "/a b<", "https://a.test/"]
    assert "--path-as-is" in words(changed(path=b"/../x"))
    assert words(changed(path=b"*"))[-3:-1] == ["--request-target", "*"]
    named = words(changed(authority=b"who@evil/"), urls=HERE)
    assert "Host: who@evil/" in named and named[-1] == "https://127.0.0.1:8443/x?y"
    assert words(changed(authority=b"who@evil/"))[-1] == "https://localhost/x?y"


def test_an_address_that_is_none_is_left_out() -> None:
    made = words(changed(authority=None), urls=("https://[::1",))
    assert made[-1] == "https://localhost/x?y"


def test_what_curl_makes_itself_and_empty_values() -> None:
    made = words([*GET, (b"content-length", b"3"), (b"host", b"x"), (b"x-empty", b"")])
    assert [word for word in made if "content-length" in word or word.startswith("host")] == []
    assert "x-empty;" in made


@given(st.binary(max_size=60))
def test_a_word_is_printable_and_on_one_line(octets: bytes) -> None:
    assert shell_word(octets).isprintable() and shell_word(octets).isascii()


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_reads_the_very_octets_back() -> None:
    octets = bytes(range(1, 256))
    command = f"printf %s {shell_word(octets)}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=True)
    assert done.stdout == octets


def test_a_nul_no_argument_can_hold_is_left_out() -> None:
    assert shell_word(b"a\0b") == "ab"
