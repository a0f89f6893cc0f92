"""A pushed response that is malformed, for what is asked next.

The same path is promised, and its response has a field name in upper case.

A good client resets the pushed stream and asks the server for the second one.

Case: D/8.4.2/push-not-used-when-invalid
Level: MUST NOT
Requires: A pushed response that is malformed is not used.
Needs: requests 2, push
Strict: OK
Expect: at least 2: dir:received type:HEADERS

RFC 9113 8.4.2, 8.1.1, 8.2.1
Tags: check, push
"""

from h2craft.case import reaction, whole


def main(request, response):
    writer = response.writer
    if request.ordinal == 1:
        path, authority = request.request_path, request.url_parts.netloc
        fields = [(":method", "GET"), (":scheme", request.url_parts.scheme)]
        fields += [(":authority", authority), (":path", path)]
        pushed = writer.write_push(fields)
        malformed = [(":status", "200"), ("X-Upper", "1")]
        writer.write_raw_header_frame(malformed, stream_id=pushed, end_headers=True)
        writer.write_raw_data_frame("pushed\n", stream_id=pushed, end_stream=True)
        reaction(response)
    whole(response)
