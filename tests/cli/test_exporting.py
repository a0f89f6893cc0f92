"""`h2craft trace --export`: what matches, in a form other tools open."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from h2craft.cli.exporting import EXPORT, FORMATS_HELP, FormatType, exporting_of
from h2craft.cli.options import options
from h2craft.export import FORMATS
from h2craft.trace import TraceReader, TraceWriter

KEEPS = "(--secrets keeps what is masked)"


class Kept:
    """An archive that keeps raw records, to be written where a test wants them."""

    archived = 0


@pytest.fixture
def trace(make_talk: Any, tmp_path: Path) -> Path:
    """Two connections, with a request each; the second has a cookie."""
    talk = make_talk(archive=Kept())
    talk.opened(1)
    talk.exchange(1, "/one")
    talk.opened(2)
    talk.request(1, "/two", connection=2, fields=[("cookie", "sid=topsecret")])
    talk.response(1, connection=2, end=True)
    path = tmp_path / "run.h2trace"
    with TraceWriter(path, {"started": "2026-03-01T12:00:00+00:00"}) as writer:
        writer.write(talk.journal.unarchived(1000))
    return path


def test_a_file_is_written_and_said(run: Any, trace: Path, tmp_path: Path) -> None:
    done = run("trace", str(trace), "--export", "har", "-o", "x.har")
    size = (tmp_path / "x.har").stat().st_size
    assert done.returncode == 0 and done.stdout == ""
    said = f"h2craft: wrote {size:,} octets of har to x.har; secrets are masked in 1 record {KEEPS}"
    assert done.stderr == f"{said}\n"
    entries = json.loads((tmp_path / "x.har").read_text())["log"]["entries"]
    assert [one["startedDateTime"][:10] for one in entries] == ["2026-03-01"] * 2


def test_without_a_file_text_goes_to_standard_output(run: Any, trace: Path) -> None:
    done = run("trace", str(trace), "--export", "curl", "--filter", "conn:2")
    assert done.stdout.startswith("# connection 2 stream 1 at ")
    assert "sid=topsecret" not in done.stdout
    assert done.stderr == f"h2craft: note: secrets are masked in 1 record {KEEPS}\n"
    done = run(
        "trace", str(trace), "--export", "curl", "--filter", "conn:2", "--secrets", "-o", "-"
    )
    assert "sid=topsecret" in done.stdout
    assert done.stderr == "h2craft: note: secrets are in it\n"
    done = run("trace", str(trace), "--export", "ladder", "--filter", "conn:1")
    assert done.stdout.startswith("connection 1\n") and done.stderr == ""


def test_a_range_is_taken(run: Any, trace: Path) -> None:
    done = run("trace", str(trace), "--export", "jsonl", "--from", "8", "--to", "10")
    assert [json.loads(line)["seq"] for line in done.stdout.splitlines()] == [8, 9, 10]


def test_from_the_first_mark_to_the_last(run: Any, trace: Path) -> None:
    done = run("trace", str(trace), "--export", "jsonl", "--marked")
    assert done.returncode == 1 and "nothing is marked" in done.stderr


def test_octets_go_into_a_pipe(
    command: list[str], environment: dict[str, str], trace: Path, tmp_path: Path
) -> None:
    words = [*command, "trace", str(trace), "--export", "bundle"]
    done = subprocess.run(words, capture_output=True, env=environment, timeout=30, check=True)
    (tmp_path / "x.zip").write_bytes(done.stdout)
    with zipfile.ZipFile(tmp_path / "x.zip") as bundled:
        assert "MANIFEST.json" in bundled.namelist() and bundled.testzip() is None


def test_octets_are_not_for_a_terminal(
    command: list[str], environment: dict[str, str], trace: Path
) -> None:
    ours, theirs = pty.openpty()
    words = [*command, "trace", str(trace), "--export", "pcapng"]
    done = subprocess.run(
        words, stdout=theirs, stderr=subprocess.PIPE, env=environment, timeout=30, text=True
    )
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 1
    assert done.stderr == (
        "h2craft: pcapng is octets, not text for a terminal: name a file with -o\n"
    )


def test_a_trace_file_of_its_own_can_be_read_again(run: Any, trace: Path, tmp_path: Path) -> None:
    done = run("trace", str(trace), "--export", "h2trace", "-o", "x.h2trace", "--secrets")
    assert done.returncode == 0
    with TraceReader(trace) as before, TraceReader(tmp_path / "x.h2trace") as after:
        assert list(before) == list(after) and after.header["started"] == before.header["started"]


def test_a_file_that_is_there_is_left_alone(run: Any, trace: Path, tmp_path: Path) -> None:
    (tmp_path / "x.har").write_text("mine")
    done = run("trace", str(trace), "--export", "har", "-o", "x.har")
    assert done.returncode == 1 and (tmp_path / "x.har").read_text() == "mine"
    assert done.stderr == (
        "h2craft: cannot write x.har: is there already; --force writes over it\n"
    )
    done = run("trace", str(trace), "--export", "har", "-o", "x.har", "--force")
    assert done.returncode == 0 and (tmp_path / "x.har").read_text() != "mine"


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--export", "zip"], 2, "'zip' is no format; there are pcapng, pcapng-plain, har"),
        (["--export", "pcap"], 2, "'pcap' is no format; did you mean pcapng?"),
        (["-o", "x"], 2, "--output goes with --export only"),
        (["--secrets"], 2, "--secrets goes with --export only"),
        (["--force"], 2, "--force goes with --record only"),
        (["--from", "3"], 2, "--from, --to and --marked go with --record and --export only"),
        (["--export", "har", "--stats"], 2, "--export goes with --filter"),
        (["--export", "har", "--json"], 2, "--export goes with --filter"),
        (["--export", "har", "--record", "x.py"], 2, "--export goes with --filter"),
        (["--export", "har", "--title", "x"], 2, "--title goes with --record only"),
        (["--export", "har", "-o", "run.h2trace"], 1, "run.h2trace is the trace itself"),
        (["--export", "har", "-o", "no/such/x"], 1, "cannot write no/such/x: no such file"),
        (["--export", "har", "--filter", "conn:9"], 1, "run.h2trace: nothing is selected"),
        (
            ["--export", "curl", "--filter", "type:SETTINGS", "-o", "x"],
            1,
            "nothing that is selected can be written so: x is not written",
        ),
    ],
)
def test_what_cannot_be_is_said(
    run: Any, trace: Path, tmp_path: Path, words: list[str], status: int, said: str
) -> None:
    before = set(tmp_path.iterdir())
    done = run("trace", "run.h2trace", *words)
    assert done.returncode == status and said in done.stderr
    assert set(tmp_path.iterdir()) == before


def test_a_reader_that_goes_is_no_trouble(
    command: list[str], environment: dict[str, str], trace: Path
) -> None:
    words = [*command, "trace", str(trace), "--export", "hex"]
    process = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(30)


def test_a_disk_that_is_full_leaves_nothing_behind(
    command: list[str], environment: dict[str, str], trace: Path, tmp_path: Path
) -> None:
    limited = "ulimit -f 1; trap '' XFSZ; exec \"$@\""  # 512 or 1,024 octets a file
    words = ["sh", "-c", limited, "sh", *command, "trace", str(trace)]
    before = set(tmp_path.iterdir())
    done = subprocess.run(
        [*words, "--export", "har", "-o", "x.har"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**environment, "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=30,
    )
    assert done.returncode == 1 and "cannot write x.har: file too large" in done.stderr
    assert set(tmp_path.iterdir()) == before


def test_the_help_names_every_form_there_is() -> None:
    told = {word for line in FORMATS_HELP.splitlines()[2:] for word in line[2:16].split()}
    assert "also go, rust and python" in FORMATS_HELP
    told |= {"go", "rust", "python"}
    assert told == set(FORMATS)


def test_the_shell_is_offered_the_forms() -> None:
    offered = FormatType().shell_complete(None, None, "pcap")
    assert [one.value for one in offered] == ["pcapng", "pcapng-plain"]
    assert all(one.help for one in offered)


def test_nothing_is_exported_unasked() -> None:
    made = []

    @click.command()
    @options(*EXPORT)
    @click.pass_context
    def command(context: click.Context, /, **given: Any) -> None:
        made.append(exporting_of(context, {**given, "force": False}))

    CliRunner().invoke(command, [])
    CliRunner().invoke(command, ["--export", "HAR", "-o", "x"])
    assert made[0] is None and made[1].form is FORMATS["har"] and made[1].path == Path("x")


def test_a_trace_that_cannot_be_read_is_named(trace: Path, tmp_path: Path) -> None:
    from h2craft.cli.errors import Failure
    from h2craft.cli.exporting import Exporting, export_trace

    class Broken:
        header: dict[str, Any] = {}
        last = 5

        def read(self, after: int = 0, limit: int = 1000) -> Any:
            raise OSError(5, "Input/output error")

    exporting = Exporting(form=FORMATS["har"], path=tmp_path / "x", secrets=False, force=False)
    with pytest.raises(Failure, match=f"cannot read {trace}: input/output error"):
        export_trace(trace, Broken(), exporting, None, (1, 9))  # type: ignore[arg-type]
    assert not (tmp_path / "x").exists()
