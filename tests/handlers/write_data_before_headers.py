def main(request, response):
    response.writer.write_data("no headers before", last=True)
