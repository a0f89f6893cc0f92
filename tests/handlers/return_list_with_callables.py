def main(request, response):
    return ["first ", lambda: "called ", lambda: None, lambda: b"bytes ", "last"]
