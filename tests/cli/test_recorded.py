"""`h2craft trace --record`: a saved trace becomes a handler script."""

from __future__ import annotations

import json

import pytest

from h2craft.actions import Data, Headers, Send, fields_of
from h2craft.trace import Kind, Origin, TraceWriter

STARTED = {"started": "2026-11-23T10:04:00+00:00"}


def answer(talk, stream: int, text: str, **more) -> int:
    talk.request(stream, f"/{text}", fields=[("cookie", f"sid={text}-tok3n")], **more)
    head = Headers(stream_id=stream, fields=fields_of([(":status", 200)]))
    body = Data(stream_id=stream, data=text.encode(), end_stream=True)
    talk.now += 3
    return talk(Kind.ACTION_FIRED, origin=Origin.HAND, detail=Send(frames=(head, body)), **more)


@pytest.fixture
def acts(talk) -> list[int]:
    """The seqs of three acts."""
    talk.opened()
    made = [answer(talk, 1, "one"), answer(talk, 3, "two")]
    talk.opened(2)
    return [*made, answer(talk, 1, "three", connection=2)]


@pytest.fixture
def trace(talk, acts, tmp_path):
    path = tmp_path / "run.h2trace"
    with TraceWriter(path, STARTED) as writer:
        writer.write(talk.journal.read_raw(0, 1 << 20))
    return path


@pytest.fixture
def recording(run, trace, tmp_path):
    def making(*options: str):
        done = run("trace", str(trace), "--record", "out.py", *options)
        out = tmp_path / "out.py"
        return done, out.read_text() if out.exists() else None

    return making


def said(text: str) -> list[str]:
    return [word for word in ("one", "two", "three") if f'write_data("{word}"' in text]


def test_a_trace_becomes_a_script_that_says_when_and_for_whom(recording) -> None:
    done, text = recording()
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert done.stderr == "h2craft: recorded 3 acts for 3 requests in out.py\n"
    compile(text, "out.py", "exec")
    assert said(text) == ["one", "two", "three"]
    assert "2026-11-23 10:04 UTC" in text


def test_a_dash_is_standard_output(run, trace, recording, tmp_path) -> None:
    done = run("trace", str(trace), "--record", "-")
    assert (done.returncode, done.stderr) == (0, "h2craft: recorded 3 acts for 3 requests\n")
    assert done.stdout == recording()[1]
    assert not (tmp_path / "-").exists()


def test_nothing_to_keep_is_nothing_on_standard_output(run, trace) -> None:
    done = run("trace", str(trace), "--record", "-", "--filter", "conn:9")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("run.h2trace: nothing was done that could be recorded\n")


def test_the_same_trace_is_the_same_text(recording) -> None:
    _, first = recording()
    _, second = recording("--force")
    assert first == second


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        (["--filter", "conn:2"], ["three"]),
        (["--filter", "path:/two"], ["two"]),
        (["--filter", "not stream:3"], ["one", "three"]),
    ],
)
def test_a_filter_says_which_requests_and_which_acts(recording, options, kept) -> None:
    done, text = recording(*options)
    assert done.returncode == 0 and said(text) == kept


def test_a_range_of_records(recording, acts) -> None:
    second = acts[1]
    _, text = recording("--from", str(second - 1), "--to", str(second))
    assert said(text) == ["two"]


def test_from_the_first_mark_to_the_last(recording, trace, acts) -> None:
    notes = trace.with_name(f"{trace.name}.notes")
    marks = [(acts[1] - 1, True), (acts[1], True), (acts[2], False)]
    lines = [json.dumps({"seq": seq, "text": "", "marked": marked}) for seq, marked in marks]
    notes.write_text("\n".join(lines) + "\n")
    done, text = recording("--marked")
    assert done.returncode == 0 and said(text) == ["two"]


def test_without_a_mark_there_is_nothing_between_marks(recording) -> None:
    done, text = recording("--marked")
    assert done.returncode == 1 and text is None
    assert "nothing is marked" in done.stderr


@pytest.mark.parametrize(("option", "there"), [([], False), (["--keep-secrets"], True)])
def test_secrets_are_kept_on_request_only(recording, option, there) -> None:
    _, text = recording(*option)
    assert ("tok3n" in text) is there


@pytest.mark.parametrize(
    ("timing", "sleeps"), [("none", False), ("exact", True), ("1", True), ("10", False)]
)
def test_timing(recording, timing, sleeps) -> None:
    _, text = recording("--timing", timing)
    assert ("time.sleep(3" in text) is sleeps


def test_a_title(recording) -> None:
    _, text = recording("--title", 'What "they" saw')
    assert "What" in text.splitlines()[0]
    compile(text, "out.py", "exec")


def test_nothing_to_keep_is_said_and_nothing_is_written(recording) -> None:
    done, text = recording("--to", "3")
    assert done.returncode == 1 and text is None
    assert "nothing was done that could be recorded: out.py is not written" in done.stderr


def test_a_file_that_is_there_is_refused_before_anything_is_read(run, tmp_path) -> None:
    (tmp_path / "out.py").write_text("mine")
    done = run("trace", "missing.h2trace", "--record", "out.py")
    assert done.returncode == 1
    assert "--force" in done.stderr and "missing" not in done.stderr
    assert (tmp_path / "out.py").read_text() == "mine"


def test_a_damaged_trace_is_recorded_up_to_the_damage_which_is_named(run, talk, tmp_path) -> None:
    talk.opened()
    answer(talk, 1, "one")
    first = talk.journal.read_raw(0, 1 << 20)
    answer(talk, 3, "two")
    second = talk.journal.read_raw(len(first), 1 << 20)
    answer(talk, 5, "three")
    third = talk.journal.read_raw(len(first) + len(second), 1 << 20)
    path = tmp_path / "run.h2trace"
    with TraceWriter(path) as writer:
        writer.write(first)
        before = writer.size
        writer.write(second)
        after = writer.size
        writer.write(third)
    octets = bytearray(path.read_bytes())
    octets[after - 10 : after] = b"\xff" * 10
    path.write_bytes(octets)
    done = run("trace", str(path), "--record", "out.py")
    assert done.returncode == 0, done.stderr
    assert said((tmp_path / "out.py").read_text()) == ["one"]
    note = done.stderr.splitlines()[-1]
    assert note.startswith(f"h2craft: note: {path}: octet {before}: ")


def test_a_trace_cut_off_is_recorded_as_far_as_it_goes(run, trace, tmp_path) -> None:
    trace.write_bytes(trace.read_bytes()[:-7])
    done = run("trace", str(trace), "--record", "out.py")
    assert done.returncode == 0, done.stderr
    assert said((tmp_path / "out.py").read_text()) == ["one", "two"]
    assert "cut short at octet" in done.stderr


@pytest.mark.parametrize(
    "options",
    [
        ["--from", "3"],
        ["--marked"],
        ["--record", "x.py", "--marked", "--to", "3"],
        ["--record", "x.py", "--from", "9", "--to", "3"],
        ["--record", "x.py", "--json"],
        ["--record", "x.py", "--follow"],
        ["--title", "x"],
    ],
)
def test_options_that_do_not_go_together_are_usage(run, trace, options) -> None:
    assert run("trace", str(trace), *options).returncode == 2


def test_a_trace_is_never_written_over_by_its_own_recording(run, trace) -> None:
    before = trace.read_bytes()
    done = run("trace", str(trace), "--record", str(trace), "--force")
    assert done.returncode == 1 and "is the trace itself" in done.stderr
    assert trace.read_bytes() == before
