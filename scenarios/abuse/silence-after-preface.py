"""SETTINGS, and then nothing.

The request is read and never answered; PING is not answered either.

A good client has a time limit, or finds with PING that nobody is there, and reports the request
as failed.

Case: C/silence-after-preface
Level: rob
Requires: A time limit holds for a response that does not come.
Strict: NOTOK

RFC 9113 10.5
Tags: check, stall
"""

from h2craft.flood import stall


def handle_connection(connection):
    connection.policy(ping_ack="drop")


def main(request, response):
    stall(response)
