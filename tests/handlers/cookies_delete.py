def main(request, response):
    response.delete_cookie("gone", path="/x")
    response.set_cookie("too", None)
    return ",".join(
        cookie.decode().split("; expires=")[0] for cookie in response.headers.get("Set-Cookie")
    )
