from __future__ import annotations

import pytest

from h2craft.actions import (
    Data,
    Door,
    Headers,
    Ping,
    Raw,
    RstStream,
    Send,
    SendOctets,
    Sleep,
    action_to_json,
    fields_of,
)
from h2craft.report import Lines
from h2craft.report.life import tell as told
from h2craft.trace import Kind


@pytest.mark.parametrize(
    ("kind", "detail", "words"),
    [
        (
            Kind.CONNECTION_OPENED,
            {"peer": ["::1", 5], "local": ["127.0.0.1", 80], "scheme": "http"},
            "connection opened  [::1]:5 to 127.0.0.1:80  http",
        ),
        (
            Kind.TLS_ESTABLISHED,
            {"version": "TLSv1.3", "cipher": "C", "alpn": "h2", "server_name": "localhost"},
            "TLSv1.3  C  ALPN h2  server name localhost",
        ),
        (
            Kind.CONNECTION_OPENED,
            {"peer": ["::1", 5], "local": ["127.0.0.1", 80], "scheme": "http", "role": "client"},
            "connection opened  127.0.0.1:80 to [::1]:5  http",
        ),
        (
            Kind.TLS_ESTABLISHED,
            {"version": "TLSv1.3", "cipher": "C", "alpn": "h2", "verified": False},
            "TLSv1.3  C  ALPN h2  certificate not checked",
        ),
        (Kind.TLS_ESTABLISHED, {"version": "TLSv1.2", "alpn": None}, "TLSv1.2  no ALPN agreed"),
        (Kind.TLS_FAILED, {"reason": "no trust"}, "TLS failed: no trust"),
        (Kind.END_RECEIVED, {"how": "close-notify"}, "the peer ended its direction (close_notify)"),
        (Kind.CONNECTION_CLOSED, {"how": "reset", "by": "us"}, "connection closed (reset, by us)"),
        (Kind.UPGRADED, {"from": "h2c"}, "HTTP/1.1 upgraded to HTTP/2 (h2c)"),
        (Kind.ACTION_REFUSED, {"reason": "closed", "section": "5.1"}, "refused: closed (5.1)"),
        (Kind.H2_GAVE_UP, {"reason": "bad"}, "h2 gave up: bad"),
        (
            Kind.HANDLER_QUEUED,
            {"stream": 7, "running": 128},
            "   7 handler queued: 128 are running",
        ),
        (Kind.SCRIPT_LOADED, {"file": "a.py", "hooks": ["main"]}, "script loaded: a.py  main"),
        (
            Kind.SCRIPT_BROKEN,
            {"file": "a.py", "line": 3, "error": "SyntaxError: no"},
            "script broken: a.py:3: SyntaxError: no",
        ),
        (
            Kind.SCRIPT_BROKEN,
            {"file": "a.py", "line": 0, "error": "defines no hook"},
            "script broken: a.py: defines no hook",
        ),
        (
            Kind.CONNECTION_CLOSED,
            {"how": "clean", "by": "peer", "octets_received": 1234, "octets_sent": 5},
            "connection closed (clean, by the peer)  received 1,234, sent 5",
        ),
        (
            Kind.LIMIT_REACHED,
            {"limit": "resets_per_second", "value": 2000, "done": "GOAWAY"},
            "limit resets_per_second reached: 2,000  GOAWAY",
        ),
        (Kind.LISTENING, {"url": "https://127.0.0.1:1"}, "listening https://127.0.0.1:1"),
        (Kind.RECORDS_LOST, {"count": 5, "reason": "disk"}, "5 records lost: disk"),
        (Kind.RECORDS_LOST, {"reason": "a hole"}, "records lost: a hole"),
    ],
)
def test_a_happening_is_told_in_words(tell, kind, detail, words) -> None:
    assert told(tell(kind, detail=detail)) == [words]


def test_a_traceback_follows_the_line_that_says_what_was_raised(tell) -> None:
    detail = {"stream": 1, "hook": "main", "error": "ValueError: no", "traceback": "a\n  b\n"}
    lines = told(tell(Kind.HANDLER_RAISED, detail=detail))
    assert lines == ["   1 main raised ValueError: no", "     a", "       b"]


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(
    "detail", [None, {}, {"stream": [], "text": 5, "peer": {}, "hooks": 1}, []]
)
def test_no_detail_a_file_may_hold_makes_the_telling_fail(tell, kind, detail) -> None:
    assert told(tell(kind, detail=detail))
    Lines(width=80, colour=True).of(tell.readings[-1])


HEAD = Headers(stream_id=1, fields=fields_of([(":status", 200), ("x", "y")]))
BODY = Data(stream_id=1, data=b"hello", end_stream=True)
ANSWER = action_to_json(Send(frames=(HEAD, BODY)))
OCTETS = action_to_json(SendOctets(octets=b"\x00\x1b[31m" + b"a" * 99))


