from __future__ import annotations

from wptserve.utils import HTTPException as WptHTTPException

from h2craft.script.errors import ConnectionClosed, HTTPException, ProtocolError, StreamClosed


def test_a_refusal_says_its_reason_and_the_section_of_the_rfc() -> None:
    error = ProtocolError("the window is exhausted", "9113 6.9.1")
    assert str(error) == "the window is exhausted (RFC 9113 6.9.1)"
    assert (error.reason, error.section) == ("the window is exhausted", "9113 6.9.1")
    assert str(ProtocolError("no section")) == "no section"
    assert str(ProtocolError("too long", "4.2")) == "too long (RFC 9113 4.2)"
    assert str(ProtocolError("itself", "RFC 7540 5.3.1")) == "itself (RFC 7540 5.3.1)"


def test_a_closed_connection_is_a_closed_stream_and_both_are_refusals() -> None:
    assert issubclass(ConnectionClosed, StreamClosed)
    assert issubclass(StreamClosed, ProtocolError)


def test_an_http_exception_reads_like_that_of_wptserve() -> None:
    for arguments in ((404,), (404, "not here")):
        ours, theirs = HTTPException(*arguments), WptHTTPException(*arguments)
        assert (ours.code, ours.message) == (theirs.code, theirs.message)
        assert str(ours) == str(theirs)
