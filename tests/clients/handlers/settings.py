"""A hand on the connection: SETTINGS and PING of ours in the middle of a request."""


def main(request, response):
    response.writer.settle({"MAX_CONCURRENT_STREAMS": 50})
    response.writer.barrier()
    return "settled"
