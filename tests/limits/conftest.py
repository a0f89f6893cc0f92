"""Servers at their limits: `handlers` is what they serve, `small_disk` a file system that fills."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HANDLER = """
def main(request, response):
    return request.body or b"hello"
"""
CLONE_NEWNS, MS_PRIVATE, MS_REC = 0x20000, 1 << 18, 1 << 14
SIZE = 2 << 20


@pytest.fixture(scope="session")
def handlers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `/echo.py`."""
    folder = tmp_path_factory.mktemp("limits")
    (folder / "echo.py").write_text(HANDLER)
    return folder


def mounted(folder: Path) -> Callable[[], None]:
    """To be called in a child that has just begun: from then on the folder is, for it alone, a
    file system of SIZE octets. OSError where that is not allowed."""
    libc = ctypes.CDLL(None, use_errno=True)
    place = os.fsencode(folder)

    def asked(result: int) -> None:
        if result:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    def mount() -> None:
        asked(libc.unshare(CLONE_NEWNS))
        asked(libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None))
        asked(libc.mount(b"tmpfs", place, b"tmpfs", 0, b"size=%d" % SIZE))

    return mount


def refusal(mount: Callable[[], None]) -> str:
    """Why it cannot be done here; empty if it can."""
    child = os.fork()
    if child == 0:
        try:
            mount()
        except OSError as error:
            os._exit(error.errno or 1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return os.strerror(status) if status else ""


@pytest.fixture
def small_disk(tmp_path: Path) -> tuple[Path, Callable[[], None]]:
    """A folder, and what a child has to call that it be a small file system."""
    if sys.platform != "linux":
        pytest.skip("mount namespaces are Linux's")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = mounted(folder)
    if reason := refusal(mount):
        pytest.skip(f"no file system can be mounted here: {reason}")
    return folder, mount
