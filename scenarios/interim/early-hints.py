"""103 (Early Hints) with a link, then 200.

A good client reads any number of interim responses before the final one, and takes none of them
for the answer. What a 103 hints at may be fetched early; it may be ignored as well.

RFC 9113 8.1, RFC 9110 15.2, RFC 8297 2
Tags: interim, 1xx
"""


def handle_headers(frame, request, response):
    response.writer.write_informational(103, [("link", "</style.css>; rel=preload; as=style")])


def main(request, response):
    return "after the hints"
