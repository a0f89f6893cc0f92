"""INITIAL_WINDOW_SIZE of 70,000 and then of 1,000 in one SETTINGS frame.

It comes between two uploads; the windows are not opened by WINDOW_UPDATE until the second has
stopped.

A good client sends 1,000 octets of the second body and waits.

Case: A/6.5.3/last-value-wins
Level: MUST
Requires: The values of a SETTINGS frame are processed in order: of one that comes twice the
last one is in force.
Needs: requests 2, post 3000
Strict: OK
Expect: E/6.9/obeys-windows

RFC 9113 6.5.3, 6.9.2
Tags: check, settings, flow-control, upload
"""

from h2craft.case import Turns, expect, reaction, settled, uploaded, whole

TURNS = Turns(2)


def handle_opening(connection):
    connection.policy(window_update="drop")
    connection.greet(usual=False)


def handle_headers(frame, request, response):
    if TURNS.of(response, request) == 2:
        octets = uploaded(response, 1_000)
        reaction(response)
        octets += uploaded(response)
        expect(response, octets == 1_000, "1,000 octets of the second body, and then it waits")
        response.writer.write_window_update(10_000)


def main(request, response):
    if TURNS.of(response, request) == 1:
        settled(response, [("INITIAL_WINDOW_SIZE", 70_000), ("INITIAL_WINDOW_SIZE", 1_000)])
    whole(response)
