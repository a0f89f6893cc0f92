def main(request, response):
    post = request.POST
    return repr([(key, post.get_list(key)) for key in sorted(post)])
