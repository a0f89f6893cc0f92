"""GET /0.png gets 200, then 1 octet; GET /1.png gets 200, then 1 octet; and 22 more.

Recorded 2026-11-23 10:04 UTC by h2craft 0.1.0, client: curl/8.5.0.

    GET /0.png   2 acts
    GET /1.png   2 acts
    GET /2.png   2 acts
    GET /3.png   nothing
    GET /4.png   2 acts
    GET /5.png   2 acts
    GET /6.png   2 acts
    GET /7.png   1 act
    GET /8.png   2 acts
    GET /9.png   2 acts
    GET /10.png  2 acts
    GET /11.png  2 acts
    GET /12.png  2 acts
    GET /13.png  2 acts
    GET /14.png  2 acts
    GET /15.png  nothing
    GET /16.png  2 acts
    GET /17.png  2 acts
    GET /18.png  2 acts
    GET /19.png  1 act
    and 4 more

Runs on h2craft and on wptserve.
"""


def answer_first(request, response):
    writer = response.writer
    writer.write_headers([], 200)
    writer.write_data("x", last=True)


def leave_unanswered(request, response):
    response.writer.content_written = response.writer.stream_ended = True


def answer_eighth(request, response):
    response.writer.write_headers([], 500, last=True)


ANSWERS = {
    "/0.png": answer_first,
    "/1.png": answer_first,
    "/2.png": answer_first,
    "/3.png": leave_unanswered,
    "/4.png": answer_first,
    "/5.png": answer_first,
    "/6.png": answer_first,
    "/7.png": answer_eighth,
    "/8.png": answer_first,
    "/9.png": answer_first,
    "/10.png": answer_first,
    "/11.png": answer_first,
    "/12.png": answer_first,
    "/13.png": answer_first,
    "/14.png": answer_first,
    "/15.png": leave_unanswered,
    "/16.png": answer_first,
    "/17.png": answer_first,
    "/18.png": answer_first,
    "/19.png": answer_eighth,
    "/20.png": answer_first,
    "/21.png": answer_first,
    "/22.png": answer_first,
    "/23.png": answer_first,
}


def main(request, response):
    ANSWERS.get(request.request_path, answer_first)(request, response)


# What the client said, for h2craft replay --compare; it may be deleted.
#: {"h2craft":"h2craft 0.1.0","format":1,"recorded":"2026-11-23 10:04 UTC","client":"curl/8.5.0","path":"/0.png","acts":[2,2,2,0,2,2,2,1,2,2,2,2,2,2,2,0,2,2,2,1,2,2,2,2],"unsaid":0}
