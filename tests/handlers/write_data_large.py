def main(request, response):
    response.write_status_headers()
    response.writer.write_data(bytes(range(256)) * 1000, last=True)
