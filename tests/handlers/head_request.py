def main(request, response):
    return [("Content-Type", "text/plain"), ("Content-Length", "4")], "body"
