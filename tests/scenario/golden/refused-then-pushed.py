"""GET /page.py gets GOAWAY NO_ERROR, RST_STREAM REFUSED_STREAM, then more; and 1 more.

Recorded 2026-11-23 01:54 UTC by h2craft 0.1.0, client: tests/1.

    GET /page.py  2 acts on connection 1
    GET /page.py  5 acts on connection 2

Needs h2craft: several frames in one write; GOAWAY; RST_STREAM; closing the connection; padding.
"""


def answer_first(request, response):
    # GET /page.py
    writer = response.writer
    with writer.together():
        writer.write_goaway(last_stream_id=0, debug_data=b"moving")
        writer.write_rst_stream("REFUSED_STREAM")
    writer.close()


def answer_second(request, response):
    # GET /page.py
    writer = response.writer
    pushed = writer.write_push(
        [
            (":method", "GET"),
            (":scheme", "https"),
            (":authority", "localhost"),
            (":path", "/style.css"),
        ]
    )
    writer.write_headers(
        [
            ("content-type", "text/html; charset=utf-8"),
            ("set-cookie", "id=secret-1"),
            ("x-padded", "yes"),
            ("cache-control", "no-store"),
        ],
        200,
        padding=7,
    )
    writer.write_data(
        "<!doctype html>\n"
        "<title>The page</title>\n"
        "<link rel=stylesheet href=/style.css>\n"
        "<p>Moved, and found.</p>\n",
        last=True,
    )
    writer.write_headers([("content-type", "text/css")], 200, stream_id=pushed)
    writer.write_data_frame(b"p { color: green }\n", True, stream_id=pushed)


ANSWERS = [answer_first, answer_second]


def main(request, response):
    ANSWERS[(request.ordinal - 1) % len(ANSWERS)](request, response)


# What the client said, for h2craft replay --compare; it may be deleted.
#: {"h2craft":"h2craft 0.1.0","format":1,"recorded":"2026-11-23 01:54 UTC","client":"tests/1","path":"/page.py","acts":[2,5],"unsaid":0}
#: {"c":1,"s":0,"f":"SETTINGS","settings":[["INITIAL_WINDOW_SIZE",16777216]]}
#: {"c":1,"s":0,"f":"WINDOW_UPDATE","increment":16777216,"count":1}
#: {"c":1,"s":1,"f":"HEADERS","fields":[[":method","GET"],[":scheme","https"],[":authority","127.0.0.1:33039"],[":path","/page.py"],["user-agent","tests/1"]],"end_stream":true}
#: {"c":1,"s":0,"f":"SETTINGS","ack":true}
#: {"c":1,"s":0,"f":"END","how":"fin"}
#: {"c":2,"s":0,"f":"SETTINGS","settings":[["INITIAL_WINDOW_SIZE",16777216]]}
#: {"c":2,"s":0,"f":"WINDOW_UPDATE","increment":16777216,"count":1}
#: {"c":2,"s":1,"f":"HEADERS","fields":[[":method","GET"],[":scheme","https"],[":authority","127.0.0.1:33039"],[":path","/page.py"],["user-agent","tests/1"]],"end_stream":true}
#: {"c":2,"s":0,"f":"SETTINGS","ack":true}
#: {"c":2,"s":0,"f":"WINDOW_UPDATE","increment":122,"count":2}
#: {"c":2,"s":1,"f":"WINDOW_UPDATE","increment":103,"count":1}
#: {"c":2,"s":-1,"f":"WINDOW_UPDATE","increment":19,"count":1}
#: {"c":2,"s":0,"f":"END","how":"fin"}
