"""What has to hold for any octets whatever, of each thing here that reads what others wrote.

A law takes octets, makes of them what its subject reads, and raises AssertionError where something
is wrong. Exceptions other than those a subject declares pass through, and are wrong as well. One
set of laws serves Hypothesis (`test_laws.py`), what is kept in `corpus/` (`test_corpus.py`) and
atheris, which is run by hand (`run.py`).
"""

from __future__ import annotations

import ast
import contextlib
import re
import struct
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import hpack

from h2craft import filter as filters
from h2craft.check.baseline import read_baseline
from h2craft.check.matrix import read_documents
from h2craft.client import Desk
from h2craft.control.asks import AskError, read_ask
from h2craft.control.codec import from_json, to_json
from h2craft.control.protocol import ProtocolError, line_of, value_of
from h2craft.endpoint import Endpoint
from h2craft.judge import (
    CaseError,
    parse_expect,
    parse_needs,
    parse_setting,
    parse_verdicts,
    read_case,
)
from h2craft.language import Context, LanguageError, complete, parse, tokens, write
from h2craft.model import Board, Reading
from h2craft.reader import Reader
from h2craft.report import Lines
from h2craft.scenario import ScenarioError, read_entry, read_notes
from h2craft.script.loader import Loader, ScriptError
from h2craft.trace import (
    RECEIVED,
    SENT,
    Journal,
    Kind,
    Origin,
    TraceError,
    TraceReader,
    TraceWriter,
)
from h2craft.tui.config import load
from h2craft.wire import (
    PREFACE,
    Decoder,
    Frame,
    PieceKind,
    Splitter,
    frame_line,
    frame_octets,
    hex_dump,
    summarize,
)

MOST_OCTETS = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """`words` are what its subject knows: whoever makes octets up mixes them in."""

    holds: Callable[[bytes], None]
    words: tuple[bytes, ...] = ()


def printable(text: str) -> None:
    """What a peer or a file has said may not move somebody's cursor."""
    assert all(line.isprintable() for line in text.split("\n")), repr(text)


@contextlib.contextmanager
def written(octets: bytes, name: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="h2craft-fuzz-") as folder:
        path = Path(folder) / name
        path.write_bytes(octets)
        yield path


def text_of(octets: bytes) -> str:
    return octets.decode("utf-8", "replace")


# What comes over a socket


def splitter(octets: bytes) -> None:
    """Nothing is lost, frames are whole, and how the octets are cut makes no difference.

    The first octet says which splitter, the second how it is fed.
    """
    how, step, said = octets[:1], octets[1:2], octets[2:]
    expect = bool(how and how[0] & 1)
    longest = (0, 16, 16_384, (1 << 24) - 1)[how[0] >> 1 & 3 if how else 2]
    size = max(1, step[0] if step else 1)
    whole, parts = Splitter(expect, longest), Splitter(expect, longest)
    at_once = whole.feed(said)
    bit_by_bit = [
        piece for at in range(0, len(said), size) for piece in parts.feed(said[at : at + size])
    ]
    for pieces, one in ((at_once, whole), (bit_by_bit, parts)):
        assert b"".join(piece for _, piece in pieces) + one.pending == said
        for kind, piece in pieces:
            if kind is PieceKind.FRAME:
                assert int.from_bytes(piece[:3], "big") == len(piece) - 9 <= longest
    assert joined(at_once) == joined(bit_by_bit)
    assert whole.pending == parts.pending
    assert whole.preface_failed_at == parts.preface_failed_at
    assert joined(at_once + whole.end()) == joined(bit_by_bit + parts.end())


def joined(pieces: list[tuple[PieceKind, bytes]]) -> list[tuple[PieceKind, bytes]]:
    """With pieces that are passed on as they arrive put together."""
    made: list[tuple[PieceKind, bytes]] = []
    for kind, piece in pieces:
        if kind is not PieceKind.FRAME and made and made[-1][0] is kind:
            piece = made.pop()[1] + piece
        made.append((kind, piece))
    return made


