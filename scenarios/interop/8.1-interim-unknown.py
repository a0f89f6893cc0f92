"""199 and 150 before 200: interim responses nobody knows.

A good client passes over them: whatever begins with 1 is not final.

Case: A/8.1/interim-unknown
Level: MUST
Requires: An unknown status is treated as x00 of its class; a 1xx is never the response.
Strict: OK

RFC 9113 8.1, RFC 9110 15
Tags: check, interim, status, unknown
"""

from h2craft.case import reaction, whole


def main(request, response):
    response.writer.write_informational(199, [("x-interim", "yes")])
    response.writer.write_informational(150)
    reaction(response)
    whole(response)
