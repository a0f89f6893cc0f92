"""The server's SETTINGS come half a second after the request.

Nothing at all is sent for half a second; then SETTINGS and the response.

A good client sends its preface and its request without waiting for ours, and has patience for
half a second.

Case: A/3.4/server-settings-late
Level: MUST
Requires: The server's SETTINGS are the first frame it sends, whenever that is; a client need
not wait for them.
Strict: OK

RFC 9113 3.4
Tags: check, settings, preface, slow
"""

import time

from h2craft.case import whole


def handle_opening(connection):
    time.sleep(0.5)


def main(request, response):
    whole(response)
