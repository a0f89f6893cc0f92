"""A selection as a capture of packets: with the keys, or without TLS. Knows both kinds of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from h2craft.export.pcapng import pcapng
from h2craft.export.selection import EPOCH, Selection


def with_keys(selection: Selection) -> Iterator[bytes]:
    """TLS as it was where it was kept, with the secrets that open it. Nothing can be masked."""
    records = selection.stretches(exact=True)
    return pcapng(records, secrets=True, began=_began(selection), role=selection.role)


def plain(selection: Selection) -> Iterator[bytes]:
    """What TLS has carried: no keys, and secrets masked like everywhere."""
    records = selection.stretches()
    return pcapng(records, plain=True, began=_began(selection), role=selection.role)


def as_allowed(selection: Selection) -> Iterator[bytes]:
    """With keys where secrets stay in the selection."""
    return with_keys(selection) if selection.secrets else plain(selection)


def _began(selection: Selection) -> int:
    """When the journal began, nanoseconds since 1970."""
    return (selection.circumstances.began - EPOCH) // timedelta(microseconds=1) * 1000