def frame(octets: bytes) -> None:
    """A payload is decoded, given back and shown, whatever it is."""
    if len(octets) < 9:
        return
    one = Frame(octets)
    assert one.view.encode() == one.payload
    printable(frame_line(one))
    printable(summarize(one))
    printable("\n".join(hex_dump(octets)))


BLOCK_END = b"\x00\x00\xff\x00\x00"


def header_blocks(octets: bytes) -> None:
    """Blocks, one after the other: decoded and read alike, and not otherwise than by hpack."""
    ours, reader, theirs = Decoder(), Decoder(), hpack.Decoder()
    for block in octets.split(BLOCK_END):
        try:
            fields = ours.decode(block)
        except hpack.HPACKError as error:
            with contextlib.suppress(type(error)):
                reader.read(block)
                raise AssertionError(f"read, and not decoded: {error}") from error
            return  # a connection error: there is no next block (RFC 9113 4.3)
        lines = reader.read(block)
        assert b"".join(line.octets for line in lines) == block
        assert [(line.name, line.value) for line in lines if line.name or line.value] == [
            tuple(field) for field in fields if field[0] or field[1]
        ]
        assert list(map(tuple, theirs.decode(block, raw=True))) == list(map(tuple, fields))
        assert ours.table.size <= ours.table.max_size


