def main(request, response):
    return [("Content-Type", "text/css"), ("X-Twice", "one"), ("x-twice", "two")], "a {}"
