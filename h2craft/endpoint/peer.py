"""What a correct peer's HPACK decoder holds, where we can't be sure that it equals our encoder.

Blocks our encoder made keep both tables equal by construction. A block somebody gave as octets
may not: it is read here the way the peer will, and the tables are compared (RFC 7541 2.3.2).
"""

from __future__ import annotations

from hpack.exceptions import HPACKError

from h2craft.actions import Continuation, CraftedFrame, Headers, PushPromise
from h2craft.wire import Decoder, Encoder


class PeerTable:
    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

    def reads(self, crafted: CraftedFrame | None) -> str | None:
        """Judge a header block frame that is about to leave. Returns the trouble, or None."""
        if not isinstance(crafted, Headers | Continuation | PushPromise):
            return "the peer cannot take this for a header block"
        if crafted.block is None:
            return None
        ours = self.encoder.table
        peer = Decoder()
        peer.max_allowed_table_size = max(ours.max_size, 4096)
        peer.table.max_size = ours.max_size
        for entry in reversed(ours.entries):
            peer.table.insert(entry)
        try:
            peer.decode(crafted.block)
        except HPACKError as error:
            return f"not decodable by itself: {error}"
        if peer.table != ours:
            return "the peer's dynamic table now differs from our encoder's"
        return None
