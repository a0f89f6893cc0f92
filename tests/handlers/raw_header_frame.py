def main(request, response):
    writer = response.writer
    writer.write_raw_header_frame([(":status", "201"), ("x-raw", "yes")], end_headers=True)
    writer.write_raw_data_frame(b"raw body", end_stream=True)
