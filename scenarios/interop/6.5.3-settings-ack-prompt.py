"""Three SETTINGS frames, while the response waits for their ACKs.

The first SETTINGS were acknowledged before. The rest of the response comes when three ACKs are
there.

A good client sends one empty ACK for each SETTINGS frame, at once and in order, whatever else
it does.

Case: A/6.5.3/settings-ack-prompt
Level: MUST
Requires: Each SETTINGS frame is acknowledged as soon as its values are applied, by one empty
SETTINGS frame with the ACK flag.
Strict: OK
Expect: E/6.5.3/ack-count

RFC 9113 6.5.3, 6.5
Tags: check, star, settings, ack
"""

from h2craft.case import REST, expect, half, reaction, said

ACK = "type:SETTINGS flag:ACK len:0"


def main(request, response):
    half(response)
    reaction(response)
    while said(response, ACK):  # of our first SETTINGS
        pass
    with response.writer.together():  # one read for the client, and still an ACK for each
        for streams in (300, 200, 100):
            response.writer.write_settings({"MAX_CONCURRENT_STREAMS": streams})
    acks = sum(said(response, ACK, 2.0) for _ in range(3))
    expect(response, acks == 3, "three SETTINGS are acknowledged while the response waits")
    response.writer.write_data(REST, last=True)
