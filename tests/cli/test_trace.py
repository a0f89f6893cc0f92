from __future__ import annotations

import json
import subprocess

import pytest

from h2craft.trace import Journal, Kind, RawRecord, TraceWriter
from h2craft.wire import PREFACE, frame_octets


class Kept:
    """An archive that keeps raw records, to be written where a test wants them."""

    archived = 0


def records(count: int) -> list[RawRecord]:
    journal = Journal(memory_records=1 << 20, archive=Kept())
    journal.append(0.0, 1, Kind.CONNECTION_OPENED, detail={"peer": ["::1", 5], "scheme": "http"})
    journal.append(0.1, 1, Kind.PREFACE_RECEIVED, PREFACE)
    journal.append(0.1, 1, Kind.FRAME_RECEIVED, frame_octets(4, 0, 0, b""))
    for number in range(count - 3):
        octets = frame_octets(6, 0, 0, number.to_bytes(8, "big"))
        journal.append(0.2 + number / 1000, 1, Kind.FRAME_RECEIVED, octets)
    return journal.unarchived(count)


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "run.h2trace"
    with TraceWriter(path) as writer:
        writer.write(records(20))
    return path


def test_a_trace_reads_as_the_frame_log(run, written) -> None:
    done = run("trace", str(written))
    assert done.returncode == 0 and done.stderr == ""
    assert "connection opened" in done.stdout
    assert sum(" PING " in line for line in done.stdout.splitlines()) == 17


def test_a_filter_chooses(run, written) -> None:
    done = run("trace", str(written), "--filter", "type:SETTINGS")
    assert len(done.stdout.splitlines()) == 1


def test_a_bad_filter_says_where_with_a_caret_and_is_usage(run, written) -> None:
    done = run("trace", str(written), "--filter", "type:HEADERS and (")
    assert done.returncode == 2
    assert done.stderr.startswith("h2craft: --filter: ")
    assert any(line.strip() == "^" * len(line.strip()) for line in done.stderr.splitlines()[1:])


def test_json_is_an_object_a_line(run, written) -> None:
    objects = [
        json.loads(line) for line in run("trace", str(written), "--json").stdout.splitlines()
    ]
    assert [one["seq"] for one in objects] == list(range(1, 21))
    assert objects[-1]["frame"]["type"] == "PING"


def test_hex_shows_the_octets_below_the_line(run, written) -> None:
    out = run("trace", str(written), "--hex", "--filter", "type:SETTINGS").stdout
    assert "00 00 00 04 00 00 00 00 00" in out.splitlines()[1]


def test_stats_count(run, written) -> None:
    out = run("trace", str(written), "--stats").stdout
    assert "PING                   17          0" in out
    assert "records              20" in out


def test_a_file_cut_off_shows_what_is_whole_and_names_the_byte(run, written) -> None:
    octets = written.read_bytes()
    written.write_bytes(octets[:-5])
    done = run("trace", str(written))
    assert done.returncode == 0
    assert done.stdout.count(" PING ") == 16
    assert done.stderr.startswith(f"h2craft: note: {written}: octet ")
    assert done.stderr.count("\n") == 1


def test_an_empty_file_has_no_records_and_says_so(run, written) -> None:
    written.write_bytes(b"")
    done = run("trace", str(written))
    assert done.returncode == 0 and done.stdout == ""


@pytest.mark.parametrize("kind", ["other", "missing", "folder"])
def test_what_is_no_trace_is_one_line_and_exit_code_1(run, tmp_path, kind) -> None:
    path = tmp_path / "file"
    if kind == "other":
        path.write_bytes(b"\x89PNG\r\n\x1a\n" * 10)
    elif kind == "folder":
        path.mkdir()
    done = run("trace", str(path))
    assert done.returncode == 1
    assert done.stderr.startswith("h2craft: ") and str(path) in done.stderr
    assert done.stderr.count("\n") == 1


def test_options_that_exclude_each_other_are_usage(run, written) -> None:
    assert run("trace", str(written), "--stats", "--json").returncode == 2
    assert run("trace", str(written), "--hex", "--json").returncode == 2


@pytest.mark.parametrize("option", [[], ["--stats"], ["--json"]])
def test_output_that_has_no_room_is_not_blamed_on_the_file(
    command, environment, written, option
) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*command, "trace", str(written), *option],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
    assert done.returncode == 1
    assert done.stderr == "h2craft: cannot write the output: no space left on device\n"


def test_a_reader_that_leaves_early_ends_it_without_a_word(command, environment, tmp_path) -> None:
    path = tmp_path / "long.h2trace"
    with TraceWriter(path) as writer:
        writer.write(records(20_000))
    reading = subprocess.Popen(
        [*command, "trace", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    reading.stdout.readline()
    reading.stdout.close()
    assert reading.stderr.read() == b""
    reading.stderr.close()
    assert reading.wait(30) == 0


def test_follow_goes_on_while_the_file_grows_and_ctrl_c_ends_it(
    command, environment, tmp_path
) -> None:
    path = tmp_path / "growing.h2trace"
    all_of_them = records(10)
    with TraceWriter(path) as writer:
        writer.write(all_of_them[:5])
        reading = subprocess.Popen(
            [*command, "trace", str(path), "--follow"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            text=True,
        )
        first = [reading.stdout.readline() for _ in range(5)]
        writer.write(all_of_them[5:])
        then = [reading.stdout.readline() for _ in range(5)]
    reading.send_signal(2)
    out, err = reading.communicate(timeout=30)
    assert "connection opened" in first[0] and "0000000000000006" in then[-1]
    assert (out, err, reading.returncode) == ("", "", 0)


@pytest.fixture
def kept(tmp_path):
    """With TLS that was kept beside its only frame."""
    journal = Journal(archive=Kept())
    journal.append(0.0, 1, Kind.TLS_SECRETS, b"CLIENT_RANDOM 00 11")
    journal.append(0.1, 1, Kind.TLS_RECEIVED, b"\x17\x03\x03\x00\x01!")
    journal.append(0.1, 1, Kind.FRAME_RECEIVED, frame_octets(4, 0, 0, b""))
    path = tmp_path / "kept.h2trace"
    with TraceWriter(path) as writer:
        writer.write(journal.unarchived(3))
    return path


def test_tls_that_was_kept_is_listed_where_the_filter_names_it(run, kept) -> None:
    for more in ((), ("--hex",)):
        out = run("trace", str(kept), *more).stdout
        assert "SETTINGS" in out and "TLS" not in out and "17 03 03" not in out
    out = run("trace", str(kept), "--filter", "kind:TLS_*", "--hex").stdout
    assert "TLS secret CLIENT_RANDOM" in out
    assert "TLS received: 6 octets" in out and "17 03 03 00 01 21" in out
