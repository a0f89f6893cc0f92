"""The preface and the first SETTINGS."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.trace import Kind, Origin

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def lawful(story: Any) -> None:
    story.opens((2, 0), (4, 65_535))
    story.exchange()


def headers_first(story: Any) -> None:
    story.connects()
    story.tell(Kind.PREFACE_RECEIVED, PREFACE)
    story.c_head()


def ack_first(story: Any) -> None:
    story.connects()
    story.tell(Kind.PREFACE_RECEIVED, PREFACE)
    story.c_ack()


def octets_first(octets: bytes, *, alpn: str = "h2") -> Any:
    def tell(story: Any) -> None:
        story.connects({"version": "TLSv1.3", "alpn": alpn})
        story.tell(Kind.OCTETS_RECEIVED, octets, origin=Origin.PEER)

    return tell


def noted(*, wait: float = 0.0, **said: Any) -> Any:
    """Who spoke first, and how long after that the preface comes."""

    def tell(story: Any) -> None:
        story.connects()
        story.tell(Kind.NOTED, detail=said)
        story.s_settings()
        story.wait(wait)
        story.tell(Kind.PREFACE_RECEIVED, PREFACE)

    return tell


def speaks_first(story: Any) -> None:
    story.connects(None, "http")
    story.tell(Kind.PREFACE_RECEIVED, PREFACE)
    story.c_settings()
    story.s_settings()


def settings(*pairs: tuple[int, int]) -> Any:
    return lambda story: story.opens(*pairs)


def settings_with_payload(payload: bytes, stream: int = 0) -> Any:
    def tell(story: Any) -> None:
        story.opens()
        story.client(4, 0, stream, payload)

    return tell


def ack_with_payload(story: Any) -> None:
    story.opens()
    story.s_settings()
    story.client(4, 1, 0, b"\0\3\0\0\0\1")


def push_taken(story: Any) -> None:
    story.opens()
    story.c_head()
    story.s_push()
    story.s_head(2, end=True)


def push_refused(story: Any) -> None:
    story.opens()
    story.c_head()
    story.s_push()
    story.c_reset(2)


def push_off_later(story: Any) -> None:
    story.opens()
    story.c_settings((2, 0))


ROWS = [
    ("E/3.4/preface", "kept", lawful),
    ("E/3.4/preface", "error", headers_first),
    ("E/3.4/preface", "error", ack_first),
    ("E/3.4/preface", "error", octets_first(b"PRI * HTTP/3.0\r\n\r\nSM\r\n\r\n")),
    ("E/3.4/preface", "error", octets_first(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")),
    ("E/3.4/preface", "unseen", octets_first(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", alpn="")),
    ("E/3.4/preface", "unseen", octets_first(PREFACE[:20])),
    ("E/3.4/preface-early", "kept", lawful),
    ("E/3.4/preface-early", "kept", speaks_first),
    ("E/3.4/preface-early", "kept", noted(early=True, seconds=0.01)),
    ("E/3.4/preface-early", "warn", noted(early=False, seconds=1.5)),
    ("E/3.4/preface-early", "unseen", noted(early=False, seconds=1.5, wait=1.0)),
    ("E/3.4/preface-early", "unseen", noted(early=False, seconds=0.2)),
    ("E/3.4/preface-early", "unseen", noted(text="anything")),
    ("E/6.5.2/own-settings-legal", "kept", lawful),
    ("E/6.5.2/own-settings-legal", "kept", settings((0x0A0A, 5), (1, 0), (6, 0xFFFF_FFFF))),
    ("E/6.5.2/own-settings-legal", "error", settings((2, 2))),
    ("E/6.5.2/own-settings-legal", "error", settings((4, 1 << 31))),
    ("E/6.5.2/own-settings-legal", "error", settings((5, 16_383))),
    ("E/6.5.2/own-settings-legal", "error", settings((5, 1 << 24))),
    ("E/6.5.2/own-settings-legal", "error", settings_with_payload(b"\0\3\0\0\0")),
    ("E/6.5.2/own-settings-legal", "error", settings_with_payload(b"", stream=1)),
    ("E/6.5.2/own-settings-legal", "kept", ack_with_payload),
    ("E/6.5.2/enable-push-off", "kept", lawful),
    ("E/6.5.2/enable-push-off", "kept", push_taken),
    ("E/6.5.2/enable-push-off", "kept", push_off_later),
    ("E/6.5.2/enable-push-off", "info", settings()),
    ("E/6.5.2/enable-push-off", "info", push_refused),
    ("E/6.5.2/duplicate-settings", "unseen", settings()),
    ("E/6.5.2/duplicate-settings", "kept", lawful),
    ("E/6.5.2/duplicate-settings", "info", settings((4, 1), (3, 5), (4, 2))),
]


@pytest.mark.parametrize(("check", "outcome", "tell"), ROWS)
def test_the_check_says_so(outcome_of: Any, check: str, outcome: str, tell: Any) -> None:
    assert outcome_of(check, tell) == outcome
