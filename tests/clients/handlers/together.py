"""Answers once a hundred requests are here at the same time."""

import threading

EVERYBODY = threading.Barrier(100)


def main(request, response):
    EVERYBODY.wait(20)
    return "together"
