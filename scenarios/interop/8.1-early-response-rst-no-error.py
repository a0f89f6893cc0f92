"""A whole response in the middle of an upload, then RST_STREAM NO_ERROR.

The windows are of 65,535 octets and shut when the response comes; the RST_STREAM comes in one
piece with it.

A good client delivers the response, which is complete, and stops the upload.

Case: A/8.1/early-response-rst-no-error
Level: MUST NOT
Requires: A client does not discard a complete response because of a RST_STREAM NO_ERROR after
it.
Needs: post 200000
Strict: OK
Expect: E/6.9/obeys-windows

RFC 9113 8.1, 6.4
Tags: check, star, upload, early-response, reset
"""

from h2craft.case import BODY, uploaded


def handle_opening(connection):
    connection.policy(window_update="drop")
    connection.greet(usual=False)


def handle_headers(frame, request, response):
    writer = response.writer
    uploaded(response, 65_535)
    with writer.together():
        writer.write_raw_header_frame([(":status", "200")], end_headers=True)
        writer.write_raw_data_frame(BODY, end_stream=True)
        writer.write_rst_stream("NO_ERROR")
