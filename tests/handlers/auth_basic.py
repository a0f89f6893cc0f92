def main(request, response):
    auth = request.auth
    if auth.username is None:
        response.headers.set("WWW-Authenticate", 'Basic realm="here"')
        return 401, [], "who are you?"
    return b"%s and %s" % (auth.username, auth.password)
