"""Journals to read along: a lawful one that is written line by line, and arbitrary ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

import hpack
import hyperframe.frame as hf
import pytest
from hypothesis import strategies as st

from h2craft.reader import Reader
from h2craft.trace import Journal, Kind, Origin, Record
from h2craft.wire import PREFACE

GET = [(":method", "GET"), (":scheme", "https"), (":authority", "a.test"), (":path", "/")]
RECEIVED, SENT = Kind.FRAME_RECEIVED, Kind.FRAME_SENT


class Talk:
    """A journal written a record a line, with an HPACK encoder for each end of each connection."""

    def __init__(self, **journal: Any) -> None:
        self.journal = Journal(**journal)
        self.encoders: dict[tuple[int, Kind], hpack.Encoder] = {}

    def __call__(
        self,
        kind: Kind,
        octets: bytes = b"",
        *,
        connection: int = 1,
        cause: int = 0,
        origin: Origin = Origin.PEER,
        detail: Any = None,
    ) -> int:
        at = self.journal.last / 1000
        return self.journal.append(at, connection, kind, octets, cause, origin, detail)

    def frame(self, kind: Kind, frame: hf.Frame, **more: Any) -> int:
        return self(kind, frame.serialize(), **more)

    def block(self, kind: Kind, fields: Any, connection: int = 1) -> bytes:
        encoder = self.encoders.setdefault((connection, kind), hpack.Encoder())
        octets: bytes = encoder.encode(list(fields))
        return octets

    def opened(self, connection: int = 1) -> int:
        detail = {"peer": ["127.0.0.1", 50_000], "local": ["127.0.0.1", 8443], "scheme": "https"}
        self(Kind.CONNECTION_OPENED, connection=connection, origin=Origin.ENGINE, detail=detail)
        self(Kind.PREFACE_RECEIVED, PREFACE, connection=connection)
        self.frame(RECEIVED, hf.SettingsFrame(0), connection=connection)
        automatic = {"connection": connection, "origin": Origin.AUTOMATIC}
        self.frame(SENT, hf.SettingsFrame(0), **automatic)
        self.frame(SENT, hf.SettingsFrame(0, flags=["ACK"]), **automatic)
        return self.frame(RECEIVED, hf.SettingsFrame(0, flags=["ACK"]), connection=connection)

    def request(self, stream_id: int = 1, path: str = "/", connection: int = 1) -> int:
        fields = [*GET[:3], (":path", path), ("x-number", f"{connection}-{stream_id}")]
        block = self.block(RECEIVED, fields, connection)
        flags = ["END_STREAM", "END_HEADERS"]
        frame = hf.HeadersFrame(stream_id, block, flags=flags)
        return self.frame(RECEIVED, frame, connection=connection)

    def response(self, stream_id: int = 1, status: str = "200", connection: int = 1) -> int:
        block = self.block(SENT, [(":status", status), ("x-answer", str(stream_id))], connection)
        frame = hf.HeadersFrame(stream_id, block, flags=["END_HEADERS"])
        return self.frame(SENT, frame, connection=connection, origin=Origin.SCRIPT)

    def data(self, stream_id: int = 1, data: bytes = b"hello", connection: int = 1) -> int:
        frame = hf.DataFrame(stream_id, data, flags=["END_STREAM"])
        return self.frame(SENT, frame, connection=connection, origin=Origin.SCRIPT)

    def exchange(self, stream_id: int = 1, path: str = "/", connection: int = 1) -> int:
        """A request, the quiet records of its handler, a head and a body: seven records."""
        self.request(stream_id, path, connection)
        script = {"stream": stream_id, "script": "item.py"}
        quiet: dict[str, Any] = {"connection": connection, "origin": Origin.SCRIPT}
        self(Kind.HANDLER_STARTED, detail=script, **quiet)
        self(Kind.ACTION_FIRED, **quiet)
        self.response(stream_id, connection=connection)
        self.data(stream_id, connection=connection)
        self(Kind.ACTION_DONE, **quiet)
        return self(Kind.HANDLER_ENDED, detail={"stream": stream_id}, **quiet)

    def closed(self, connection: int = 1) -> int:
        detail = {"how": "fin", "by": "peer"}
        return self(Kind.CONNECTION_CLOSED, connection=connection, detail=detail)

    @property
    def records(self) -> list[Record]:
        return self.journal.read(0, 1 << 30)


class Listed:
    """Records out of a list, as they may be in a damaged file; `broken` fails to be read."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.records = list(records)
        self.broken = ""

    @property
    def first(self) -> int:
        return self.records[0].seq if self.records else 1

    @property
    def last(self) -> int:
        return self.records[-1].seq if self.records else 0

    def read(self, after: int = 0, limit: int = 1000) -> list[Record]:
        if self.broken:
            raise OSError(self.broken)
        return [record for record in self.records if record.seq > after][:limit]


