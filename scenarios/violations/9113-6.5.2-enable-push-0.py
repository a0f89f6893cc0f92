"""A server that says ENABLE_PUSH=0.

Half a body, then SETTINGS with ENABLE_PUSH=0, which says nothing new, and the rest of the
body.

A good client acknowledges it and takes the whole body.

Case: 9113/6.5.2/enable-push-0
Level: MUST
Requires: ENABLE_PUSH=0 from a server is lawful.
Strict: OK

RFC 9113 6.5.2
Tags: check, settings, push
"""

from h2craft.case import violation


def main(request, response):
    with violation(response) as writer:
        writer.write_settings({"ENABLE_PUSH": 0})
