"""A list as JSON, with a hint before its head."""

import json

ITEMS = [{"name": "teapot", "price": 18}, {"name": "cup", "price": 4}]


def handle_headers(frame, request, response):
    response.writer.write_informational(103, [("link", "</style.css>; rel=preload; as=style")])


def main(request, response):
    return [("content-type", "application/json")], json.dumps(ITEMS)
