def main(request, response):
    return request.headers["x-many"] + b"|" + repr(request.headers.get_list(b"X-Many")).encode()
