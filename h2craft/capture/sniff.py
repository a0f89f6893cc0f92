"""What a file is by its first octets: a capture, or something else. Knows no tshark.

Names say nothing here: captures are called `.pcapng`, `.pcap`, `.cap`, `.dump` or nothing at all.
"""

from __future__ import annotations

import gzip
import os
import zlib
from pathlib import Path

LONGEST_MAGIC = 4

_MAGIC: dict[bytes, str] = {
    b"\x0a\x0d\x0d\x0a": "pcapng",
    b"\xa1\xb2\xc3\xd4": "pcap",
    b"\xd4\xc3\xb2\xa1": "pcap",
    b"\xa1\xb2\x3c\x4d": "pcap",  # times in nanoseconds
    b"\x4d\x3c\xb2\xa1": "pcap",
    b"\xa1\xb2\xcd\x34": "pcap",  # Kuznetzov's, of old Linux distributions
    b"\x34\xcd\xb2\xa1": "pcap",
}
_GZIP = b"\x1f\x8b"
# What Wireshark writes beside gzip. What is in them only tshark knows, but a trace it is not.
_PACKED = {b"\x28\xb5\x2f\xfd": "pcapng, zstd", b"\x04\x22\x4d\x18": "pcapng, lz4"}


def capture_kind(path: str | os.PathLike[str]) -> str:
    """ "pcapng", "pcap", either with how it is compressed, or "" for what is no capture.

    Raises OSError where the file cannot be read.
    """
    with Path(path).open("rb") as file:
        start = file.read(LONGEST_MAGIC)
        if start[:2] != _GZIP:
            return _MAGIC.get(start) or _PACKED.get(start, "")
        file.seek(0)
        try:
            with gzip.open(file) as unpacked:
                kind = _MAGIC.get(unpacked.read(LONGEST_MAGIC), "")
        except (EOFError, gzip.BadGzipFile, zlib.error):
            return ""
    return f"{kind}, gzip" if kind else ""
