"""No main: what handle_headers wrote is ended after the request."""


def handle_headers(frame, request, response):
    response.status = 200
    response.headers.update([("x-from", "handle_headers")])
    response.write_status_headers()
