import os


def main(request, response):
    path = os.path.join(os.path.dirname(__file__), "data.txt")
    return [("Content-Type", "text/plain")], open(path, "rb")
