"""The same content-length twice: two fields, or a list in one.

content-length: 4 twice, or content-length: 4, 4; then four octets.

A good client takes it as one length, or refuses the message; either is lawful.

Case: D/8.1.1/content-length-two-equal
Level: MAY
Requires: A recipient may take a list of equal lengths for one, or reject the message.
Strict: ANY
Variants: fields, list

RFC 9110 8.6, RFC 9113 8.1.1
Tags: check, content-length, undefined
"""

from h2craft.case import chosen, violation

FIELDS = {
    "fields": [("content-length", "4"), ("content-length", "4")],
    "list": [("content-length", "4, 4")],
}


def main(request, response):
    with violation(response, opened=False, rest="four") as writer:
        fields = [(":status", "200"), *chosen(request, FIELDS)]
        writer.write_raw_header_frame(fields, end_headers=True)
