"""Half a body, and then what the query says: `?reset` or `?close`."""


def main(request, response):
    writer = response.writer
    writer.write_headers([("content-type", "text/plain")], 200)
    writer.write_data("half a body, ")
    writer.barrier(timeout=20)
    if "reset" in request.GET:
        writer.write_rst_stream("INTERNAL_ERROR")
    else:
        writer.close()
