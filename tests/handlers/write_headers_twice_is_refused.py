def main(request, response):
    response.write_status_headers()
    refused = "no"
    try:
        response.write_status_headers()
    except Exception as error:
        refused = str("ProtocolError" in [kind.__name__ for kind in type(error).__mro__])
    response.writer.write_data(refused, last=True)