@pytest.mark.parametrize(
    ("kind", "detail", "words"),
    [
        (
            Kind.REQUEST_HELD,
            {"stream": 1, "why": "path:/x", "by": "filter"},
            "   1 request held: it matches path:/x",
        ),
        (Kind.REQUEST_HELD, {"why": "", "by": "filter"}, "request held"),
        (
            Kind.REQUEST_HELD,
            {"stream": 3, "why": "look", "by": "script", "script": "a.py"},
            "   3 the script waits for a person: look",
        ),
        (Kind.REQUEST_RELEASED, {"stream": 1, "to": "script"}, "   1 released to the script"),
        (
            Kind.REQUEST_RELEASED,
            {"stream": 1, "to": "nobody", "reason": "the stream was reset"},
            "   1 no longer held: the stream was reset",
        ),
        (
            Kind.ACTION_HELD,
            {"stream": 1, "script": "a.py", "action": ANSWER},
            "   1 the script stops before: HEADERS 1 200, DATA 1 5 octets END_STREAM "
            "by the lawful door",
        ),
        (
            Kind.ACTION_HELD,
            {"stream": 0, "action": OCTETS},
            f'the script stops before: 105 octets "\\x00\\x1b[31m{"a" * 18}…{"a" * 29}"',
        ),
        (Kind.ACTION_HELD, {"action": {"verb": "odd"}}, "the script stops before: {'verb': 'odd'}"),
        (Kind.ACTION_RELEASED, {"stream": 1, "verdict": "release"}, "   1 released"),
        (
            Kind.ACTION_RELEASED,
            {
                "verdict": "edit",
                "action": action_to_json(
                    Send(frames=(RstStream(stream_id=1, error_code=8),), door=Door.WIRE)
                ),
            },
            "replaced by: RST_STREAM 1 CANCEL by the wire door",
        ),
        (
            Kind.ACTION_RELEASED,
            {"verdict": "drop"},
            "dropped, and the script told that it was done",
        ),
        (Kind.ACTION_RELEASED, {"verdict": "duplicate"}, "sent twice"),
        (Kind.ACTION_RELEASED, {"verdict": "delay", "seconds": 1.5}, "released after 1.5 s"),
        (Kind.ACTION_RELEASED, {"verdict": "ended", "reason": "x"}, "no longer held: x"),
        (
            Kind.HOLD_SET,
            {"what": "requests", "pattern": "path:/x", "set": True},
            "requests are held that match path:/x",
        ),
        (Kind.HOLD_SET, {"what": "requests", "pattern": "", "set": True}, "all requests are held"),
        (Kind.HOLD_SET, {"what": "requests", "pattern": ""}, "requests are no longer held"),
        (
            Kind.HOLD_SET,
            {"what": "actions", "pattern": "type:DATA"},
            "scripts stop at frames that match type:DATA",
        ),
        (
            Kind.HOLD_SET,
            {"what": "actions", "pattern": "", "set": True},
            "scripts stop at every frame",
        ),
        (Kind.HOLD_SET, {"what": "actions", "set": False}, "scripts no longer stop"),
        (
            Kind.SCRIPT_ATTACHED,
            {"binding": 1, "file": "a.py", "pattern": "/x", "once": True},
            "script attached: a.py  for /x once",
        ),
        (
            Kind.SCRIPT_ATTACHED,
            {"binding": 1, "file": "a.py", "pattern": "", "connection": 2, "stream": 3},
            "script attached: a.py  on connection 2 stream 3",
        ),
        (
            Kind.SCRIPT_DETACHED,
            {"binding": 1, "file": "a.py", "reason": "detached by hand"},
            "script detached: a.py  detached by hand",
        ),
        (Kind.COMMENTED, {"text": "why?", "marked": True}, "record 7: why?"),
        (Kind.COMMENTED, {"text": "", "marked": True}, "record 7 marked"),
        (Kind.COMMENTED, {"text": "x", "marked": False}, "record 7 is no longer marked"),
    ],
)
def test_what_a_person_does_is_told_in_words(tell, kind, detail, words) -> None:
    reading = tell(kind, detail=detail, cause=7)
    assert told(reading) == [words]


def test_hostile_text_in_what_is_held_is_escaped(tell) -> None:
    for kind in (Kind.REQUEST_HELD, Kind.ACTION_HELD, Kind.COMMENTED, Kind.SCRIPT_ATTACHED):
        hostile = dict.fromkeys(("why", "action", "text", "file", "pattern"), "\x1b[31m\u202e[b]")
        [line] = told(tell(kind, detail=hostile))
        assert "\x1b" not in line and "\u202e" not in line


def test_a_comment_of_several_lines_has_several(tell) -> None:
    assert told(tell(Kind.COMMENTED, detail={"text": "a\nb"}, cause=2)) == ["record 2: a", "b"]


def test_comments_have_no_line_of_their_own_in_the_log(tell) -> None:
    assert Lines().of(tell(Kind.COMMENTED, detail={"text": "a"})) == []


def test_a_handlers_beginning_and_end_are_told(tell) -> None:
    started = tell(Kind.HANDLER_STARTED, detail={"stream": 3, "script": "a.py", "path": "/a"})
    assert told(started) == ["   3 handler started: a.py"]
    ended = tell(Kind.HANDLER_ENDED, detail={"stream": 3, "seconds": 0.25})
    assert told(ended) == ["   3 handler ended after 0.2500 s"]


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (Sleep(seconds=1), "Sleep"),
        (Send(frames=(Raw(type=0x42, stream_id=3),)), "0x42 3 by the lawful door"),
        (Send(frames=(Ping(),), door=Door.WIRE), "PING by the wire door"),
    ],
)
def test_any_action_that_is_held_has_its_words(tell, action, words) -> None:
    reading = tell(Kind.ACTION_HELD, detail={"action": action_to_json(action)})
    assert told(reading) == [f"the script stops before: {words}"]