@pytest.fixture
def talk() -> Talk:
    return Talk()


@pytest.fixture
def make_talk() -> Callable[..., Talk]:
    """`make_talk(memory_records=...)`."""
    return Talk


@pytest.fixture(scope="session")
def listed() -> Callable[[Sequence[Record]], Listed]:
    return Listed


def _read_all(source: Any, step: int = 7, role: str = "server") -> Reader:
    reader = Reader(source, role)
    while reader.advance(step):
        pass
    return reader


@pytest.fixture
def read_all() -> Callable[..., Reader]:
    """`read_all(source, step=7)`: a reader that has come to the end."""
    return _read_all


def described(thing: Any) -> Any:
    """All that an object of the model consists of, down to numbers and octets.

    Without findings, and without what a decoder read last: nothing depends on them.
    """
    if isinstance(thing, Enum) or thing is None or isinstance(thing, int | float | str | bytes):
        return thing
    if isinstance(thing, dict):
        return {key: described(value) for key, value in thing.items()} | {"keys": list(thing)}
    if isinstance(thing, list | tuple) or type(thing).__name__ == "deque":
        return [described(one) for one in thing]
    if isinstance(thing, set | frozenset):
        return sorted(thing)
    names = [*getattr(thing, "__dict__", ()), *getattr(type(thing), "__slots__", ())]
    left_out = ("findings", "last_fields")
    return {name: described(getattr(thing, name)) for name in names if name not in left_out}


@pytest.fixture(scope="session")
def described_of() -> Callable[[Any], Any]:
    return described


# Conversations of any kind, as lists of (connection, kind, what is said).

_ids = st.sampled_from([0, 1, 2, 3, 4, 5, 7, 9])
_paths = st.sampled_from(["/", "/a", "/long/path/of/some/length"])
_said = st.one_of(
    st.tuples(st.just("request"), _ids, _paths, st.booleans(), st.booleans()),
    st.tuples(st.just("response"), _ids, st.sampled_from(["103", "200"]), st.booleans()),
    st.tuples(st.just("promise"), _ids, st.sampled_from([2, 4, 6]), st.booleans()),
    st.tuples(st.just("continuation"), _ids),
    st.tuples(st.just("data"), _ids, st.sampled_from([0, 1, 20_000]), st.booleans()),
    st.tuples(
        st.just("settings"),
        st.dictionaries(
            st.sampled_from([1, 2, 3, 4, 5, 99]), st.sampled_from([0, 1, 64, 100_000]), max_size=2
        ),
    ),
    st.tuples(st.just("ack")),
    st.tuples(st.just("window"), _ids, st.sampled_from([1, 1000, 2**31 - 1])),
    st.tuples(st.just("reset"), _ids),
    st.tuples(st.just("ping"), st.binary(min_size=8, max_size=8), st.booleans()),
    st.tuples(st.just("goaway"), _ids),
    st.tuples(st.just("raw"), st.integers(0, 20), st.binary(max_size=9), _ids),
    st.tuples(st.just("octets"), st.binary(max_size=12)),
    st.tuples(st.just("preface")),
    st.tuples(
        st.just("event"),
        st.sampled_from(Kind),
        st.none() | st.fixed_dictionaries({"stream": _ids, "why": st.just("x")}),
        st.integers(0, 20),
    ),
)
_steps = st.lists(
    st.tuples(st.sampled_from([1, 1, 1, 2, 0]), st.sampled_from([RECEIVED, SENT]), _said),
    max_size=60,
)


