"""GET /first gets 200, then 5 octets; GET /second gets 404, then 6 octets.

Recorded 2026-11-23 01:53 UTC by h2craft 0.1.0, client: nghttp2/1.52.0.

    GET /first   2 acts
    GET /second  2 acts

Runs on h2craft and on wptserve.
"""

import sys
import threading
import time

# wptserve runs this file anew for each request: what they share is kept outside of it.
shared = sys.modules.setdefault(f"shared by {__file__}", {})
second_done = shared.setdefault("second_done", threading.Semaphore(0))


def answer_first(request, response):
    writer = response.writer
    if not second_done.acquire(timeout=10):
        raise TimeoutError("the second request was not answered within 10 s")
    writer.write_headers([], 200)
    writer.write_data("first", last=True)


def answer_second(request, response):
    writer = response.writer
    time.sleep(1.3)
    writer.write_headers([], 404)
    writer.write_data("second", last=True)
    second_done.release()


ANSWERS = {"/first": answer_first, "/second": answer_second}


def main(request, response):
    ANSWERS.get(request.request_path, answer_second)(request, response)


# What the client said, for h2craft replay --compare; it may be deleted.
#: {"h2craft":"h2craft 0.1.0","format":1,"recorded":"2026-11-23 01:53 UTC","client":"nghttp2/1.52.0","path":"/first","acts":[2,2],"unsaid":0}
#: {"c":1,"s":0,"f":"SETTINGS","settings":[["MAX_CONCURRENT_STREAMS",100],["INITIAL_WINDOW_SIZE",65535]]}
#: {"c":1,"s":0,"f":"SETTINGS","ack":true}
#: {"c":1,"s":0,"f":"PRIORITY","depends_on":0,"weight":201,"stream_id":3}
#: {"c":1,"s":0,"f":"PRIORITY","depends_on":0,"weight":101,"stream_id":5}
#: {"c":1,"s":0,"f":"PRIORITY","depends_on":0,"weight":1,"stream_id":7}
#: {"c":1,"s":0,"f":"PRIORITY","depends_on_stream_id":7,"weight":1,"stream_id":9}
#: {"c":1,"s":0,"f":"PRIORITY","depends_on_stream_id":3,"weight":1,"stream_id":11}
#: {"c":1,"s":1,"f":"HEADERS","fields":[[":method","GET"],[":path","/first"],[":scheme","https"],[":authority","127.0.0.1:43239"],["accept","*/*"],["accept-encoding","gzip, deflate"],["user-agent","nghttp2/1.52.0"]],"end_stream":true,"priority":{"depends_on_stream_id":11,"weight":16}}
#: {"c":1,"s":2,"f":"HEADERS","fields":[[":method","GET"],[":path","/second"],[":scheme","https"],[":authority","127.0.0.1:43239"],["accept","*/*"],["accept-encoding","gzip, deflate"],["user-agent","nghttp2/1.52.0"]],"end_stream":true,"priority":{"depends_on_stream_id":11,"weight":16}}
#: {"c":1,"s":0,"f":"GOAWAY","code":"NO_ERROR","last":0}
#: {"c":1,"s":0,"f":"END","how":"close-notify"}
