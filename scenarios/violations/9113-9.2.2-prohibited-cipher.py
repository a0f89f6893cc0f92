"""TLS 1.2 with a cipher suite of appendix A.

The server agrees to nothing but ECDHE with AES in CBC mode, and answers over that.

A good client does not offer it, ends the connection with GOAWAY INADEQUATE_SECURITY, or takes
the response.

Case: 9113/9.2.2/prohibited-cipher
Level: MAY
Requires: The cipher suites of appendix A are not to be used; an endpoint may treat their use
as a connection error of type INADEQUATE_SECURITY.
Needs: https
Strict: ANY
Serve: tls=1.2, cipher=ECDHE+AES:!AESGCM:!AESCCM

RFC 9113 9.2.2
Tags: check, tls, cipher
"""

from h2craft.case import canary, half, reaction


def main(request, response):
    half(response)
    if not reaction(response):
        canary(response)
