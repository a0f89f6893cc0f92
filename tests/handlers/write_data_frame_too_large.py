def main(request, response):
    response.write_status_headers()
    try:
        response.writer.write_data_frame(b"x" * 16385, True)
    except Exception as error:
        kinds = [kind.__name__ for kind in type(error).__mro__]
        response.writer.write_data(f"{'ProtocolError' in kinds}", last=True)
