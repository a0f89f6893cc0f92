def main(request, response):
    writer = response.writer
    writer.write_headers([("x-one", "1"), (b"X-Two", 2), ("X-Three", " spaced ")], 203)
    writer.write_data("some ")
    writer.write_data(b"content")
    writer.write_data("", last=False)
    writer.write_data(" end", last=True)
