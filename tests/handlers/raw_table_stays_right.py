"""Raw blocks use and grow the connection's table: the next lawful response still decodes."""


def main(request, response):
    mark = request.GET.first(b"mark")
    response.writer.write_raw_header_frame(
        [(":status", "200"), ("x-mark", mark), ("x-same", "in the table")], end_headers=True
    )
    response.writer.write_raw_data_frame(b"", end_stream=True)
