"""A new connection gets SETTINGS; and 3 more.

Recorded 2026-11-23 10:04 UTC by h2craft 0.1.0, client: curl/8.5.0.

    a new connection  1 act on connection 1
    GET /x            4 acts on connection 1
    GET /x            2 acts on connection 2
    GET /x            nothing on connection 2

hold path:/x
release all
The oldest acts are not in it: 12.

Needs h2craft: SETTINGS; waiting for the client; RST_STREAM; GOAWAY; acts before any request.
"""

import threading
import time

first_headers_sent = threading.Semaphore(0)
second_done = threading.Semaphore(0)


def wait_until(gate, otherwise):
    if not gate.acquire(timeout=10):
        raise TimeoutError(otherwise)


def greet_first(connection):
    connection.write_settings({"MAX_CONCURRENT_STREAMS": 1, "INITIAL_WINDOW_SIZE": 0})


GREETINGS = {1: greet_first}


def handle_connection(connection):
    greet = GREETINGS.get((connection.ordinal - 1) % 2 + 1)
    if greet:
        greet(connection)


def answer_first(request, response):
    # GET /x
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    first_headers_sent.release()

    writer.wait_for(f"type:WINDOW_UPDATE stream:{request.h2_stream_id}")
    time.sleep(2.3)
    writer.write_data("half")

    wait_until(second_done, "the second request was not answered within 10 s")
    writer.write_rst_stream("CANCEL")

    writer.wait_for("type:PING flag:ACK")
    writer.write_goaway(last_stream_id=3)


def answer_second(request, response):
    # GET /x
    writer = response.writer
    wait_until(first_headers_sent, "the first request got no HEADERS within 10 s")
    writer.write_informational(103, [("link", "</a.css>")])
    writer.write_headers([], 204, last=True)
    second_done.release()


def leave_unanswered(request, response):
    response.writer.leave_open()


ANSWERS = [answer_first, answer_second, leave_unanswered]


def main(request, response):
    ANSWERS[(request.ordinal - 1) % len(ANSWERS)](request, response)


# What the client said, for h2craft replay --compare; it may be deleted.
#: {"h2craft":"h2craft 0.1.0","format":1,"recorded":"2026-11-23 10:04 UTC","client":"curl/8.5.0","path":"/x","acts":[1,4,2,0],"unsaid":0}
