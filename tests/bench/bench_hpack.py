"""Our HPACK against the hpack library's, and what the splitter costs a frame.

Run it as a script. Ratios are ours over theirs: above 1 we are faster.
"""

from __future__ import annotations

import logging
import timeit
from collections.abc import Callable

import hpack

from h2craft.wire import Decoder, Encoder, Splitter, frame_octets

REQUEST = [
    (b":method", b"GET"),
    (b":scheme", b"https"),
    (b":authority", b"www.example.com"),
    (b":path", b"/resources/images/logo.png?v=20240611"),
    (b"user-agent", b"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"),
    (b"accept", b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    (b"accept-language", b"en-US,en;q=0.5"),
    (b"accept-encoding", b"gzip, deflate, br, zstd"),
    (b"referer", b"https://www.example.com/"),
    (b"cookie", b"session=0123456789abcdef0123456789abcdef"),
]
RESPONSE = [
    (b":status", b"200"),
    (b"content-type", b"text/plain; charset=utf-8"),
    (b"content-length", b"1234"),
    (b"cache-control", b"no-store"),
    (b"server", b"h2craft"),
    (b"date", b"Mon, 21 Oct 2013 20:13:21 GMT"),
]
MINIMAL = [(b":method", b"GET"), (b":scheme", b"http"), (b":authority", b"a:80"), (b":path", b"/")]


def varied(headers: list[tuple[bytes, bytes]], count: int) -> list[list[hpack.HeaderTuple]]:
    """The same list with a path and a content-length of its own each time."""
    lists = []
    for number in range(count):
        own = {b":path": b"/item/%d" % number, b"content-length": b"%d" % (1000 + number)}
        lists.append([hpack.HeaderTuple(name, own.get(name, value)) for name, value in headers])
    return lists


def best(work: Callable[[], object], blocks: int) -> float:
    """Microseconds a block."""
    return min(timeit.repeat(work, number=1, repeat=7)) / blocks * 1e6


def compare(what: str, lists: list[list[hpack.HeaderTuple]]) -> None:
    def encode(encoder: Encoder | hpack.Encoder) -> list[bytes]:
        return [encoder.encode(headers) for headers in lists]

    def decode(decoder: Decoder | hpack.Decoder, blocks: list[bytes]) -> None:
        for block in blocks:
            decoder.decode(block, raw=True)

    blocks = encode(hpack.Encoder())
    count = len(lists)
    rows = (
        ("encode", lambda: encode(Encoder()), lambda: encode(hpack.Encoder())),
        ("decode", lambda: decode(Decoder(), blocks), lambda: decode(hpack.Decoder(), blocks)),
    )
    for name, ours, theirs in rows:
        mine, other = best(ours, count), best(theirs, count)
        print(f"{what:22} {name}  {mine:7.2f} us  hpack {other:7.2f} us  ratio {other / mine:5.1f}")
    sizes = sum(map(len, encode(Encoder()))), sum(map(len, blocks))
    print(f"{what:22} octets  {sizes[0] / count:6.1f}     hpack {sizes[1] / count:6.1f}")


def splitter() -> None:
    for payload, count in ((b"x" * 13, 1000), (b"x" * 16384, 40)):
        chunk = frame_octets(0, 0, 1, payload) * count
        part = chunk[:-5]
        whole = Splitter(False)
        cost = best(lambda: whole.feed(chunk), count)  # noqa: B023
        print(f"splitter, {len(payload)} octet payloads, whole frames: {cost:.2f} us a frame")

        def cut() -> None:
            one = Splitter(False)
            for at in range(0, len(part), 4096):  # noqa: B023
                one.feed(part[at : at + 4096])  # noqa: B023

        print(f"splitter, {len(payload)} octet payloads, cut at 4096: {best(cut, count):.2f} us")


def main() -> None:
    logging.disable()  # hpack's debug calls cost less so, as in a server that runs quietly
    compare("request, same", [[hpack.HeaderTuple(*pair) for pair in REQUEST]] * 500)
    compare("request, varied", varied(REQUEST, 500))
    compare("request, minimal", [[hpack.HeaderTuple(*pair) for pair in MINIMAL]] * 500)
    compare("request, first", [[hpack.HeaderTuple(*pair) for pair in REQUEST]])
    compare("response, same", [[hpack.HeaderTuple(*pair) for pair in RESPONSE]] * 500)
    compare("response, varied", varied(RESPONSE, 500))
    splitter()


if __name__ == "__main__":
    main()
