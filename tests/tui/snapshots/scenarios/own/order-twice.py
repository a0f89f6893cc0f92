"""POST /order gets 200; and once more.

Recorded 2026-11-23 10:04 UTC by h2craft 0.1.0, client: curl/8.5.0.

Tags: mine
Path: /order
"""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("thank you\n", last=True)
