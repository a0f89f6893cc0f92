"""The folder of the control sockets: ours alone, or it is not used."""

from __future__ import annotations

import errno
import os
import socket
import stat
import struct
from pathlib import Path
from typing import Any

import pytest

from h2craft.control import folder as room
from h2craft.control.errors import ControlError
from h2craft.control.folder import Folder, folder_path, peer_uid, require_sockets


def refused(**given: Any) -> str:
    """Why the folder is not opened, which is one line."""
    with pytest.raises(ControlError) as raised:
        Folder(**given)
    text = str(raised.value)
    assert text and "\n" not in text
    return text


def test_it_is_made_with_what_is_missing_above_it_for_us_alone(monkeypatch, tmp_path) -> None:
    chosen = tmp_path / "one" / "two"
    monkeypatch.setenv("H2CRAFT_RUNTIME", str(chosen))
    with Folder(make=True) as folder:
        assert folder.path == chosen
    for made in (chosen, chosen.parent):
        assert stat.S_IMODE(made.stat().st_mode) == 0o700
    Folder(make=True).close()


def test_it_is_not_made_by_looking(runtime) -> None:
    with pytest.raises(FileNotFoundError):
        Folder()
    assert not runtime.exists()


def test_without_a_choice_it_is_the_systems_place_and_nothing_is_warned_of(monkeypatch) -> None:
    monkeypatch.delenv("H2CRAFT_RUNTIME")
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert folder_path().name == "h2craft"


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701, 0o777])
def test_a_folder_that_is_open_to_others_is_refused(runtime, mode) -> None:
    runtime.mkdir()
    runtime.chmod(mode)
    assert "open to others" in refused(make=True)
    assert stat.S_IMODE(runtime.stat().st_mode) == mode


