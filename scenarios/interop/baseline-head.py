"""The answer to HEAD: content-length: 1000, END_STREAM, and no DATA.

A good client takes it for complete: nothing is missing, as nothing was asked for.

Case: A/baseline/head
Level: MUST
Requires: The response to HEAD has no content; its content-length says how long that of GET
would be.
Needs: head
Strict: OK

RFC 9113 8.1.1, RFC 9110 9.3.2
Tags: check, baseline, head, content-length
"""


def main(request, response):
    response.writer.write_headers([("content-length", "1000")], 200, last=True)
