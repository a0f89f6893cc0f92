"""A terminal that can be lost."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from h2craft.tui.terminal import Ending, Tolerant


class Gone:
    """A file nobody reads any more."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        raise OSError(5, "Input/output error")

    def flush(self) -> None:
        raise OSError(5, "Input/output error")


def test_writing_to_a_lost_terminal_is_no_error() -> None:
    file = Tolerant(Gone())  # type: ignore[arg-type]
    assert file.write("text") == 4
    file.flush()
    assert file.encoding == "utf-8"


@pytest.mark.skipif(sys.platform == "win32", reason="Textual's own driver serves there")
def test_letting_go_leaves_nothing_to_write_to() -> None:
    code = (
        "import os, sys; from h2craft.tui.terminal import let_go; print('before', flush=True);"
        "let_go(); print('after', flush=True); assert os.read(0, 1) == b''"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, input="x")
    assert (done.returncode, done.stdout) == (0, "before\n")


def test_the_end_of_the_input_is_an_error_and_no_silence() -> None:
    here, there = os.pipe()
    os.write(there, b"key")
    os.close(there)
    ending = Ending()
    try:
        assert ending.read(here, 100) == b"key"
        with pytest.raises(OSError, match="ended"):
            ending.read(here, 100)
    finally:
        os.close(here)
    assert ending.getpid() == os.getpid()
