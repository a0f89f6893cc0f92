"""A body in three frames, and trailers."""


def main(request, response):
    response.headers.set("content-type", "text/csv")
    response.write_status_headers()
    for line in ("item,sold\n", "teapot,1\n", "cup,0\n"):
        response.writer.write_data_frame(line, last=False)
    response.writer.write_trailers([("lines", "3")])
