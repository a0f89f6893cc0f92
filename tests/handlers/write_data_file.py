import io


def main(request, response):
    response.write_status_headers()
    content = io.BytesIO(b"0123456789" * 5000)
    content.seek(100)
    response.writer.write_data(content, last=True)
