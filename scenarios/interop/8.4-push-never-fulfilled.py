"""A push that is promised and never comes.

A good client delivers the response to its request, and does not wait for ever for what was
promised.

Case: A/8.4/push-never-fulfilled
Level: rob
Requires: A promise is no answer to anybody's request: a response is complete without it.
Needs: push
Strict: OK

RFC 9113 8.4.2, 5.1
Tags: check, push
"""

from h2craft.case import REST, half, promise, reaction


def main(request, response):
    half(response)
    response.writer.write_push(promise(request))
    reaction(response)
    response.writer.write_data(REST, last=True)
