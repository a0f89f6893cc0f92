"""What the terminal says when it is asked: who it is, and how wide it draws what the screen draws.

Knows escape sequences and a terminal's descriptor. Asked are the cursor's place after three
characters of the screen's, the terminal's name (XTVERSION), its reports of the mouse (DECRQM) and,
last, its attributes (DA1): every terminal answers these, so that nothing has to be waited for
after them. What does not answer at all is given up after a while.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import time
from dataclasses import dataclass

SECONDS = 1.0
SAMPLE = "\N{BOX DRAWINGS LIGHT VERTICAL}\N{BALLOT X}\N{HORIZONTAL ELLIPSIS}"
MOUSE = 1006
CLIPBOARD = 52
_ASKED = f"\r{SAMPLE}\x1b[6n\r\x1b[K\x1b[>0q\x1b[?{MOUSE}$p\x1b[c".encode()
_PLACE = re.compile(rb"\x1b\[\d+;(\d+)R")
_NAME = re.compile(rb"\x1bP>\|(.*?)(?:\x1b\\|\x07)", re.DOTALL)
_MODE = re.compile(rb"\x1b\[\?(\d+);(\d)\$y")
_ATTRIBUTES = re.compile(rb"\x1b\[\?([\d;]*)c")
_LONGEST = 4_096  # octets of an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a terminal has said; None of whatever it did not say.

    name       as it calls itself
    columns    that it took for `SAMPLE`
    mouse      whether it knows the reports of the mouse that the screen asks for
    clipboard  whether it says that OSC 52 works; hardly any does
    answered   whether it said anything
    """

    name: str | None = None
    columns: int | None = None
    mouse: bool | None = None
    clipboard: bool = False
    answered: bool = False


def ask() -> Answers | None:
    """Ask the terminal this process has; None where it has none, or cannot ask it."""
    try:
        import termios
        import tty

        descriptor = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except (ImportError, OSError):
        return None
    try:
        if os.tcgetpgrp(descriptor) != os.getpgrp():
            return None  # in the background: whoever changes the terminal is stopped
        before = termios.tcgetattr(descriptor)
        try:
            tty.setcbreak(descriptor)
            return read(asked(descriptor))
        finally:
            termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)
    except (OSError, termios.error):
        return None
    finally:
        os.close(descriptor)


def asked(descriptor: int, seconds: float = SECONDS) -> bytes:
    """Write the questions to a terminal, and read till the last is answered or the time is over."""
    octets, until = b"", time.monotonic() + seconds
    os.write(descriptor, _ASKED)
    while not _ATTRIBUTES.search(octets) and len(octets) < _LONGEST:
        left = until - time.monotonic()
        if left <= 0 or not select.select([descriptor], [], [], left)[0]:
            break
        with contextlib.suppress(BlockingIOError):
            more = os.read(descriptor, _LONGEST)
            if not more:
                break
            octets += more
    return octets


def read(octets: bytes) -> Answers:
    """What these octets of a terminal say. They are text of others: names are not yet printable."""
    place, name, attributes = (pattern.search(octets) for pattern in (_PLACE, _NAME, _ATTRIBUTES))
    modes = {int(mode): state for mode, state in _MODE.findall(octets)}
    return Answers(
        name=name[1].decode("utf-8", "replace") if name else None,
        columns=int(place[1]) - 1 if place else None,
        mouse=modes[MOUSE] != b"0" if MOUSE in modes else None,
        clipboard=attributes is not None and str(CLIPBOARD).encode() in attributes[1].split(b";"),
        answered=bool(attributes or place or name),
    )
