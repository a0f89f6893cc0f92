def main(request, response):
    return [("Content-Type", "text/plain; charset=utf-8")], "grüße, мир, 世界 \N{SNOWMAN}"
