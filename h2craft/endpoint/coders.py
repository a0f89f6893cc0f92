"""What h2 is given in place of its HPACK encoder and decoder: ours, and no more than it has to see.

Knows HPACK by way of the wire room; h2 itself is asked in `lawful` alone.
"""

from __future__ import annotations

from typing import Any

from h2craft.wire import Decoder, Encoder


class MuteEncoder:
    """What h2 takes for its encoder. It passes table sizes on to the real one and encodes nothing.

    Blocks are made by us once h2 has agreed, so that a refusal cannot leave the table ahead of
    the peer's, and a field may insist on its representation.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def encode(self, headers: object, huffman: bool = True) -> bytes:
        return b"\x82"  # h2 frames it, we throw the frame away

    @property
    def header_table_size(self) -> int:
        return self._encoder.header_table_size

    @header_table_size.setter
    def header_table_size(self, size: int) -> None:
        self._encoder.header_table_size = size


class QuietDecoder(Decoder):
    """The connection's decoder. Keeps the whole field list and shows h2 one without content-length.

    h2 answers a wrong content-length with a connection error; the endpoint does the arithmetic.
    """

    __slots__ = ("received",)

    def __init__(self, max_header_list_size: int) -> None:
        super().__init__(max_header_list_size)
        self.received: list[Any] = []

    def decode(self, data: bytes, raw: bool = True) -> Any:
        self.received = received = super().decode(data, raw)
        for name, _ in received:
            if name == b"content-length":
                return [field for field in received if field[0] != b"content-length"]
        return received