def endpoint(octets: bytes) -> None:
    """Whatever a peer says, it is recorded to the last octet, and what we say is recorded too."""
    role = "client" if octets[:1] == b"c" else "server"
    strict, said = octets[1:2] == b"s", octets[2:]
    journal = Journal()
    end = Endpoint(connection=1, journal=journal, role=role, strict=strict)
    end.open(0.0)
    sent = b"".join(end.take_output())
    size = max(1, len(said) // 4)
    for at in range(0, len(said), size):
        end.receive(said[at : at + size], float(at))
        end.pump(float(at))
        sent += b"".join(end.take_output())
    end.receive_end(1e6, "fin")
    end.end(1e6, "it is over")
    sent += b"".join(end.take_output())
    records = journal.read(0, 1 << 30)
    assert b"".join(one.octets for one in records if one.kind in RECEIVED) == said
    assert b"".join(one.octets for one in records if one.kind in SENT) == sent
    read_along(journal, role)


def read_along(source: Journal | TraceReader, role: str) -> None:
    """Fold it, and look at everything there is of it as a screen and a log do."""
    reader = Reader(source, role)
    while reader.advance(1000):
        pass
    view = reader.view("")
    for row in reader.rows(view.seqs(0, min(view.count, 200))):
        printable(row.summary)
    board, lines = Board(role), Lines(width=100)
    for record in source.read(0, 500):
        for line in lines.of(board.fold(record)):
            printable(line)
        reader.moment(record.seq)


# What stands in files


@lru_cache(1)
def sound_trace() -> bytes:
    """A trace of some blocks."""
    with written(b"", "sound.h2trace") as path:
        with TraceWriter(path, {"program": "h2craft"}, overwrite=True) as writer:
            journal = Journal(archive=writer)
            for number in range(1, 13):
                octets = frame_octets(6, number % 2, 0, b"%08d" % number)
                journal.append(number / 8, 1, Kind.FRAME_RECEIVED, octets, 0, Origin.PEER, None)
                detail = {"number": number}
                journal.append(number / 8, 0, Kind.NOTED, b"", number, Origin.ENGINE, detail)
                if number % 3 == 0:
                    journal.archive_next()
        return path.read_bytes()


def changed_trace(octets: bytes) -> None:
    """A sound trace, changed at the places and in the ways that the octets say, four for each.

    What is no longer there is told, and what is there is as it was; but for the last block where
    that is told to be cut short: nobody can add up octets that are not all there.
    """
    sound = sound_trace()
    made = bytearray(sound)
    for at in range(0, len(octets) - 3, 4):
        place, how, value = struct.unpack_from(">HBB", octets, at)
        place %= len(made) + 1
        if how % 3 == 0:
            made[place:place] = bytes([value])
        elif how % 3 == 1 and place < len(made):
            made[place] ^= value
        else:
            del made[place : place + value]
    with written(sound, "was.h2trace") as path, TraceReader(path) as reader:
        known = {record.seq: record for record in reader}
    with written(bytes(made), "is.h2trace") as path:
        try:
            reader = TraceReader(path)
        except TraceError as error:
            printable(str(error))
            return
        with reader:
            records = list(reader)
            sure = sure_until(reader.damage)
            assert all(known[one.seq] == one for one in records if one.seq < sure)
            assert all(one.seq in known for one in records)
            assert len(records) == len(known) or reader.damage
            read_along(reader, "server")


def sure_until(damage: str | None) -> int:
    """The first record of a block that is told to be cut short; 0 where not all is told."""
    found = re.search("cut short at octet .*: of records ([0-9]+) to", damage or "")
    if found:
        return int(found[1])
    return 0 if (damage or "").endswith(" more") else 1 << 63


def made_up_trace(octets: bytes) -> None:
    """Blocks whose checksums are right, and nothing else need be: records, seq, lengths, body."""
    start = sound_trace()
    made = bytearray(start[: start.index(b"\n") + 1])
    for part in octets.split(b"\xf7\xf7"):
        numbers = part[:32].ljust(32, b"\0")
        count, first, columns, length = struct.unpack("<QQQQ", numbers)
        body = part[32:]
        if count & 1 << 32:  # as it should be: else it would seldom be
            count, columns = count & 0xF, (count & 0xF) * 30
            length = max(0, len(body) - columns)
        head = struct.pack(
            "<4sIQIIQI",
            b"\xf7H2B",
            count & 0xFFFF_FFFF,
            first,
            columns & 0xFFFF_FFFF,
            crc32(body[: columns & 0xFFFF_FFFF]),
            length,
            crc32(body[columns & 0xFFFF_FFFF :]),
        )
        made += head + struct.pack("<I", crc32(head, crc32(len(made).to_bytes(8, "little"))))
        made += body
    with written(bytes(made), "made-up.h2trace") as path, TraceReader(path) as reader:
        seqs = [record.seq for record in reader]
        assert all(one < other for one, other in pairwise(seqs))
        if reader.damage:
            printable(reader.damage)
        read_along(reader, "server")


def config(octets: bytes) -> None:
    """What is wrong in a configuration file is named, and the rest of it holds."""
    with written(octets, "config.toml") as path:
        for trouble in load(path, must_exist=True).troubles:
            assert str(path) in trouble


def scenario(octets: bytes) -> None:
    """A scenario, a case or a recording, read without being run; and what is no Python at all."""
    with written(octets, "one.py") as path:
        entry = read_entry(path)
        with contextlib.suppress(CaseError):
            read_case(entry)
        with contextlib.suppress(ScenarioError):
            read_notes(text_of(octets))
        if not is_python(octets):
            loader = Loader(None, lambda kind, detail: None)
            with contextlib.suppress(ScriptError):
                loader.script(str(path)).current()
                raise AssertionError("what is no Python was loaded")


def is_python(octets: bytes) -> bool:
    try:
        ast.parse(octets)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def case_labels(octets: bytes) -> None:
    """The values of a case's labels."""
    text = text_of(octets)
    for read in (parse_expect, parse_needs, parse_verdicts, parse_setting):
        with contextlib.suppress(CaseError):
            read(text)


def baseline(octets: bytes) -> None:
    """What is known of a client, and what `--json` has written of it."""
    with written(octets, "known.txt") as path:
        for read in (read_baseline, read_documents):
            with contextlib.suppress(ScenarioError):
                read(path)


# What people and front ends say


def control(octets: bytes) -> None:
    """A line at the control socket is a request, or it is refused; of a desk as well."""
    try:
        value = value_of(octets)
    except ProtocolError as error:
        assert len(str(error)) < 200
        return
    with contextlib.suppress(AskError):
        _, arguments = read_ask(value)
        assert value_of(line_of(to_json(arguments))) is not None
    with contextlib.suppress(ValueError):
        desk = from_json(Desk, value)
        assert from_json(Desk, value_of(line_of(to_json(desk)))) == desk


@lru_cache(1)
def readings() -> list[Reading]:
    """Some of every kind that a filter looks at."""
    journal, board = Journal(), Board()
    end = Endpoint(connection=1, journal=journal)
    end.open(0.0)
    head = b"\x82\x86\x84\x41\x01a\x40\x01x\x03y\x1b["
    said = [
        frame_octets(4, 0, 0, struct.pack(">HL", 3, 100)),
        frame_octets(1, 4, 1, head),
        frame_octets(0, 1, 1, b"hello"),
        frame_octets(3, 0, 1, bytes(4)),
        frame_octets(0, 0, 3, b"?"),
        frame_octets(0x42, 0xFF, 5, b"what"),
    ]
    end.receive(PREFACE + b"".join(said), 1.0)
    journal.append(2.0, 1, Kind.HANDLER_RAISED, b"", 3, Origin.SCRIPT, {"stream": 1})
    journal.append(2.0, 0, Kind.NOTED, b"", 0, Origin.ENGINE, ["a", None, {"b": 1e300}])
    return [board.fold(record) for record in journal.read()]


def pattern(octets: bytes) -> None:
    """A filter that is one can be asked of any reading; of what is none the place is named."""
    text = text_of(octets)
    try:
        made = filters.compile(text)
    except filters.FilterError as error:
        assert 0 <= error.position <= len(text)
        printable(error.caret())
        printable(error.message)
        return
    for reading in readings():
        assert made.matches(reading) in (True, False)


CONTEXTS = (
    Context(),
    Context(connection=1, stream_id=3, highest=5),
    Context(connection=1, stream_id=1, next_stream=7),
)


def command(octets: bytes) -> None:
    """A line is a command, which as it is written is the same one, or its fault has a place."""
    text = text_of(octets)
    for context in CONTEXTS:
        complete(text, len(text), context)
        complete(text, len(text) // 2, context)
        try:
            said = parse(text, context)
        except LanguageError as error:
            assert 0 <= error.position <= len(error.text)
            printable(error.caret())
            printable(error.message)
            continue
        for action in said.actions:
            line = write(action)
            assert parse(line).actions == (action,), line
    ends = [0]
    for token in tokens(text):
        assert ends[-1] <= token.start < token.end <= len(text)
        ends.append(token.end)


LAWS: dict[str, Law] = {
    "splitter": Law(holds=splitter, words=(PREFACE, bytes(9), b"\0\0\1", b"\xff" * 9)),
    "frame": Law(holds=frame, words=(bytes(9), b"\0\0\5", b"\0\0\0\1", b"\xff\xff\xff")),
    "header_blocks": Law(
        holds=header_blocks,
        words=(
            BLOCK_END,
            b"\x82",
            b"\x40\1a\1b",
            b"\x3f\xe1\x1f",
            b"\x20",
            b"\xbe",
            b"\x00\x81\xff",
        ),
    ),
    "endpoint": Law(
        holds=endpoint,
        words=(
            b"xx" + PREFACE,
            b"c-",
            *(frame_octets(kind, 0, 0, bytes(size)) for kind, size in ((4, 0), (6, 8), (8, 4))),
            frame_octets(4, 1, 0, b""),
            frame_octets(4, 0, 0, struct.pack(">HL", 4, 0)),
            frame_octets(1, 5, 1, b"\x82\x86\x84\x41\1a"),
            frame_octets(1, 4, 3, b"\x83\x86\x84\x41\1a"),
            frame_octets(1, 4, 1, b"\x88"),
            frame_octets(5, 4, 1, b"\0\0\0\2\x82\x86\x84\x41\1a"),
            frame_octets(9, 4, 1, b"\x82"),
            frame_octets(0, 1, 1, b"hello"),
            frame_octets(3, 0, 1, b"\0\0\0\x08"),
            frame_octets(7, 0, 0, bytes(8)),
            frame_octets(2, 0, 1, b"\0\0\0\1\0"),
        ),
    ),
    "changed_trace": Law(holds=changed_trace, words=(b"\0\0\0\0", b"\1\0\1\1", b"\2\0\2\xff")),
    "made_up_trace": Law(
        holds=made_up_trace,
        words=(
            b"\xf7\xf7",
            struct.pack("<Q", 1 << 32 | 1),
            struct.pack("<Q", 1),
            b"\xff" * 8,
            bytes(8),
        ),
    ),
    "config": Law(
        holds=config,
        words=(b"theme", b"mouse", b"columns", b"history", b"keymap", b"views")
        + (b" = ", b"[", b"]", b'"', b"\n", b"true", b"1", b"{", b"}", b".", b"type:DATA"),
    ),
    "scenario": Law(
        holds=scenario,
        words=(b'"""', b"\n", b"Case: 9113/6.1/x\n", b"Level: MUST\n", b"Requires: x\n")
        + (b"Strict: ok\n", b"RFC 9113 6.1\n", b"Tags: star\n", b"Expect: ", b"Variants: a, b\n")
        + (b"# What the client said, for h2craft replay --compare; it may be deleted.\n",)
        + (b'#: {"format": 1}\n', b"def main(request, response):\n", b"    pass\n", b"(", b"{"),
    ),
    "case_labels": Law(
        holds=case_labels,
        words=(b"ok", b"RST_STREAM", b"GOAWAY", b"PROTOCOL_ERROR", b" or ", b" in ", b"(", b")")
        + (b", ", b"|", b" requests", b"=", b"1", b"SETTINGS_", b"MAX_FRAME_SIZE", b"type:DATA"),
    ),
    "baseline": Law(
        holds=baseline,
        words=(b"fail", b"pass", b" 9113/6.1/x", b"\n", b"#", b'{"cases":', b"[", b"{", b'"id":')
        + (b'"outcome":"fail"', b"}", b"]", b","),
    ),
    "control": Law(
        holds=control,
        words=(b'{"id":1,"do":"', b"look", b"read", b"submit", b"preview", b"decide", b"attach")
        + (b'","connection":1', b',"action":', b'{"verb":"send","frames":[', b"]}", b"}", b"null")
        + (b'{"frame":"HEADERS","stream_id":1,"fields":[]}', b'{"hex":"00"}', b"1e999", b"-1"),
    ),
    "pattern": Law(
        holds=pattern,
        words=tuple(f"{key}:".encode() for key in filters.KEYS)
        + (
            b" and ",
            b" or ",
            b"not ",
            b"-",
            b"(",
            b")",
            b'"',
            b"~",
            b">=5",
            b"1..9",
            b"DATA",
            b"4xx",
        ),
    ),
    "command": Law(
        holds=command,
        words=(
            b"headers ",
            b"data ",
            b"push ",
            b"settings ",
            b"ping ",
            b"goaway ",
            b"rst ",
            b"raw ",
        )
        + (b"window ", b"priority ", b"altsvc ", b"origin ", b"wait ", b"wire ", b"lawful ", b" + ")
        + (b":status=200 ", b"end_stream ", b'"hello" ', b"hex(00ff) ", b"=", b"(", b")", b"\\x00")
        + (
            b"code=CANCEL ",
            b"stream=1 ",
            b"new ",
            b"timeout=1",
            b"pattern=",
            b"policy ",
            b"close ",
        ),
    ),
}
