"""A response as plain as can be.

SETTINGS without a value, the ACK of the client's, :status 200 alone in the head, and a body in
two DATA frames.

A good client delivers the body and succeeds.

Case: A/baseline/get
Level: MUST
Requires: A response of HEADERS and DATA, ended by END_STREAM, is delivered whole.
Strict: OK

RFC 9113 8.1, 3.4
Tags: check, baseline
"""

from h2craft.case import REST, half


def handle_opening(connection):
    connection.greet(usual=False)


def main(request, response):
    half(response, fields=())
    response.writer.write_data(REST, last=True)
