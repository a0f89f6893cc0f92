"""HPACK (RFC 7541), showing what it does. Huffman tables and exceptions are the hpack library's."""

from h2craft.wire.hpack.fields import HeaderField, Representation

__all__ = ["HeaderField", "Representation"]
