from __future__ import annotations

import gzip

import pytest

from h2craft.capture import capture_kind


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\x0a\x0d\x0d\x0a\x1c\0\0\0", "pcapng"),
        (b"\xd4\xc3\xb2\xa1\2\0", "pcap"),
        (b"\xa1\xb2\xc3\xd4\0\2", "pcap"),
        (b"\x4d\x3c\xb2\xa1\2\0", "pcap"),
        (gzip.compress(b"\xd4\xc3\xb2\xa1\2\0", mtime=0), "pcap, gzip"),
        (b"\x28\xb5\x2f\xfd....", "pcapng, zstd"),
        (b"h2craft-trace 1 5d41402a {}\n", ""),
        (gzip.compress(b"a letter", mtime=0), ""),
        (b"\x1f\x8b no gzip at all", ""),
        (gzip.compress(b"cut", mtime=0)[:6], ""),
        (b"\n\r\r", ""),
        (b"", ""),
    ],
)
def test_the_first_octets_tell_and_no_name(tmp_path, start: bytes, kind: str) -> None:
    path = tmp_path / "capture.h2trace"
    path.write_bytes(start)
    assert capture_kind(path) == kind


def test_a_file_that_cannot_be_read_is_the_systems_error(tmp_path) -> None:
    with pytest.raises(FileNotFoundError):
        capture_kind(tmp_path / "nowhere.pcapng")
