def main(request, response):
    get = request.GET
    return "\n".join(
        map(
            str,
            [
                get.first(b"a"),
                get.last(b"a"),
                get[b"a"],
                get.get(b"missing"),
                get.get(b"missing", b"default"),
                get.get_list(b"a"),
                get.get_list(b"missing"),
                b"blank" in get,
                get.first(b"blank"),
                get.first(b"percent"),
                sorted(get.keys()),
            ],
        )
    )
