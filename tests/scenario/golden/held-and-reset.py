"""GET /download?size=10 gets 200, 5 of 10 octets, GOAWAY INTERNAL_ERROR, then more.

Recorded 2026-11-23 01:53 UTC by h2craft 0.1.0, client: curl/7.88.1.

    GET /download?size=10  3 acts

Needs h2craft: several frames in one write; GOAWAY; RST_STREAM.
"""

import time


def main(request, response):
    writer = response.writer
    time.sleep(1.2)
    writer.write_headers([("content-type", "text/plain"), ("content-length", "10")], 200)
    writer.write_data("hello")
    time.sleep(1.6)
    with writer.together():
        writer.write_goaway(last_stream_id=request.h2_stream_id, error_code="INTERNAL_ERROR")
        writer.write_rst_stream("INTERNAL_ERROR")


# What the client said, for h2craft replay --compare; it may be deleted.
#: {"h2craft":"h2craft 0.1.0","format":1,"recorded":"2026-11-23 01:53 UTC","client":"curl/7.88.1","path":"/download?size=10","acts":[3],"unsaid":0}
#: {"c":1,"s":0,"f":"SETTINGS","settings":[["MAX_CONCURRENT_STREAMS",100],["INITIAL_WINDOW_SIZE",33554432],["ENABLE_PUSH",0]]}
#: {"c":1,"s":0,"f":"WINDOW_UPDATE","increment":33488897,"count":1}
#: {"c":1,"s":1,"f":"HEADERS","fields":[[":method","GET"],[":path","/download?size=10"],[":scheme","https"],[":authority","127.0.0.1:44965"],["user-agent","curl/7.88.1"],["accept","*/*"]],"end_stream":true}
#: {"c":1,"s":0,"f":"SETTINGS","ack":true}
#: {"c":1,"s":0,"f":"END","how":"fin"}
