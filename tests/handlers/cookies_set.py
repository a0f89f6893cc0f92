from datetime import datetime, timedelta


def main(request, response):
    response.set_cookie("plain", "value")
    response.set_cookie(b"bytes", b"value", path="/deep", domain="example.test")
    response.set_cookie("age", "1", max_age=60, secure=True, httponly=True, samesite="Lax")
    response.set_cookie("delta", "1", max_age=timedelta(hours=1))
    response.set_cookie("date", "1", expires=datetime(2031, 3, 9, 1, 2, 3))
    response.set_cookie("quoted", "a b;c", comment="why not")
    return "set"
