"""What drivers print, read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.check.profiles.lines import results, version
from h2craft.judge import Result


def test_a_line_becomes_a_result() -> None:
    line = (
        b'{"n": 0, "ok": true, "status": 200, "length": 3, "body": "616263", "error": "",'
        b' "fields": [["X-A", "b"]], "trailers": [["t", "u"]], "informational": [103]}\n'
    )
    assert results(line) == (
        Result(
            ok=True,
            status=200,
            body=b"abc",
            length=3,
            fields=(("x-a", "b"),),
            trailers=(("t", "u"),),
            informational=(103,),
        ),
    )


def test_what_a_driver_does_not_tell_is_not_known() -> None:
    (one,) = results(b'{"n": 0, "ok": false, "error": "went away"}')
    assert one == Result(ok=False, error="went away")
    assert one.body is None and one.length is None and one.fields is None


def test_results_stand_in_the_order_of_the_requests() -> None:
    text = b'{"n": 2, "status": 203}\n{"n": 0, "status": 200}\n{"n": 1, "status": 201}\n'
    assert [one.status for one in results(text)] == [200, 201, 203]


def test_what_was_told_last_of_a_request_counts() -> None:
    text = b'{"n": 0, "ok": true}\n{"n": 0, "ok": false, "error": "nobody caught it"}\n'
    assert results(text) == (Result(ok=False, error="nobody caught it"),)


@pytest.mark.parametrize(
    "noise",
    [
        b"a word of the client\n",
        b"{not json}\n",
        b'{"other": 1}\n',
        b'{"n": "one"}\n',
        b'{"n": 0, "ok": tr',
        b"[1, 2]\n",
        b"\xff\xfe\n",
    ],
)
def test_what_is_no_line_of_a_driver_is_passed_over(noise: bytes) -> None:
    assert results(noise) == ()


def test_values_of_the_wrong_kind_are_not_known() -> None:
    line = b'{"n": 0, "status": "x", "body": "zz", "fields": [["a"], 7], "informational": 1}'
    (one,) = results(line)
    assert (one.status, one.body, one.fields, one.informational) == (None, None, (), None)


def test_a_version_has_a_client_and_an_engine() -> None:
    assert version(b'{"version": {"client": "a 1", "engine": "b 2"}}') == ("a 1", "b 2")
    assert version(b'{"version": {"client": "a 1"}}') == ("a 1", "")
    assert version(b"nothing\n") == ("", "")


@given(st.binary(max_size=200))
def test_whatever_is_printed_is_read(text: bytes) -> None:
    assert isinstance(results(text + b'\n{"n": 1'), tuple)
