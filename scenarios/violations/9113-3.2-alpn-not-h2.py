"""ALPN agrees to something else, and HTTP/2 comes all the same.

The server answers ALPN with http/1.1, or with nothing, and then begins with SETTINGS.

A good client has no HTTP/2 on this connection: it speaks HTTP/1.1, or leaves.

Case: 9113/3.2/alpn-not-h2
Level: MUST
Requires: HTTP/2 over TLS is what ALPN has agreed to as h2, and nothing else.
Needs: https
Strict: ANY
Expect: no: kind:PREFACE_RECEIVED
Variants: http-1.1, none
Serve: alpn=http/1.1|none, speak=h2

RFC 9113 3.2, 3.3
Tags: check, tls, alpn
"""

from h2craft.case import whole


def main(request, response):
    whole(response)
