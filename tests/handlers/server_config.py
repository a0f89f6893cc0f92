def main(request, response):
    config = request.server.config
    return f"{'ports' in config} {isinstance(config['browser_host'], str)} {config.domains['']['']}"
