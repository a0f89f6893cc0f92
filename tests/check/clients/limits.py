"""How much the strict client bears of what costs it something and gives it nothing, RFC 9113 10.5.

What is over a limit is answered with ENHANCE_YOUR_CALM. Nothing a server has a reason for comes
near them.
"""

from __future__ import annotations

MAX_LIST = 1 << 16
"""Octets of a field list, RFC 9113 6.5.2; announced. A longer one ends its stream."""

MAX_BLOCK = 1 << 18
"""Octets of a field block as it is sent: a list that is too long is decoded nevertheless, for the
table's sake, up to here."""

MAX_DECODED = 1 << 20
"""Octets of one list, beyond which even the table is not worth it."""

MAX_CONTINUATIONS = 1000
MAX_INTERIM = 40
MAX_RESERVED = 100  # promises nothing has come of
MAX_PUSHED = 8  # pushed responses at a time; announced
MAX_PUSHED_OCTETS = 1 << 15  # whoever wants more asks for it
MAX_BODY = 24 << 20

MAX_STRAIN = 1000
"""Frames that are of no use, one after the other: PING, SETTINGS, empty DATA, unknown ones."""

SETTINGS_A_FRAME = 32  # more of them count as more frames
MAX_DRIBBLE = 10_000  # tiny WINDOW_UPDATE
MAX_SMALL_DATA = 40_000
SMALL_OCTETS = 16

MUCH_OCTETS = 1 << 21
"""What a client with a defect keeps for each frame."""
