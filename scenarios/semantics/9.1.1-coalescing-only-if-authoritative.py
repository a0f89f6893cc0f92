"""Two host names, and a certificate for one of them.

Both names lead to this server; only the first is in its certificate.

A good client does not ask for the second name on the connection it has: it opens another and
finds the certificate wrong.

Case: D/9.1.1/coalescing-only-if-authoritative
Level: MUST NOT
Requires: A connection is reused for another name only where its certificate is valid for that
name.
Needs: requests 2, two names, https
Strict: ANY
Serve: cert=127.0.0.1

RFC 9113 9.1.1
Tags: check, coalescing, tls
"""

from h2craft.case import expect, whole

NAMES = {}  # of each connection, the first it was asked for


def main(request, response):
    asked = request.headers.get("host") or request.url_parts.netloc
    known = NAMES.setdefault(request.client_address, asked)
    expect(response, known == asked, "a connection is asked for one name only")
    whole(response)
