def main(request, response):
    refused = "no"
    try:
        response.writer.write_push(
            [(":method", "GET"), (":path", "/"), (":scheme", "https"), (":authority", "localhost")]
        )
    except Exception as error:
        refused = str("ProtocolError" in [kind.__name__ for kind in type(error).__mro__])
    response.write_status_headers()
    response.writer.write_data(refused, last=True)
