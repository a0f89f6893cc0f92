def main(request, response):
    return 200, [], "content", "one too many"
