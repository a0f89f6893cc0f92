"""`/sleep.py?S` blocks its stream for S seconds, as scripts do."""

import time


def main(request, response):
    time.sleep(float(request.url_parts.query))
    response.headers.set("Content-Type", "text/plain")
    return "awake"
