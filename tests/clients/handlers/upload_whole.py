"""Takes the upload at its end, all at once."""

import hashlib


def main(request, response):
    digest = hashlib.sha256()
    octets = 0
    while chunk := request.raw_input.read(1 << 20):
        octets += len(chunk)
        digest.update(chunk)
    return f"{octets} {digest.hexdigest()}"
