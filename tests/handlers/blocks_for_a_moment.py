import time


def main(request, response):
    response.write_status_headers()
    response.writer.write_data("before ")
    time.sleep(0.05)
    response.writer.write_data("after", last=True)
