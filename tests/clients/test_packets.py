"""What tshark reads in our captures of curl and nghttp: the frames and the fields of our own trace.

Everything is asked of a server that keeps TLS, once; then the trace is exported with the keys and
without TLS, and tshark, which knows nothing of us, lists what it finds.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from h2craft.export import FORMATS, Selection
from h2craft.export.pcapng import pcapng
from h2craft.filter import compile
from h2craft.model import Board, Direction, Reading
from h2craft.trace import Kind, TraceReader
from h2craft.wire import FrameType

pytestmark = pytest.mark.clients

HERE = Path(__file__).parent
CURL = ("-sSk", "-H", "cookie: a=b; c=d", "--max-time", "20")
ASKED = (
    ("https", "--tlsv1.3"),
    ("https", "--tls-max", "1.2"),
    ("http", "--http2-prior-knowledge"),
    ("http", "--http2"),
)
SEPARATOR, AGGREGATOR = "\t", "\x1f"
FRAME = ("http2.type", "http2.flags", "http2.streamid", "http2.length")
FIELDS = ("http2.header.name", "http2.header.value")
CONTINUED = """
from h2craft.case import literal

def main(request, response):
    writer = response.writer
    with writer.together():
        block = literal(b":status", b"200") + literal(b"x-long", b"x" * 100)
        writer.write_raw_header_frame([], block=block[:30])
        writer.write_raw_continuation_frame([], block=block[30:60])
        writer.write_raw_continuation_frame([], block=block[60:], end_headers=True)
    writer.write_data("continued", last=True)
"""
CUT = """
def main(request, response):
    response.writer.write_headers([], 200)
    response.writer.write_data("half of it")
    response.writer.barrier()
    response.writer.close("reset")
