"""A file in one call of write_data, however small the windows are."""

import os

FOLDER = os.path.dirname(os.path.abspath(__file__))


def main(request, response):
    name = os.path.basename(request.GET.first(b"name").decode())
    response.headers.set("content-type", "application/octet-stream")
    response.write_status_headers()
    with open(os.path.join(FOLDER, name), "rb") as file:
        response.writer.write_data(file, last=True)
