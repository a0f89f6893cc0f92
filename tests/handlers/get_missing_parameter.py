def main(request, response):
    try:
        request.GET.first(b"missing")
    except KeyError as error:
        return f"KeyError {error}"
    return "found"
