def main(request, response):
    response.set_error(404, "not \xe4round")
