"""No lower case, no colon and no order is put right: a client may object."""


def main(request, response):
    response.writer.write_raw_header_frame(
        [("X-Upper", "Yes"), (":status", "200"), ("status", "no colon")],
        end_headers=True,
        end_stream=True,
    )
