"""One frame a call: sizes and END_STREAM are as asked for."""


def main(request, response):
    response.write_status_headers()
    response.writer.write_data_frame(b"a" * 10, False)
    response.writer.write_data_frame(b"", False)
    response.writer.write_data_frame(b"b" * 3, True)
