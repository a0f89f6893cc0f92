def main(request, response):
    writer = response.writer
    seen = [writer.content_written, writer.stream_ended]
    response.write_status_headers()
    seen += [writer.content_written, writer.stream_ended]
    writer.write_data("x")
    seen += [writer.stream_ended]
    writer.write_data(f"{seen}", last=True)
