def main(request, response):
    return 201, [("Content-Type", b"text/plain"), ("X-Number", 7)], b"made"
