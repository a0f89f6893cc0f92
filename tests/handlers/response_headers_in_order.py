def main(request, response):
    headers = response.headers
    headers.set("B-First", "1")
    headers.append("A-Second", "2")
    headers.append("b-first", "again")
    headers["C-Third"] = 3
    headers.update([("D-Gone", "4"), (b"E-Last", b"5")])
    del headers["d-gone"]
    headers.set("A-Second", "replaced")
    return ",".join(
        [
            str(headers.get("B-First")),
            str(headers["e-last"]),
            str(headers.get("missing")),
            str("c-THIRD" in headers),
            str(headers.get("missing", "default")),
        ]
    )
