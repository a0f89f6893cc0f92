"""RFC 7541 appendix A, as hpack has it."""

from __future__ import annotations

from hpack.table import HeaderTable as Oracle

from h2craft.wire import STATIC_TABLE
from h2craft.wire.hpack.static import STATIC_FIELDS, STATIC_NAMES


def test_the_static_table_is_that_of_the_rfc() -> None:
    assert STATIC_TABLE == Oracle.STATIC_TABLE
    assert len(STATIC_TABLE) == 61


def test_a_name_is_found_at_its_lowest_index() -> None:
    assert {name: index for name, (index, _) in Oracle.STATIC_TABLE_MAPPING.items()} == STATIC_NAMES
    assert STATIC_FIELDS[(b":status", b"404")] == 13
