def main(request, response):
    return "plain text"
