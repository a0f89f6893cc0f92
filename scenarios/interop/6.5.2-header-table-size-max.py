"""HEADER_TABLE_SIZE of 4,294,967,295 octets.

A good client uses as much of it as it likes, and does not set four gigabytes aside.

Case: A/6.5.2/header-table-size-max
Level: MUST
Requires: HEADER_TABLE_SIZE is what a client's encoder may use at most; any value is lawful.
Strict: OK

RFC 9113 6.5.2, RFC 7541 4.2
Tags: check, hpack, table-size, settings
"""

from h2craft.case import REST, half, reaction


def handle_opening(connection):
    connection.greet({"HEADER_TABLE_SIZE": 2**32 - 1})


def main(request, response):
    half(response)
    reaction(response)
    response.writer.write_data(REST, last=True)
