"""MAX_HEADER_LIST_SIZE of 0, or of 100 octets, before the second request.

No request fits, but it is advice, and the second one is answered all the same.

A good client sends its request, or says at once that it is too large. It does not wait for
anything.

Case: A/6.5.2/max-header-list-size-small
Level: MAY
Requires: MAX_HEADER_LIST_SIZE is advisory: a client may heed it or not.
Needs: requests 2
Strict: ANY
Variants: zero, hundred

RFC 9113 6.5.2, 10.5.1
Tags: check, settings, limits, undefined
"""

from h2craft.case import chosen, settled, whole

SIZES = {"zero": 0, "hundred": 100}


def main(request, response):
    if request.ordinal == 1:
        settled(response, {"MAX_HEADER_LIST_SIZE": chosen(request, SIZES)})
    whole(response)
