"""A push that is cancelled is answered all the same

Recorded 2026-11-23 10:04 UTC by h2craft 0.1.0, client: curl/8.5.0.

    POST /form?step=1  7 acts, 3 before the request was complete

Needs h2craft: waiting for the client.
"""


def handle_headers(frame, request, response):
    writer = response.writer
    response.pushed = writer.write_push(
        [(":method", "GET"), (":scheme", "https"), (":authority", "a"), (":path", "/a.css")]
    )
    response.pushed_2 = writer.write_push(
        [(":method", "GET"), (":scheme", "https"), (":authority", "a"), (":path", "/b.js")]
    )
    writer.write_headers([("x-list", "1,2")], 200)


def main(request, response):
    writer = response.writer
    writer.write_headers([], 200, stream_id=response.pushed_2)
    writer.write_data("b()", last=True, stream_id=response.pushed_2)
    writer.write_data("done", last=True)

    writer.wait_for(f"type:RST_STREAM stream:{response.pushed_2}")
    writer.write_headers([], 404, stream_id=response.pushed, last=True)


# What the client said, for h2craft replay --compare; it may be deleted.
#: {"h2craft":"h2craft 0.1.0","format":1,"recorded":"2026-11-23 10:04 UTC","client":"curl/8.5.0","path":"/form?step=1","acts":[7],"unsaid":0}
