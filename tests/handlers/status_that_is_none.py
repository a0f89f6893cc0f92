def main(request, response):
    seen = []
    for value in ((1, 2, 3), "404", "x", None):
        try:
            response.status = value
            seen.append(repr(response.status))
        except (ValueError, TypeError) as error:
            seen.append(type(error).__name__)
    response.status = "21"
    seen.append(repr(response.status))
    response.status = 200, 5
    seen.append(repr(response.status))
    return " ".join(seen)
