def main(request, response):
    return [("X-Empty", "yes")], ""
