"""HEADER_TABLE_SIZE is 0: the client's next header block has to begin with a size update.

Each request is answered once the client has acknowledged that its dynamic table may hold
nothing.

A good client begins its next header block with a dynamic table size update to 0 (the octet 20)
and refers to no entry of the dynamic table from then on.

RFC 9113 4.3.1, RFC 7541 4.2, 6.3
Tags: settings, hpack, interop
Needs: two requests, one after the other
"""


def main(request, response):
    writer = response.writer
    writer.settle({"HEADER_TABLE_SIZE": 0})
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("and the next one without a table\n", last=True)
