from wptserve.utils import HTTPException


def main(request, response):
    response.write_status_headers()
    raise HTTPException(404)