def _frame_of(talk: Talk, connection: int, kind: Kind, said: Any) -> hf.Frame | bytes:
    match said:
        case "request", stream_id, path, end, whole:
            block = talk.block(kind, [*GET[:3], (":path", path), ("x", path)], connection)
            flags = ["END_STREAM"] * end + ["END_HEADERS"] * whole
            return _on(stream_id, hf.HeadersFrame(stream_id or 1, block, flags=flags))
        case "response", stream_id, status, end:
            block = talk.block(kind, [(":status", status), ("y", "z" * 30)], connection)
            flags = ["END_STREAM"] * end + ["END_HEADERS"]
            return _on(stream_id, hf.HeadersFrame(stream_id or 1, block, flags=flags))
        case "promise", stream_id, promised, whole:
            block = talk.block(kind, GET, connection)
            flags = ["END_HEADERS"] * whole
            frame = hf.PushPromiseFrame(stream_id or 1, promised, block, flags=flags)
            return _on(stream_id, frame)
        case "continuation", stream_id:
            block = talk.block(kind, [("more", "fields")], connection)
            return _on(
                stream_id, hf.ContinuationFrame(stream_id or 1, block, flags=["END_HEADERS"])
            )
        case "data", stream_id, length, end:
            return _on(
                stream_id,
                hf.DataFrame(stream_id or 1, bytes(length), flags=["END_STREAM"] * end),
            )
        case "settings", values:
            return hf.SettingsFrame(0, settings=values)
        case ("ack",):
            return hf.SettingsFrame(0, flags=["ACK"])
        case "window", stream_id, increment:
            return hf.WindowUpdateFrame(stream_id, window_increment=increment)
        case "reset", stream_id:
            return _on(stream_id, hf.RstStreamFrame(stream_id or 1, error_code=8))
        case "ping", octets, ack:
            return hf.PingFrame(0, octets, flags=["ACK"] * ack)
        case "goaway", last:
            return hf.GoAwayFrame(0, last_stream_id=last, error_code=1)
    _, number, payload, stream_id = said
    head = len(payload).to_bytes(3, "big") + bytes((number, 0))
    return head + stream_id.to_bytes(4, "big") + bytes(payload)


def _on(stream_id: int, frame: hf.Frame) -> bytes:
    """The frame's octets on any stream: hyperframe refuses some on stream 0."""
    octets: bytes = frame.serialize()
    return octets[:5] + stream_id.to_bytes(4, "big") + octets[9:]


def _conversation(steps: list[Any]) -> Talk:
    talk = Talk()
    for connection, kind, said in steps:
        if said[0] == "event":
            _, kind, detail, cause = said
            talk(kind, connection=connection, detail=detail, cause=cause)
        elif said[0] == "preface":
            talk(Kind.PREFACE_RECEIVED, PREFACE, connection=connection)
        elif said[0] == "octets":
            octets = Kind.OCTETS_RECEIVED if kind is RECEIVED else Kind.OCTETS_SENT
            talk(octets, said[1], connection=connection)
        else:
            frame = _frame_of(talk, connection, kind, said)
            octets = frame if isinstance(frame, bytes) else frame.serialize()
            detail = {"door": "wire", "step": "why not"} if connection == 2 else None
            talk(kind, octets, connection=connection, detail=detail)
    return talk


@pytest.fixture(scope="session")
def conversations() -> st.SearchStrategy[Talk]:
    """Anything that may be said on two connections, and on none."""
    return st.builds(_conversation, _steps)


def _lively(chance: random.Random) -> Talk:
    """A long conversation, greeted and mostly lawful, on few streams of two connections."""
    hello = [
        (RECEIVED, ("preface",)),
        (RECEIVED, ("settings", {})),
        (SENT, ("settings", {4: 100_000})),
        (SENT, ("ack",)),
        (RECEIVED, ("ack",)),
    ]
    steps: list[Any] = [(number, kind, said) for number in (1, 2) for kind, said in hello]
    highest = 1
    for _ in range(chance.randrange(30, 90)):
        number = chance.choice([1, 1, 1, 2])
        kind = chance.choice([RECEIVED, SENT])
        near = max(1, highest - 2 * chance.randrange(4))
        whole = chance.random() < 0.7
        choices: list[tuple[Kind, Any]] = [
            (RECEIVED, ("request", highest, "/a", chance.random() < 0.5, whole)),
            (SENT, ("response", near, "200", False)),
            (kind, ("data", near, chance.choice([0, 1, 9000]), chance.random() < 0.3)),
            (kind, ("window", chance.choice([0, near]), 1000)),
            (kind, ("settings", {chance.choice([1, 4]): chance.choice([0, 64, 70_000])})),
            (kind, ("ack",)),
            (SENT, ("promise", near, 2 * highest, whole)),
            (kind, ("reset", near)),
            (kind, ("ping", b"12345678", chance.random() < 0.5)),
            (kind, ("event", chance.choice(list(Kind)), {"stream": near, "why": "x"}, 0)),
        ]
        weights = [6, 5, 6, 4, 2, 2, 3, 1, 1, 3]
        kind, said = chance.choices(choices, weights)[0]
        steps.append((number, kind, said))
        if said[0] in ("request", "promise"):
            highest += 2
            if not whole:
                steps.append((number, kind, ("continuation", said[1])))
    return _conversation(steps)


@pytest.fixture(scope="session")
def lively() -> st.SearchStrategy[Talk]:
    """Long conversations in which streams come, change and go."""
    return st.integers(0, 1 << 32).map(lambda seed: _lively(random.Random(seed)))
