def main(request, response):
    response.set_error(int(request.GET.first(b"code")))
