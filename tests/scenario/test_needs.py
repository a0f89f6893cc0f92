from __future__ import annotations

import pytest

from h2craft.scenario.needs import need_of
from h2craft.scenario.pythonlines import call_of


@pytest.mark.parametrize(
    "call",
    [
        'writer.write_headers([("a", b"\\xc3\\xa9")], 200, stream_id=pushed, last=True)',
        'writer.write_headers([], "0200")',
        'writer.write_data("x", last=True, stream_id=2)',
        'writer.write_data_frame(b"x", False)',
        'writer.write_push([(":method", "GET")], push_stream_id=4)',
        'writer.write_raw_header_frame([("X", b"\\xff")], end_stream=True, end_headers=True)',
        'writer.write_raw_continuation_frame([("a", "b")], end_headers=True)',
        'writer.write_raw_data_frame(b"x", end_stream=True)',
        "writer.end_stream()",
        'writer.write_raw(b"x")',
        "time.sleep(1)",
    ],
)
def test_what_wpt_documents_needs_nothing(call: str) -> None:
    assert need_of(call_of(call)) == ""


@pytest.mark.parametrize(
    ("call", "need"),
    [
        ('writer.write_rst_stream("CANCEL")', "RST_STREAM"),
        ("writer.write_goaway()", "GOAWAY"),
        ('writer.wait_for("type:PING")', "waiting for the client"),
        ("writer.fire(Close())", "frames that are fired as they are"),
        ("writer.barrier()", "barrier"),
        ('writer.write_data("x", padding=3)', "padding"),
        ('writer.write_raw_header_frame([], block=b"x")', "header blocks of octets"),
        (
            "writer.write_raw_header_frame([], frame_cls=PushPromiseFrame)",
            "PUSH_PROMISE frames as they are",
        ),
        # The reference server falls short here of what it documents.
        ('writer.write_raw_data_frame(b"x", stream_id=0)', "stream 0"),
        ('writer.write_headers([("a", b"\\xff")], 200)', "fields that are no text"),
        ('writer.write_push([(b"\\xff", "a")])', "fields that are no text"),
        ('writer.write_headers([(":status", "200")], None)', "pseudo-header fields of any sort"),
        ('writer.write_headers([(":path", "/")], 200)', "pseudo-header fields of any sort"),
        (
            'writer.write_headers([Field(b"a", b"b", Representation.NEVER)], 200)',
            "HPACK representations",
        ),
    ],
)
def test_what_goes_beyond_it_is_said(call: str, need: str) -> None:
    assert need_of(call_of(call)) == need
