"""A field that is about an HTTP/1.1 connection.

The response's head is :status 200 and one of the fields that HTTP/2 has no use for. A body
follows.

A good client resets the stream with PROTOCOL_ERROR, or closes the connection with it, and
reports the request as failed.

Case: 9113/8.2.2/connection-specific
Level: MUST
Requires: connection, keep-alive, proxy-connection, transfer-encoding and upgrade are not used
in HTTP/2; a message with one of them is malformed: a stream error of type PROTOCOL_ERROR.
Strict: SE(PROTOCOL_ERROR)
Variants: connection, keep-alive, proxy-connection, transfer-encoding, upgrade

RFC 9113 8.2.2, 8.1.1
Tags: check, star, fields, malformed
"""

from h2craft.case import OK_BLOCK, chosen, literal, violation

BLOCKS = {
    "connection": OK_BLOCK + literal(b"connection", b"close"),
    "keep-alive": OK_BLOCK + literal(b"keep-alive", b"timeout=5"),
    "proxy-connection": OK_BLOCK + literal(b"proxy-connection", b"close"),
    "transfer-encoding": OK_BLOCK + literal(b"transfer-encoding", b"chunked"),
    "upgrade": OK_BLOCK + literal(b"upgrade", b"h2c"),
}


def main(request, response):
    with violation(response, opened=False) as writer:
        writer.write_raw_header_frame([], end_headers=True, block=chosen(request, BLOCKS))
