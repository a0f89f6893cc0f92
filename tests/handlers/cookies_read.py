def main(request, response):
    cookies = request.cookies
    lines = [f"{key!r}={cookies[key].value!r}" for key in sorted(cookies)]
    lines.append(str(cookies.get(b"missing")))
    lines.append(str(cookies.first(b"a", None)))
    lines.append(str(b"b" in cookies))
    return "\n".join(map(str, lines))