def test_a_symbolic_link_is_refused_wherever_it_leads(runtime, tmp_path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    runtime.symlink_to(tmp_path / "real")
    assert "symbolic link" in refused(make=True)
    runtime.unlink()
    runtime.symlink_to(tmp_path / "nowhere")
    assert "symbolic link" in refused(make=True)
    assert "symbolic link" in refused()


def test_a_file_in_its_place_is_refused(runtime) -> None:
    runtime.write_text("")
    assert "no folder" in refused(make=True)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_a_folder_of_somebody_else_is_refused(runtime) -> None:
    runtime.mkdir(mode=0o700)
    os.chown(runtime, 65534, -1)
    assert "belongs to user 65534" in refused(make=True)


def test_a_folder_that_cannot_be_made_is_said_in_one_line(monkeypatch, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("H2CRAFT_RUNTIME", str(tmp_path / "file" / "run"))
    assert "cannot make" in refused(make=True)


@pytest.mark.parametrize("number", [errno.EROFS, errno.ENOSPC, errno.EACCES])
def test_a_disk_that_takes_no_folder_is_said_in_one_line(monkeypatch, runtime, number) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "mkdir", fail)
    assert os.strerror(number) in refused(make=True)


@pytest.mark.parametrize("missing", ["AF_UNIX", "fcntl", "geteuid"])
def test_a_system_without_what_is_needed_is_said_so(monkeypatch, missing) -> None:
    if missing == "fcntl":
        monkeypatch.setattr(room, "fcntl", None)
    else:
        monkeypatch.delattr(socket if missing == "AF_UNIX" else os, missing)
    with pytest.raises(ControlError, match="no Unix sockets"):
        require_sockets()


def test_a_socket_is_its_owners_alone_whatever_the_umask(runtime) -> None:
    before = os.umask(0)
    try:
        with Folder(make=True) as folder, folder.listen("one"):
            mode = (runtime / "one.sock").stat().st_mode
            assert stat.S_IMODE(mode) == 0o600
    finally:
        os.umask(before)


def test_a_path_longer_than_a_socket_may_have_works_all_the_same(monkeypatch, tmp_path) -> None:
    long = tmp_path / ("x" * 100) / ("y" * 100)
    monkeypatch.setenv("H2CRAFT_RUNTIME", str(long))
    with (
        Folder(make=True) as folder,
        folder.listen("one") as listener,
        folder.connect("one", 5) as connection,
    ):
        listener.setblocking(True)
        accepted, _ = listener.accept()
        with accepted:
            assert peer_uid(accepted) == peer_uid(connection) == os.geteuid()


def test_where_a_long_path_cannot_be_that_is_said(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("H2CRAFT_RUNTIME", str(tmp_path / ("x" * 120)))
    monkeypatch.setattr(room, "DESCRIPTORS", tmp_path / "no-such-folder")
    with Folder(make=True) as folder, pytest.raises(ControlError, match="H2CRAFT_RUNTIME"):
        folder.listen("one")


def test_nothing_is_connected_to_that_is_no_socket_of_ours(runtime) -> None:
    with Folder(make=True) as folder:
        (runtime / "file.sock").write_text("")
        with pytest.raises(ControlError, match="not a socket of yours"):
            folder.connect("file", 5)
        with folder.listen("real"):
            (runtime / "link.sock").symlink_to(runtime / "real.sock")
            with pytest.raises(ControlError, match="not a socket of yours"):
                folder.connect("link", 5)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_a_socket_of_somebody_else_is_not_connected_to(runtime) -> None:
    with Folder(make=True) as folder, folder.listen("real"):
        os.chown(runtime / "real.sock", 65534, -1)
        with pytest.raises(ControlError, match="not a socket of yours"):
            folder.connect("real", 5)


def test_an_engine_of_another_user_is_found_out_before_anything_is_said(
    monkeypatch, runtime
) -> None:
    monkeypatch.setattr(room, "peer_uid", lambda _: os.geteuid() + 1)
    with (
        Folder(make=True) as folder,
        folder.listen("real"),
        pytest.raises(ControlError, match="belongs to user"),
    ):
        folder.connect("real", 5)


def test_where_the_system_has_no_so_peercred_the_bsd_way_is_taken(monkeypatch) -> None:
    class Told:
        def getsockopt(self, level: int, option: int, octets: int) -> bytes:
            assert (level, option) == (0, 1)
            return struct.pack("II", 0, 501).ljust(octets, b"\0")

    monkeypatch.delattr(socket, "SO_PEERCRED", raising=False)
    assert peer_uid(Told()) == 501  # type: ignore[arg-type]


def test_a_system_that_does_not_say_who_is_there_is_an_error(monkeypatch) -> None:
    class Silent:
        def getsockopt(self, *_: int) -> bytes:
            raise OSError(errno.ENOPROTOOPT, os.strerror(errno.ENOPROTOOPT))

    monkeypatch.delattr(socket, "SO_PEERCRED", raising=False)
    with pytest.raises(ControlError, match="who is at a socket"):
        peer_uid(Silent())  # type: ignore[arg-type]


def test_a_lock_is_had_by_one(runtime) -> None:
    with Folder(make=True) as folder:
        lock = folder.lock("one")
        assert lock is not None and folder.lock("one") is None
        assert stat.S_IMODE((runtime / "one.lock").stat().st_mode) == 0o600
        os.close(lock)
        again = folder.lock("one")
        assert again is not None
        os.close(again)


def test_a_lock_that_was_removed_while_it_was_waited_for_is_not_taken_for_the_new_one(
    monkeypatch, runtime
) -> None:
    real = room.fcntl.flock
    removed: list[int] = []

    def flock(descriptor: int, how: int) -> None:
        real(descriptor, how)
        if not removed:
            (runtime / "one.lock").unlink()
            removed.append(descriptor)

    with Folder(make=True) as folder:
        monkeypatch.setattr(room.fcntl, "flock", flock)
        lock = folder.lock("one")
        assert lock is not None
        assert os.path.samestat(os.fstat(lock), (runtime / "one.lock").stat())
        os.close(lock)


@pytest.mark.parametrize(("content", "pid"), [(b"42\n", 42), (b"", 0), (b"x\xff", 0)])
def test_who_holds_a_lock_is_what_stands_in_it(runtime, content, pid) -> None:
    with Folder(make=True) as folder:
        (runtime / "one.lock").write_bytes(content)
        assert folder.holder("one") == pid
        assert folder.holder("none") == 0


def test_a_link_in_place_of_a_lock_is_not_followed(runtime, tmp_path) -> None:
    with Folder(make=True) as folder:
        (tmp_path / "precious").write_text("kept")
        (runtime / "one.lock").symlink_to(tmp_path / "precious")
        with pytest.raises(OSError):
            folder.lock("one")
        assert folder.holder("one") == 0
