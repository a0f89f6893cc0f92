from __future__ import annotations

from h2craft.export.upgraded import fields_of_head


def test_a_request_of_http_1_has_the_fields_it_would_have() -> None:
    head = (
        b"GET /x?y HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade, HTTP2-Settings\r\n"
        b"Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nX-Thing:  some \r\nno field\r\n\r\nbody: no"
    )
    assert fields_of_head(head) == (
        (b":method", b"GET"),
        (b":scheme", b"http"),
        (b":path", b"/x?y"),
        (b":authority", b"a.test"),
        (b"x-thing", b"some"),
    )


def test_a_head_that_is_lost_has_none_of_its_values() -> None:
    assert fields_of_head(b"") == ((b":method", b""), (b":scheme", b"http"), (b":path", b""))
