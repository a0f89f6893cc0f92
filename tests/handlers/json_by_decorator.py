from wptserve.handlers import json_handler


@json_handler
def main(request, response):
    return {"method": request.method}
