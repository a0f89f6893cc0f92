"""A journal of real frames filled in line by line, a client over it, a session over that.

For the tests of front ends; loaded by `conftest.py` beside this file, whose fixtures `talk`,
`make_talk` and `session_of` give these.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any

from h2craft import filter as filters
from h2craft.actions import Action, Reply
from h2craft.client import About, Binding, Desk, Preview, Result, Verdict
from h2craft.trace import Journal, Kind, Origin, Record
from h2craft.wire import PREFACE, encode_stateless, frame_octets

ACK, END_STREAM, END_HEADERS = 0x1, 0x1, 0x4
Fields = Sequence[tuple[str, str]]


def block_of(fields: Fields) -> bytes:
    """A header block that touches no table, so that any subset of frames can be read."""
    return encode_stateless([(name.encode(), value.encode()) for name, value in fields])


class Talk:
    """A journal that is filled in one line a record. Methods return the record's seq.

    The clock stands at `now` and goes on a millisecond with each record.
    """

    def __init__(self, **journal: Any) -> None:
        self.journal = Journal(**journal)
        self.now = 0.0

    def __call__(
        self,
        kind: Kind,
        octets: bytes = b"",
        *,
        connection: int = 1,
        at: float | None = None,
        cause: int = 0,
        origin: Origin = Origin.PEER,
        detail: Any = None,
    ) -> int:
        self.now = self.now + 0.001 if at is None else at
        return self.journal.append(self.now, connection, kind, octets, cause, origin, detail)

    def opened(self, connection: int = 1, *, tls: bool = True, port: int = 50_000) -> int:
        """A connection that has said everything before the first request."""
        peer = ["127.0.0.1", port + connection]
        sides = {"peer": peer, "local": ["127.0.0.1", 8443], "scheme": "https" if tls else "http"}
        self(Kind.CONNECTION_OPENED, connection=connection, origin=Origin.ENGINE, detail=sides)
        if tls:
            agreed = {"version": "TLSv1.3", "cipher": "TLS_AES_128_GCM_SHA256", "alpn": "h2"}
            self(Kind.TLS_ESTABLISHED, connection=connection, origin=Origin.ENGINE, detail=agreed)
        self(Kind.PREFACE_RECEIVED, PREFACE, connection=connection)
        self.received(4, 0, 0, connection=connection)
        self.sent(4, 0, 0, connection=connection, origin=Origin.AUTOMATIC)
        self.sent(4, ACK, 0, connection=connection, origin=Origin.AUTOMATIC)
        return self.received(4, ACK, 0, connection=connection)

    def received(
        self, frame_type: int, flags: int, stream_id: int, payload: bytes = b"", **more: Any
    ) -> int:
        octets = frame_octets(frame_type, flags, stream_id, payload)
        return self(Kind.FRAME_RECEIVED, octets, **more)

    def sent(
        self, frame_type: int, flags: int, stream_id: int, payload: bytes = b"", **more: Any
    ) -> int:
        octets = frame_octets(frame_type, flags, stream_id, payload)
        return self(Kind.FRAME_SENT, octets, **{"origin": Origin.SCRIPT, **more})

    def request(
        self,
        stream_id: int = 1,
        path: str = "/",
        *,
        method: str = "GET",
        end: bool = True,
        fields: Fields = (("user-agent", "curl/8.5.0"),),
        **more: Any,
    ) -> int:
        head = [(":method", method), (":scheme", "https"), (":authority", "a.test")]
        block = block_of([*head, (":path", path), *fields])
        return self.received(1, END_HEADERS | (END_STREAM if end else 0), stream_id, block, **more)

    def response(
        self,
        stream_id: int = 1,
        status: str = "200",
        *,
        end: bool = False,
        fields: Fields = (("content-type", "text/plain"),),
        **more: Any,
    ) -> int:
        block = block_of([(":status", status), *fields])
        return self.sent(1, END_HEADERS | (END_STREAM if end else 0), stream_id, block, **more)

    def data(
        self, stream_id: int = 1, content: bytes = b"hello", *, end: bool = False, **more: Any
    ) -> int:
        """DATA we send."""
        return self.sent(0, END_STREAM if end else 0, stream_id, content, **more)

    def exchange(self, stream_id: int = 1, path: str = "/", **more: Any) -> int:
        """A request, its head and its body."""
        self.request(stream_id, path, **more)
        self.response(stream_id, **more)
        return self.data(stream_id, end=True, **more)

    def closed(self, connection: int = 1) -> int:
        how = {"how": "fin", "by": "peer", "octets_received": 1, "octets_sent": 1}
        return self(Kind.CONNECTION_CLOSED, connection=connection, origin=Origin.ENGINE, detail=how)


def done(result: Any) -> Future[Any]:
    """A future that has come."""
    future: Future[Any] = Future()
    future.set_result(result)
    return future


class StubClient:
    """A `Client` over a journal. `asked` is what was asked for: (method, arguments...).

    `desk_now` is the desk to show (give it another `version` when it changes), `result` and
    `preview_result` are what everything comes to.
    """

    def __init__(self, journal: Journal, *, live: bool = True) -> None:
        self.records = journal
        self.about = About(live=live, urls=("https://127.0.0.1:8443",), root="scripts/hello.py")
        self.desk_now = Desk()
        self.result = Result(accepted=True)
        self.preview_result = Preview()
        self.scripts: tuple[str, ...] = ()
        self.asked: list[tuple[Any, ...]] = []
        self.troubles: deque[str] = deque()
        self.closed = False

    def _ask(self, *what: Any) -> Future[Result]:
        self.asked.append(what)
        return done(self.result)

    ended = ""

    def standing(self) -> None:
        return None

    def refresh(self) -> None:
        return None

    def desk(self) -> Desk:
        return self.desk_now

    def submit(self, connection: int, *actions: Action) -> Future[Result]:
        return self._ask("submit", connection, *actions)

    def preview(self, connection: int, action: Action) -> Future[Preview]:
        self.asked.append(("preview", connection, action))
        return done(self.preview_result)

    def set_hold(self, pattern: str | None) -> Future[Result]:
        filters.compile(pattern or "")
        return self._ask("set_hold", pattern)

    def release_request(self, connection: int, stream_id: int) -> Future[Result]:
        return self._ask("release_request", connection, stream_id)

    def set_break(self, pattern: str | None) -> Future[Result]:
        filters.compile(pattern or "")
        return self._ask("set_break", pattern)

    def decide(
        self,
        held_seq: int,
        verdict: Verdict,
        *,
        action: Action | None = None,
        seconds: float = 0.0,
    ) -> Future[Result]:
        return self._ask("decide", held_seq, verdict, action, seconds)

    def release_replies(self, connection: int, *held_seqs: int) -> Future[Result]:
        return self._ask("release_replies", connection, *held_seqs)

    def drop_replies(self, connection: int, *held_seqs: int) -> Future[Result]:
        return self._ask("drop_replies", connection, *held_seqs)

    def set_policy(self, changes: Mapping[str, Reply], connection: int = 0) -> Future[Result]:
        return self._ask("set_policy", dict(changes), connection)

    def attach(self, binding: Binding) -> Future[Result]:
        return self._ask("attach", binding)

    def detach(self, number: int) -> Future[Result]:
        return self._ask("detach", number)

    def script_files(self) -> Sequence[str]:
        return self.scripts

    def comment(self, seq: int, text: str, *, marked: bool = True) -> Future[Result]:
        """Kept as an engine keeps it: a record."""
        record = self.records.get(seq)
        self.records.append(
            record.at if record else 0.0,
            record.connection if record else 0,
            Kind.COMMENTED,
            b"",
            seq,
            Origin.HAND,
            {"text": text, "marked": marked},
        )
        return self._ask("comment", seq, text, marked)

    def comments(self) -> Mapping[int, str | None]:
        return {}

    def close(self) -> None:
        self.closed = True


def session_of(
    records: Talk | Iterable[Record] = (),
    *,
    live: bool = True,
    settings: Any = None,
    folded: bool = True,
) -> Any:
    """A session over a `Talk`, or over records given in order; everything there is is folded.

    `live` False is a saved trace; `settings` what the program remembers. `session.client` is the
    `StubClient`.
    """
    from h2craft.session import Session

    journal = records.journal if isinstance(records, Talk) else journal_of(records)
    made = Session(StubClient(journal, live=live))
    if settings is not None:
        made.settings = settings
    while folded and made.advance(1.0):
        pass
    return made


def journal_of(records: Iterable[Record]) -> Journal:
    journal = Journal()
    for record in records:
        journal.append(*record[1:])
    return journal
