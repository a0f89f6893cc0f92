"""100, two times 103 with link fields, and then 200.

A PING makes sure that the client has read the interim responses before the final one comes.

A good client passes over all of them, or shows them as what they are, and takes the 200 for the
response.

Case: A/8.1/interim-100-103
Level: MUST
Requires: Any number of interim responses may come before the final one, asked for or not.
Strict: OK

RFC 9113 8.1, RFC 9110 15.2
Tags: check, star, interim, status
"""

from h2craft.case import reaction, whole


def main(request, response):
    writer = response.writer
    writer.write_informational(100)
    writer.write_informational(103, [("link", "</a.css>; rel=preload; as=style")])
    writer.write_informational(103, [("link", "</b.js>; rel=preload; as=script")])
    reaction(response)
    whole(response)
