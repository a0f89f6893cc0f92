"""The script of the README."""


def main(request, response):
    name = request.GET.first(b"name", b"world").decode()
    print("greeting", name)
    response.headers.set("content-type", "text/plain")
    response.content = f"hello {name}\n"
