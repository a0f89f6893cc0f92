"""Reads an upload as it comes and tells its length and digest."""

import hashlib

uploads = {}


def handle_headers(frame, request, response):
    uploads[request] = [0, hashlib.sha256()]


def handle_data(frame, request, response):
    counted = uploads[request]
    counted[0] += len(frame.data)
    counted[1].update(frame.data)


def main(request, response):
    octets, digest = uploads.pop(request)
    return f"{octets} {digest.hexdigest()}"
