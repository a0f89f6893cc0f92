def main(request, response):
    return (418, "I'm a teapot"), [], "short and stout"