"""


class Frame(NamedTuple):
    type: int
    flags: int
    stream_id: int
    length: int


class Said(NamedTuple):
    """What one end of a connection has said: its frames, and the fields of its header blocks."""

    frames: list[Frame]
    fields: list[tuple[str, str]]


@pytest.fixture(scope="module")
def trace(starting: Any, client: Callable[..., str], run: Any, tmp_path_factory: Any) -> Path:
    """Of requests over TLS 1.3 and 1.2, cleartext and Upgrade, one of which ends by RST."""
    root = tmp_path_factory.mktemp("packets")
    for name in ("hello.py", "push.py", "trailers.py", "echo.py"):
        shutil.copy(HERE / "handlers" / name, root)
    (root / "continued.py").write_text(CONTINUED)
    (root / "cut.py").write_text(CUT)
    (root / "file.bin").write_bytes(bytes(range(256)) * 800)
    curl, nghttp = client("curl"), client("nghttp")
    saved = tmp_path_factory.mktemp("saved") / "run.h2trace"
    with starting(root, "--keep-tls", trace=str(saved)) as server:
        conversation = server.conversation()
        for scheme, *more in ASKED:
            for path in ("hello.py", "trailers.py", "continued.py"):
                run(curl, *CURL, *more, f"{server.url(scheme)}/{path}")
        run(curl, *CURL, "--data-binary", f"@{root / 'file.bin'}", f"{server.https}/echo.py")
        run(curl, *CURL, f"{server.https}/cut.py", status=None)
        for url in (server.https, server.http):
            urls = [f"{url}/{path}" for path in ("push.py", "file.bin", "hello.py")]
            run(nghttp, "-yn", *urls)
        conversation.expect("kind:connection_closed", 3 * len(ASKED) + 4)
        conversation.close()
    return Path(saved)


@pytest.fixture(scope="module")
def tshark(client: Callable[..., str], run: Any) -> Callable[..., str]:
    program = client("tshark")
    return lambda path, *words: str(run(program, "-n", "-r", path, *words).out)


@pytest.fixture(scope="module", params=["pcapng", "pcapng-plain"])
def capture(request: Any, trace: Path, tmp_path_factory: Any) -> Path:
    """The trace in each of the two forms. The secrets of headers stay, to be compared."""
    path = tmp_path_factory.mktemp("captures") / f"{request.param}.pcapng"
    with TraceReader(trace) as reader:
        selection = Selection(source=reader, secrets=True)
        path.write_bytes(b"".join(FORMATS[request.param].make(selection)))
    return Path(path)


def readings(trace: Path) -> list[Reading]:
    board = Board()
    with TraceReader(trace) as reader:
        return [board.fold(record) for record in reader.read(0, 1_000_000)]


def facts(reading: Reading) -> dict[str, Any]:
    assert isinstance(reading.record.detail, dict)
    return reading.record.detail


def as_traced(trace: Path) -> dict[tuple[int, Direction], Said]:
    """By connection, in the order they were opened, and direction."""
    found: dict[tuple[int, Direction], Said] = {}
    for reading in readings(trace):
        if reading.frame is None or reading.direction is None:
            continue
        if reading.record.kind not in (Kind.FRAME_RECEIVED, Kind.FRAME_SENT):
            continue
        said = found.setdefault((reading.record.connection, reading.direction), Said([], []))
        frame = reading.frame
        said.frames.append(Frame(frame.type, frame.flags, frame.stream_id, frame.length))
        said.fields.extend((n.decode(), v.decode()) for n, v in reading.fields or ())
    return found


def as_captured(tshark: Callable[..., str], path: Path) -> dict[tuple[int, Direction], Said]:
    """The same, as tshark lists it."""
    opening = ("-Y", "tcp.flags.syn==1 && tcp.flags.ack==0")
    clients = {one[0]: one[1] for one in listed(tshark, path, opening, ("tcp.srcport",))}
    found: dict[tuple[int, Direction], Said] = {}
    for stream, port, *columns in listed(
        tshark, path, ("-Y", "http2"), ("tcp.srcport", *FRAME, *FIELDS)
    ):
        direction = Direction.RECEIVED if port == clients[stream] else Direction.SENT
        types, flags, streams, lengths, names, values = (
            column.split(AGGREGATOR) if column else [] for column in columns
        )
        said = found.setdefault((int(stream) + 1, direction), Said([], []))
        said.frames.extend(
            Frame(int(a), int(b, 16), int(c), int(d))
            for a, b, c, d in zip(types, flags, streams, lengths, strict=True)
        )
        said.fields.extend(zip(names, values, strict=True))
    return found


def listed(
    tshark: Callable[..., str], path: Path, which: tuple[str, ...], columns: tuple[str, ...]
) -> list[list[str]]:
    form = ["-E", f"separator={SEPARATOR}", "-E", f"aggregator={AGGREGATOR}", "-E", "occurrence=a"]
    asked = [word for column in ("tcp.stream", *columns) for word in ("-e", column)]
    text = tshark(path, *which, "-T", "fields", *form, *asked)
    return [line.split(SEPARATOR) for line in text.splitlines()]


def test_tshark_lists_the_frames_and_the_fields_of_our_own_trace(
    tshark: Callable[..., str], capture: Path, trace: Path
) -> None:
    ours, theirs = as_traced(trace), as_captured(tshark, capture)
    assert theirs.keys() == ours.keys()
    for key, said in ours.items():
        assert theirs[key].frames == said.frames, key
        assert theirs[key].fields == said.fields, key


def test_what_was_asked_was_of_every_kind(trace: Path) -> None:
    """Or the comparison above would say little."""
    said = as_traced(trace)
    frames = {frame.type for one in said.values() for frame in one.frames}
    assert frames >= {
        FrameType.DATA,
        FrameType.HEADERS,
        FrameType.PRIORITY,
        FrameType.SETTINGS,
        FrameType.PUSH_PROMISE,
        FrameType.GOAWAY,
        FrameType.WINDOW_UPDATE,
        FrameType.CONTINUATION,
    }
    fields = [field for one in said.values() for field in one.fields]
    for field in (("checksum", "2a"), ("cookie", "a=b; c=d"), ("x-long", "x" * 100)):
        assert field in fields
    versions = {
        facts(one)["version"] for one in readings(trace) if one.record.kind == Kind.TLS_ESTABLISHED
    }
    assert versions == {"TLSv1.2", "TLSv1.3"}


def test_a_stream_can_be_followed(tshark: Callable[..., str], capture: Path, trace: Path) -> None:
    connection, body = pushed(trace)
    followed = tshark(capture, "-q", "-z", f"follow,http2,raw,{connection - 1},2")
    assert body.hex() in followed.replace("\n", "").replace("\t", "")


def pushed(trace: Path) -> tuple[int, bytes]:
    """The first connection with a push, and what was pushed on stream 2."""
    wanted = compile("type:DATA dir:sent stream:2")
    found = next(one for one in readings(trace) if wanted.matches(one))
    assert found.frame is not None
    return found.record.connection, found.frame.payload


def test_nothing_is_wrong_with_the_packets(tshark: Callable[..., str], capture: Path) -> None:
    checks = ("-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE")
    trouble = "_ws.malformed || tcp.checksum.status == 0 || ip.checksum.status == 0"
    trouble += " || tcp.analysis.lost_segment || tcp.analysis.retransmission"
    trouble += " || tcp.analysis.ack_lost_segment || tcp.analysis.out_of_order"
    assert tshark(capture, *checks, "-Y", trouble) == ""
    assert tshark(capture, *checks, "-Y", "tcp.checksum.status == 1")


def test_a_connection_that_was_reset_ends_by_rst_of_ours(
    tshark: Callable[..., str], capture: Path, trace: Path
) -> None:
    resets = {
        one.record.connection - 1
        for one in readings(trace)
        if one.record.kind == Kind.CONNECTION_CLOSED
        and (facts(one)["how"], facts(one)["by"]) == ("reset", "us")
    }
    assert resets
    ours = listed(tshark, capture, ("-Y", "tcp.flags.reset==1 && frame.p2p_dir==0"), ())
    assert {int(stream) for (stream,) in ours} == resets


def test_packets_have_comments_that_name_the_records(
    tshark: Callable[..., str], capture: Path, trace: Path
) -> None:
    wanted = compile("type:PUSH_PROMISE")
    for promise in filter(wanted.matches, readings(trace)):
        (line, *_) = listed(
            tshark,
            capture,
            ("-Y", f'http2 && frame.comment contains "record {promise.record.seq}: "'),
            ("http2.type",),
        )
        assert str(int(FrameType.PUSH_PROMISE)) in line[1].split(AGGREGATOR)


def test_without_the_secrets_tls_stays_closed(
    tshark: Callable[..., str], trace: Path, tmp_path: Path
) -> None:
    path = tmp_path / "closed.pcapng"
    with TraceReader(trace) as reader:
        records = reader.read(0, 1_000_000)
    path.write_bytes(b"".join(pcapng(records, secrets=False)))
    assert tshark(path, "-Y", "tls && http2") == ""
    assert tshark(path, "-Y", "tls.app_data")
    path.write_bytes(b"".join(pcapng(records)))
    assert tshark(path, "-Y", "tls && http2")
