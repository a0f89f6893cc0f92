"""HPACK (RFC 7541), showing what it does. Huffman tables and exceptions are the hpack library's."""

from hpack.exceptions import OversizedHeaderListError

from h2craft.wire.hpack.decoder import Decoder
from h2craft.wire.hpack.encoder import Encoder, encode_integer, encode_stateless, encode_string
from h2craft.wire.hpack.fields import HeaderField, Representation
from h2craft.wire.hpack.static import STATIC_TABLE
from h2craft.wire.hpack.table import HeaderTable

__all__ = [
    "STATIC_TABLE",
    "Decoder",
    "Encoder",
    "HeaderField",
    "HeaderTable",
    "OversizedHeaderListError",
    "Representation",
    "encode_integer",
    "encode_stateless",
    "encode_string",
]
