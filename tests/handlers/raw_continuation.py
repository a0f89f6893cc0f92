def main(request, response):
    writer = response.writer
    writer.write_raw_header_frame([(":status", "200"), ("x-first", "1")])
    writer.write_raw_continuation_frame([("x-second", "2")])
    writer.write_raw_continuation_frame([("x-third", "3")], end_headers=True)
    writer.write_raw_data_frame(b"after three frames", end_stream=True)
