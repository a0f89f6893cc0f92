"""Half a body, and then nothing.

The rest never comes; PING is not answered either.

A good client has a time limit, or finds with PING that nobody is there, and reports the request
as failed.

Case: C/silence-mid-body
Level: rob
Requires: A time limit holds for a response that stops.
Strict: NOTOK

RFC 9113 10.5
Tags: check, stall
"""

from h2craft.case import half
from h2craft.flood import stall


def handle_connection(connection):
    connection.policy(ping_ack="drop")


def main(request, response):
    half(response)
    stall(response)
