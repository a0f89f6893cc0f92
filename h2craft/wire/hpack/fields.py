"""What a header block says, line by line. Knows no table."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Representation(StrEnum):
    """How a field is written, RFC 7541 6."""

    INDEXED = "indexed"  # 6.1
    INCREMENTAL = "incremental"  # 6.2.1: literal, and added to the table
    WITHOUT = "without"  # 6.2.2: literal without indexing
    NEVER = "never"  # 6.2.3: literal, never to be indexed by anybody
    SIZE_UPDATE = "size-update"  # 6.3: no field at all


class HeaderField(NamedTuple):
    """One representation as it stands in a header block.

    `index` is what the octets name: of the whole field when indexed, of the name alone in a
    literal (0: the name is spelled out), the new table size in a size update, whose name and
    value are empty. `octets` are exactly its own, so they join up to the block.
    """

    name: bytes
    value: bytes
    representation: Representation
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    huffman_name: bool
    huffman_value: bool
    octets: bytes
