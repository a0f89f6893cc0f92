"""Takes an order, and says so."""

import json


def main(request, response):
    order = json.loads(request.body)
    print("ordered:", order["item"])
    return 201, [("content-type", "text/plain")], f"one {order['item']}, thank you\n"
