"""An alt-svc field that names a dead alternative.

alt-svc: h3=":1", where nobody listens.

A good client makes both requests here: an alternative that does not answer costs nothing.

Case: D/7838/alt-svc-field
Level: MAY
Requires: A client may use an alternative; where that fails it goes on with the origin.
Needs: requests 2
Strict: OK

RFC 7838 2, 2.4
Tags: check, alt-svc
"""

from h2craft.case import whole


def main(request, response):
    whole(response, fields=[("alt-svc", 'h3=":1"; ma=60')])
