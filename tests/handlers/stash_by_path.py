def main(request, response):
    key = "0f7bd6a1-6f2d-4a3e-9b36-3f5f8b2f6c11"
    stash = request.server.stash
    stash.put(key, {"a": 1}, path="/elsewhere")
    here = stash.take(key)
    there = stash.take(key, "/elsewhere")
    again = stash.take(key, b"/elsewhere")
    try:
        stash.put("no uuid", 1)
    except ValueError as error:
        return f"{here} {there} {again} {type(error).__name__}"
