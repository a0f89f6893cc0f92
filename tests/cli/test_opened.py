from __future__ import annotations

import shutil
from pathlib import Path

import click
import pytest

from h2craft.cli.errors import Failure
from h2craft.cli.opened import notes_of, open_trace
from h2craft.trace import BLOCKS_AT_ONCE, TraceWriter

CAPTURES = Path(__file__).parents[1] / "capture"
H2C, TLS12 = CAPTURES / "h2c.pcap", CAPTURES / "tls12.pcap"

takes_tshark = pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")


@pytest.fixture
def written(tmp_path) -> Path:
    path = tmp_path / "run.h2trace"
    TraceWriter(path, {"program": "h2craft"}).close()
    return path


def test_a_trace_is_opened_as_one(written) -> None:
    with open_trace(written) as reader:
        assert reader.header["program"] == "h2craft"
        assert notes_of(reader) == ()


@takes_tshark
def test_of_a_long_trace_the_beginning_may_be_enough(tmp_path) -> None:
    path = tmp_path / "long.h2trace"
    with TraceWriter(path) as writer:
        for seq in range(1, BLOCKS_AT_ONCE + 2):  # a block each
            writer.write([(seq, 0.0, 0, 61, b"", 0, 4, None)])
    with open_trace(path, whole=False) as reader:
        assert reader.partial and reader.last == BLOCKS_AT_ONCE
    with open_trace(path) as reader:
        assert not reader.partial and reader.last == BLOCKS_AT_ONCE + 1


def test_a_capture_is_told_by_its_first_octets(tmp_path) -> None:
    path = tmp_path / "run.h2trace"
    path.write_bytes(H2C.read_bytes())
    with open_trace(path) as reader:
        assert reader.last > 50
        assert "do not speak HTTP/2" in notes_of(reader)[0]


def test_what_is_neither_is_a_failure_that_names_the_file(tmp_path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir or Madam\n")
    with pytest.raises(Failure, match=r"letter\.txt is not an h2craft trace$"):
        open_trace(path)
    with pytest.raises(Failure, match="cannot read .*nowhere: "):
        open_trace(tmp_path / "nowhere")


def test_keys_are_for_captures(written) -> None:
    with pytest.raises(click.UsageError, match="--keylog goes with a capture"):
        open_trace(written, keylog=TLS12)


def test_a_capture_is_not_followed() -> None:
    with pytest.raises(click.UsageError, match="--follow goes with a trace"):
        open_trace(H2C, follow=True)


def test_keys_that_are_not_there_are_named_and_not_the_capture(tmp_path) -> None:
    with pytest.raises(Failure, match=r"cannot read .*no\.keys: "):
        open_trace(TLS12, keylog=tmp_path / "no.keys")


def test_without_tshark_one_line_says_what_to_install(run, environment) -> None:
    environment["H2CRAFT_TSHARK"] = "/nowhere/tshark"
    done = run("trace", str(H2C))
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.splitlines() == [
        f"h2craft: {H2C} is a capture, and H2CRAFT_TSHARK=/nowhere/tshark is no program to read"
        " it with"
    ]


@takes_tshark
def test_every_option_of_trace_takes_a_capture(run, tmp_path) -> None:
    done = run("trace", str(TLS12), "--keylog", str(TLS12.with_suffix(".keys")), "--stats")
    assert done.returncode == 0 and done.stderr == ""
    assert "requests              1   GET 1" in done.stdout
    done = run("trace", str(H2C), "--filter", "type:PUSH_PROMISE", "--hex")
    assert done.stdout.count("PUSH_PROMISE") == 1
    assert done.stderr.startswith(f"h2craft: note: {H2C}: not shown, as they do not speak HTTP/2")


@takes_tshark
def test_a_capture_becomes_a_trace_that_says_the_same(run, tmp_path) -> None:
    made = tmp_path / "made.h2trace"
    done = run("trace", str(H2C), "--export", "h2trace", "-o", str(made), "--secrets")
    assert done.returncode == 0, done.stderr
    assert run("trace", str(made)).stdout == run("trace", str(H2C)).stdout


@takes_tshark
def test_a_capture_becomes_a_scenario(run, tmp_path) -> None:
    made = tmp_path / "made.py"
    done = run("trace", str(H2C), "--record", str(made), "--filter", "conn:2")
    assert done.returncode == 0, done.stderr
    text = made.read_text()
    assert "writer.write_push(" in text and 'writer.write_data("p { color: teal }\\n"' in text
    assert "writer.close()" in text


@takes_tshark
def test_a_capture_without_http2_is_a_failure_that_says_what_is_in_it(run, tmp_path) -> None:
    done = run("trace", str(TLS12), "--json")
    assert done.returncode == 0 and "1 of 1 connections not decrypted" in done.stderr
    cut = tmp_path / "cut.pcap"
    cut.write_bytes(TLS12.read_bytes()[:120])  # SYN, and nothing else
    done = run("trace", str(cut))
    assert done.returncode == 1 and "has no HTTP/2 in it" in done.stderr
