from __future__ import annotations

import pytest

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
