def main(request, response):
    response.encoding = "iso-8859-1"
    response.content = "caf\xe9"
