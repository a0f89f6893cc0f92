"""An ORIGIN frame that leaves out the second of two host names.

The certificate is good for both names, but the server says that this connection is for the
first only. A client that does not know ORIGIN may ask for both here.

A good client asks for the second name on another connection.

Case: D/8336/origin-excludes
Level: MUST NOT
Requires: A client that knows ORIGIN sends a request on a connection only where its origin is in
the Origin Set.
Needs: requests 2, two names, https
Strict: ANY

RFC 8336 2.3, 2.4
Tags: check, coalescing, origin
"""

from h2craft.case import expect, reaction, whole

NAMES = {}  # of each connection, the first it was asked for


def main(request, response):
    response.writer.write_origin(request.url_base.rstrip("/"))
    reaction(response)
    asked = request.headers.get("host") or request.url_parts.netloc
    known = NAMES.setdefault(request.client_address, asked)
    expect(response, known == asked, "a connection is asked for one name only")
    whole(response)
