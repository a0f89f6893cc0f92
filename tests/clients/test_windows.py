"""Flow control at its narrowest, by a client that opens its windows by hand."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.clients
KIBI64 = 65_536
STREAMS = 16  # beside each other, 4 KiB each


@pytest.fixture(scope="module")
def thimble(starting: Any, root: Path) -> Iterator[Any]:
    """A server whose streams have a window of one octet."""
    with starting(root, "--window", "1") as running:
        yield running


def test_64_kibioctets_down_windows_of_one_octet(
    server: Any, said: Any, peer: Any, root: Path
) -> None:
    wanted = (root / "4k.bin").read_bytes()
    with peer.Peer(server.http, (peer.INITIAL_WINDOW_SIZE, 1)) as client:
        client.send(peer.window_update(KIBI64))
        answers = {
            number: client.answer(number)
            for number in [client.request("/download.py?name=4k.bin") for _ in range(STREAMS)]
        }
        for have in range(1, len(wanted) + 1):
            client.until(lambda have=have: all(len(a.body) >= have for a in answers.values()))
            assert {len(answer.body) for answer in answers.values()} == {have}
            client.send(*[peer.window_update(1, number) for number in answers])
        for number in answers:
            assert client.finish(number).body == wanted
    said.adds_up()
    assert len(said.matching("type:DATA dir:sent len:1")) == KIBI64
    assert said.blamed() == []


def test_64_kibioctets_up_windows_of_one_octet(
    thimble: Any, peer: Any, digest: Any, root: Path
) -> None:
    wanted = (root / "4k.bin").read_bytes()
    with contextlib.closing(thimble.conversation()) as said:
        with peer.Peer(thimble.http) as client:
            client.barrier()
            assert client.settings[peer.INITIAL_WINDOW_SIZE] == 1
            scripts = ["/upload.py", *["/upload_whole.py"] * (STREAMS - 1)]
            heads = [client.head(script, "POST", end=False) for script in scripts]
            client.send(*[octets for _, octets in heads])
            numbers = [number for number, _ in heads]
            for at in range(len(wanted)):
                client.until(lambda: all(client.window(number) == 1 for number in numbers))
                last = peer.END_STREAM if at == len(wanted) - 1 else 0
                octet = wanted[at : at + 1]
                client.send(*[client.data(number, octet, last) for number in numbers])
            for number in numbers:
                told = client.finish(number).body.decode()
                assert told == f"{len(wanted)} {digest('4k.bin')}"
        said.adds_up()
        assert len(said.matching("type:DATA dir:received len:1")) == KIBI64
        assert said.blamed() == []


@pytest.mark.parametrize("how", ["WINDOW_UPDATE", "SETTINGS"])
def test_a_window_of_0_that_opens_later(
    server: Any, url: str, said: Any, peer: Any, root: Path, how: str
) -> None:
    wanted = (root / "small.bin").read_bytes()
    with peer.Peer(url, (peer.INITIAL_WINDOW_SIZE, 0)) as client:
        client.send(peer.window_update(1 << 20))
        waiting = client.request("/download.py?name=small.bin")
        answer = client.answer(waiting)
        client.until(lambda: answer.status == 200)
        # A HEAD needs no window: others are served while this one waits.
        assert client.finish(client.request("/hello.py", "HEAD")).status == 200
        client.barrier()
        assert answer.frames == 0
        opened = {
            "WINDOW_UPDATE": peer.window_update(len(wanted), waiting),
            "SETTINGS": peer.settings((peer.INITIAL_WINDOW_SIZE, len(wanted))),
        }
        client.send(opened[how])
        client.finish(waiting)
    assert answer.body == wanted
    said.adds_up()
    opening = said.matching(f"type:{how} dir:received -flag:ACK")[-1]
    assert said.matching("type:DATA dir:sent")[0].record.seq > opening.record.seq
    assert said.body("sent", f"stream:{waiting}") == wanted
    assert said.blamed() == []


def test_the_connections_window_holds_all_streams_back_together(
    server: Any, url: str, said: Any, peer: Any, root: Path
) -> None:
    wanted = (root / "64k.bin").read_bytes()
    with peer.Peer(url, (peer.INITIAL_WINDOW_SIZE, 1 << 20)) as client:
        numbers = [client.request("/64k.bin") for _ in range(4)]
        answers = [client.answer(number) for number in numbers]
        client.until(lambda: sum(len(answer.body) for answer in answers) == 65_535)
        client.barrier()
        assert sum(len(answer.body) for answer in answers) == 65_535
        client.send(peer.window_update(4 * KIBI64 - 65_535))
        for number in numbers:
            assert client.finish(number).body == wanted
    said.adds_up()
    assert len(said.body("sent")) == 4 * KIBI64
    assert said.blamed() == []


def test_settings_make_a_window_negative_and_it_opens_again(
    server: Any, url: str, said: Any, peer: Any, root: Path
) -> None:
    wanted = (root / "64k.bin").read_bytes()
    with peer.Peer(url, (peer.INITIAL_WINDOW_SIZE, 40_000)) as client:
        client.send(peer.window_update(KIBI64))
        number = client.request("/64k.bin")
        answer = client.answer(number)
        client.until(lambda: len(answer.body) == 40_000)
        client.send(peer.settings((peer.INITIAL_WINDOW_SIZE, 100)))  # now -39,900: RFC 9113 6.9.2
        client.send(peer.window_update(39_900, number))
        client.barrier()
        assert len(answer.body) == 40_000
        client.send(peer.window_update(1, number))
        client.until(lambda: len(answer.body) == 40_001)
        client.send(peer.window_update(KIBI64, number))
        client.finish(number)
    assert answer.body == wanted
    said.adds_up()
    assert said.body("sent") == wanted
    assert said.blamed() == []
