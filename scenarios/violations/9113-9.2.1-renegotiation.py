"""TLS asks for the handshake to begin anew.

TLS 1.2. Half a body, then a HelloRequest.

A good client ends the connection, by GOAWAY PROTOCOL_ERROR or by an alert of TLS, and reports
the request as failed. It does not begin the handshake anew.

Case: 9113/9.2.1/renegotiation
Level: MUST
Requires: Renegotiation is a connection error of type PROTOCOL_ERROR.
Needs: https
Strict: CE(PROTOCOL_ERROR)
Expect: no: kind:TLS_FAILED text:"begins the handshake anew"
Serve: tls=1.2, auth=post-handshake

RFC 9113 9.2.1, 5.4.1
Tags: check, tls
"""

from h2craft.case import violation

HELLO_REQUEST = bytes(4)  # RFC 5246 7.4.1.1


def main(request, response):
    with violation(response) as writer:
        writer.write_tls_handshake(HELLO_REQUEST)
