"""Takes a request and never reads its body."""

import time


def handle_headers(frame, request, response):
    while True:
        time.sleep(3600)
