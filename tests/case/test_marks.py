from __future__ import annotations

from typing import Any

from h2craft.case import expect
from h2craft.script import ProtocolError
from h2craft.trace import Kind


class Gone:
    """In place of the writer of a connection that is closed. It is its own channel."""

    def __init__(self) -> None:
        self.noted: list[str] = []

    @property
    def _channel(self) -> Gone:
        return self

    def fire(self, action: Any) -> None:
        raise ProtocolError("the connection is closed")

    def record(self, kind: Kind, detail: Any) -> None:
        assert kind is Kind.NOTED
        self.noted.append(detail["text"])


def test_what_a_client_breaks_by_leaving_is_told() -> None:
    writer = Gone()
    expect(writer, False, "it stays")
    assert writer.noted == ["case: broken: it stays"]
