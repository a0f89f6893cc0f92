"""NO_RFC7540_PRIORITIES=2, or a change of it.

Half a body, then SETTINGS with a value that the setting does not have; or with 1, though the
first SETTINGS did not say so.

A good client that knows RFC 9218 closes the connection with GOAWAY PROTOCOL_ERROR for the
value, and may for the change; one that does not ignores an unknown setting.

Case: 9218/2.1/no-rfc7540-priorities-value
Level: MUST
Requires: NO_RFC7540_PRIORITIES is 0 or 1, and what the first SETTINGS say of it stands. A
client that does not know it ignores it.
Strict: OK or CE(PROTOCOL_ERROR)
Variants: two, changed

RFC 9218 2.1
Tags: check, settings, priority
"""

from h2craft.case import chosen, violation

VALUES = {"two": 2, "changed": 1}


def main(request, response):
    with violation(response) as writer:
        writer.write_settings({"NO_RFC7540_PRIORITIES": chosen(request, VALUES)})
