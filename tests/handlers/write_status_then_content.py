def main(request, response):
    response.headers.append("x-step", "one")
    response.write_status_headers()
    response.content = "step two"
    response.write_content()
