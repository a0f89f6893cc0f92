"""POST /upload.py gets 200, 7 octets, then trailers.

Recorded 2026-11-23 01:53 UTC by h2craft 0.1.0, client: tests/1.

    POST /upload.py  3 acts, 2 before the request was complete

Needs h2craft: waiting for the client; trailers.
"""


def handle_headers(frame, request, response):
    writer = response.writer
    writer.write_headers([("x-when", "early")], 200)

    writer.wait_for(f"type:DATA stream:{request.h2_stream_id}")
    writer.write_data("enough\n")


def main(request, response):
    response.writer.write_trailers([("x-octets", "11")])


# What the client said, for h2craft replay --compare; it may be deleted.
#: {"h2craft":"h2craft 0.1.0","format":1,"recorded":"2026-11-23 01:53 UTC","client":"tests/1","path":"/upload.py","acts":[3],"unsaid":0}
#: {"c":1,"s":0,"f":"SETTINGS","settings":[["INITIAL_WINDOW_SIZE",16777216]]}
#: {"c":1,"s":0,"f":"WINDOW_UPDATE","increment":16777216,"count":1}
#: {"c":1,"s":1,"f":"HEADERS","fields":[[":method","POST"],[":scheme","https"],[":authority","127.0.0.1:45721"],[":path","/upload.py"],["user-agent","tests/1"]],"end_stream":false}
#: {"c":1,"s":0,"f":"SETTINGS","ack":true}
#: {"c":1,"s":1,"f":"DATA","octets":11,"end_stream":true,"sha256":"4592092e1061c7ea"}
#: {"c":1,"s":0,"f":"WINDOW_UPDATE","increment":7,"count":1}
#: {"c":1,"s":1,"f":"WINDOW_UPDATE","increment":7,"count":1}
#: {"c":1,"s":0,"f":"END","how":"fin"}
