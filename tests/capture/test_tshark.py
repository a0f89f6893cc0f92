from __future__ import annotations

import os
from pathlib import Path

import pytest

from h2craft.capture import CaptureError, find_tshark
from h2craft.capture.packet import SYN
from h2craft.capture.tshark import MISSING, Segments, command, complaint


def program(folder: Path, script: str) -> str:
    """Something that is called like tshark."""
    path = folder / "tshark"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_it_is_found_where_programs_are(tmp_path) -> None:
    there = program(tmp_path, "exit 0")
    assert find_tshark({"PATH": str(tmp_path)}) == there


def test_a_variable_names_another(tmp_path) -> None:
    there = program(tmp_path, "exit 0")
    assert find_tshark({"PATH": "/nowhere", "H2CRAFT_TSHARK": there}) == there


def test_where_it_is_missing_one_line_says_what_to_install() -> None:
    with pytest.raises(CaptureError) as raised:
        find_tshark({"PATH": "/nowhere"})
    assert str(raised.value) == MISSING
    assert "\n" not in MISSING and "apt install tshark" in MISSING


def test_a_variable_that_names_nothing_is_said() -> None:
    with pytest.raises(CaptureError, match="H2CRAFT_TSHARK=/nowhere/tshark is no program"):
        find_tshark({"PATH": os.defpath, "H2CRAFT_TSHARK": "/nowhere/tshark"})


def test_keys_are_given_by_their_whole_path(tmp_path) -> None:
    called = command("tshark", tmp_path / "a.pcap", Path("keys.log"))
    assert f"tls.keylog_file:{Path('keys.log').absolute()}" in called
    assert called[called.index("-r") + 1] == str(tmp_path / "a.pcap")


def test_of_what_is_complained_about_the_last_line_counts() -> None:
    text = "Running as user root. This could be dangerous.\ntshark: one\n\ntshark: It is cut.\n"
    assert complaint(text) == "It is cut."
    assert complaint("Running as user root.\n") == "" == complaint("")


def test_the_segments_of_a_real_capture(tshark, captures) -> None:
    segments = Segments(tshark, captures / "tls12.pcap", captures / "tls12.keys")
    packets = list(segments)
    assert [one.number for one in packets] == sorted(one.number for one in packets)
    assert packets[0].flags == SYN and packets[0].target[1] == 9144
    assert b"".join(octets for one in packets for octets in one.opened).startswith(b"\0\0\6\4")
    assert segments.damage == ""


def test_without_keys_nothing_is_opened(tshark, captures) -> None:
    packets = list(Segments(tshark, captures / "tls12.pcap"))
    assert packets and not any(one.opened for one in packets)


def test_a_capture_that_is_cut_short_is_read_as_far_as_it_goes(tshark, captures, tmp_path) -> None:
    whole = (captures / "h2c.pcap").read_bytes()
    cut = tmp_path / "cut.pcap"
    cut.write_bytes(whole[: len(whole) // 2])
    segments = Segments(tshark, cut)
    assert 0 < len(list(segments)) < 60
    assert "cut short" in segments.damage


def test_what_is_no_capture_is_an_error_in_its_words(tshark, tmp_path) -> None:
    path = tmp_path / "x.pcapng"
    path.write_bytes(b"\x0a\x0d\x0d\x0a and nothing that makes sense")
    with pytest.raises(CaptureError, match="^cannot be read by tshark: "):
        list(Segments(tshark, path))


def test_a_program_that_says_something_else_is_no_tshark(tmp_path) -> None:
    with pytest.raises(CaptureError, match="tshark has said what is not understood here"):
        list(Segments(program(tmp_path, "echo hello; sleep 60"), tmp_path / "x"))


def test_a_program_that_fails_without_a_word_has_a_status(tmp_path) -> None:
    with pytest.raises(CaptureError, match="exit status 3"):
        list(Segments(program(tmp_path, "exit 3"), tmp_path / "x"))


def test_who_stops_reading_ends_the_program(tshark, captures) -> None:
    reading = iter(Segments(tshark, captures / "h2c.pcap"))
    next(reading)
    reading.close()
    assert list(reading) == []
