"""GOAWAY INADEQUATE_SECURITY at once.

The server finds the connection's TLS too weak, on every connection.

A good client reports the failure, and does not go on without TLS.

Case: D/7/inadequate-security
Level: rob
Requires: INADEQUATE_SECURITY asks for better TLS, not for none.
Needs: https
Strict: NOTOK
Expect: at most 5: dir:received type:HEADERS

RFC 9113 9.2, 7
Tags: check, goaway, tls
"""

from h2craft.case import reaction, violation


def main(request, response):
    with violation(response, opened=False, rest=None) as writer:
        writer.write_goaway(0, "INADEQUATE_SECURITY")
        reaction(response, 1.0)
        writer.close("clean")
