"""100, 102, two times 103 and one that nobody knows, then 200.

A good client passes over all of them, the unknown 199 too, and takes the 200.

RFC 9113 8.1, RFC 9110 15.2
Tags: interim, 1xx, interop
"""


def main(request, response):
    writer = response.writer
    writer.write_informational(100)
    writer.write_informational(102)
    writer.write_informational(103, [("link", "</a.css>; rel=preload; as=style")])
    writer.write_informational(103, [("link", "</b.js>; rel=preload; as=script")])
    writer.write_informational(199, [("x-unknown", "yes")])
    return "the final one\n"
