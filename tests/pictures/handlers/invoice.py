"""Fails after its head has gone, so that its client is left with a part of an answer."""

PRICES = {"teapot": 18, "cup": 4}


def main(request, response):
    item = request.GET.first(b"item").decode()
    print("invoice for", item)
    response.headers.set("content-type", "text/plain")
    response.write_status_headers()
    response.writer.write_data(f"{item}: {price_of(item)}\n", last=True)


def price_of(item):
    return PRICES[item]
