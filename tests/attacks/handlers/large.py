"""64 MiB for whoever asks."""

MEBI = 1 << 20


def main(request, response):
    response.write_status_headers()
    for number in range(64):
        response.writer.write_data(bytes([number]) * MEBI, last=number == 63)
