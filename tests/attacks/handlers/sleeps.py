"""Nothing wakes it but the end of the process."""

import time


def main(request, response):
    while True:
        time.sleep(3600)
