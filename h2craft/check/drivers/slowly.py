"""Run a command whose output nobody reads for a while: slowly.py SECONDS COMMAND...

The files its words name for bodies, `body-0`, are pipes until the seconds are over; then what
comes through them is kept in files of the same names. It ends as the command has ended.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time

PIECE = 1 << 16
LOOK_SECONDS = 0.01


def main(seconds: float, words: list[str]) -> int:
    """The command's exit status; as a shell has it where a signal has ended it."""
    names = sorted({name for word in words for name in re.findall(r"\bbody-\d+\b", word)})
    for name in names:
        os.mkfifo(name)
    # A pipe that nobody has opened for reading would stop the command before it asks.
    pipes = [os.open(name, os.O_RDONLY | os.O_NONBLOCK) for name in names]
    process = subprocess.Popen(words)
    time.sleep(seconds)
    ended = threading.Event()
    copying = [
        threading.Thread(target=copy, args=(pipe, name + ".read", ended))
        for pipe, name in zip(pipes, names, strict=True)
    ]
    for one in copying:
        one.start()
    status = process.wait()
    ended.set()
    for one in copying:
        one.join()
    for name in names:
        os.replace(name + ".read", name)
    return status if status >= 0 else 128 - status


def copy(pipe: int, file: str, ended: threading.Event) -> None:
    """Take what is in a pipe to a file, until the command has ended and nothing is left."""
    with open(file, "wb") as out:
        while True:
            over = ended.is_set()
            try:
                octets = os.read(pipe, PIECE)
            except BlockingIOError:
                octets = b""
            out.write(octets)
            if not octets and over:
                return
            if not octets:
                ended.wait(LOOK_SECONDS)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))
