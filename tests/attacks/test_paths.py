"""Paths that try to lead out of the root: 404, and nothing outside is touched."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.engine
SECRET = b"nobody may read this"
IN_OPEN, IN_NONBLOCK, IN_CLOEXEC = 0x20, 0o4000, 0o2000000
TRICKS = [
    b"/../secret.txt",
    b"/../../secret.txt",
    b"/sub/../../secret.txt",
    b"/%2e%2e/secret.txt",
    b"/%2E%2E/secret.txt",
    b"/.%2e/secret.txt",
    b"/..%2fsecret.txt",
    b"/..%2Fsecret.txt",
    b"/%2e%2e%2fsecret.txt",
    b"/%252e%252e/secret.txt",
    b"/..%5csecret.txt",
    b"/..\\secret.txt",
    b"/sub%2ffile.txt",
    b"/sub%5cfile.txt",
    b"/link.txt",
    b"/linked/secret.txt",
    b"/linked/",
    b"/hello.py%00",
    b"/hello.py%00.txt",
    b"/secret%00/../../secret.txt",
    b"//etc/passwd",
    b"/etc/passwd",
    b"/../secret.py",
    b"/..%2fsecret",
    b"/linked/secret.py",
    b"/linked/secret",
    b"/hello.py/",
    b"/hello.py/../../secret.txt",
    b"/" + b"a" * 5000,
    b"/" + b"a/" * 2000,
    b"/pipe",
    b"/null",
    b"/\xff\xfe",
    b"/?/../../secret.txt",
    b"/missing",
]
LISTED = {b"/?/../../secret.txt"}  # a question mark ends the path: this is the folder


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the root in it, and beside the root what nobody may read."""
    folder = tmp_path_factory.mktemp("outside")
    (folder / "secret.txt").write_bytes(SECRET)
    (folder / "secret.py").write_text("open(__file__ + '.ran', 'w').close()\ndef main(*_): ...\n")
    root = folder / "root"
    (root / "sub").mkdir(parents=True)
    (root / "sub" / "file.txt").write_text("within")
    (root / "hello.py").write_text("def main(request, response):\n    return 'hello'\n")
    (root / "link.txt").symlink_to(folder / "secret.txt")
    (root / "linked").symlink_to(folder)
    (root / "within.txt").symlink_to(root / "sub" / "file.txt")
    os.mkfifo(root / "pipe")
    (root / "null").symlink_to("/dev/null")
    return folder


@pytest.fixture(scope="module")
def server(starting: Any, outside: Path) -> Iterator[Any]:
    with starting(outside / "root") as running:
        yield running


class Watch:
    """Hears of every open of some files, from the kernel (inotify(7))."""

    def __init__(self, *files: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._descriptor = libc.inotify_init1(IN_NONBLOCK | IN_CLOEXEC)
        for file in files:
            assert libc.inotify_add_watch(self._descriptor, os.fsencode(file), IN_OPEN) >= 0

    def opened(self) -> bool:
        try:
            return bool(os.read(self._descriptor, 4096))
        except BlockingIOError:
            return False

    def close(self) -> None:
        os.close(self._descriptor)


@pytest.fixture
def watch(outside: Path) -> Iterator[Watch]:
    one = Watch(outside / "secret.txt", outside / "secret.py")
    yield one
    one.close()


def request(client: Any, peer: Any, path: bytes) -> Any:
    """Ask for a path octet by octet as it is: no client would."""
    number = client.new_stream()
    fields = [(b":method", b"GET"), (b":scheme", client.scheme.encode())]
    fields += [(b":authority", client.authority.encode()), (b":path", path)]
    flags = peer.END_HEADERS | peer.END_STREAM
    client.send(peer.frame(peer.HEADERS, flags, number, client.encoder.encode(fields)))
    return client.finish(number)


def test_the_watch_would_hear_of_it(watch: Watch, outside: Path) -> None:
    assert not watch.opened()
    (outside / "secret.txt").read_bytes()
    assert watch.opened()


@pytest.mark.parametrize("path", TRICKS, ids=lambda path: path[:30].decode("ascii", "replace"))
def test_a_path_out_of_the_root_is_404_and_nothing_is_read(
    server: Any, said: Any, peer: Any, watch: Watch, outside: Path, path: bytes
) -> None:
    with peer.Peer(server.http) as client:
        answer = request(client, peer, path)
    assert answer.status == (200 if path in LISTED else 404)
    assert SECRET not in answer.body
    assert b"root:" not in answer.body
    assert not watch.opened()
    assert not list(outside.glob("*.ran"))
    (asked,) = said.expect("type:HEADERS dir:received")
    assert (b":path", path) in asked.fields
    assert said.matching(f"type:HEADERS dir:sent status:{answer.status}")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (b"/hello.py", b"hello"),
        (b"/hello", b"hello"),
        (b"/sub/file.txt", b"within"),
        (b"/sub/%66ile.txt", b"within"),
        (b"/./sub//file.txt", b"within"),
        (b"/within.txt", b"within"),
    ],
)
def test_what_is_within_is_served(server: Any, peer: Any, path: bytes, body: bytes) -> None:
    with peer.Peer(server.https) as client:
        assert request(client, peer, path).body == body


@pytest.mark.parametrize("path", [b"", b"hello.py", b"*", b"http://a/hello.py", b"/a b"])
def test_what_is_no_path_is_malformed_or_missing(
    server: Any, peer: Any, said: Any, path: bytes
) -> None:
    with peer.Peer(server.http) as client:
        answer = request(client, peer, path)
        assert answer.status in (0, 404)
        assert answer.status == 404 or answer.reset == peer.PROTOCOL_ERROR
    assert said.expect("kind:CONNECTION_CLOSED")
