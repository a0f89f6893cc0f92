def main(request, response):
    response.write_status_headers()
    response.writer.write_data("all", last=True)
    kinds = []
    try:
        response.writer.write_data("more")
    except Exception as error:
        kinds = [kind.__name__ for kind in type(error).__mro__]
    request.server.stash.put("1b0a3b4e-9d2f-4a52-8a8e-0d9d1f0f7a01", "ProtocolError" in kinds, "/w")
