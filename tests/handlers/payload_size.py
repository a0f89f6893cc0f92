def main(request, response):
    writer = response.writer
    return f"{writer.get_max_payload_size()} {writer.encode('é')} {writer.decode(b'abc')}"
