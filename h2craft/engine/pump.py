"""TLS of one connection, pumped by hand: ciphertext in, plaintext out, and back.

Knows the ssl module's memory objects; no sockets, no loop. Pumping ourselves instead of taking
asyncio's transport makes handshake failures, half closes and a missing close_notify sayable, and
spares its 256 KiB read buffer per connection.
"""

from __future__ import annotations

import contextlib
import ssl
from typing import cast

from h2craft.engine.keylog import KeyLog
from h2craft.engine.resealing import KeyKeeping, Resealer

SLICE = 32 << 10  # a memory BIO keeps the room it once grew to, so it is fed and emptied in slices


class TlsPump:
    """One TLS connection. Every method may leave ciphertext to `take`."""

    __slots__ = ("_incoming", "_keylog", "_outgoing", "_resealer", "_tls", "ended", "established")

    def __init__(
        self,
        context: ssl.SSLContext,
        *,
        server_side: bool = True,
        server_hostname: str | None = None,
        keylog: KeyLog | None = None,
    ) -> None:
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(
            self._incoming, self._outgoing, server_side=server_side, server_hostname=server_hostname
        )
        self._resealer = Resealer() if isinstance(context, KeyKeeping) else None
        self._keylog = keylog
        self.established = False
        self.ended = False  # the peer's close_notify has come

    @property
    def tls(self) -> ssl.SSLObject:
        return self._tls

    def handshake(self, octets: bytes | memoryview = b"") -> bool:
        """Go on with the handshake; True once it is done. ssl.SSLError when it has failed."""
        if self._resealer is not None:
            self._resealer.hello(octets)
        self._incoming.write(octets)
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            return False
        self.established = True
        return True

    def learned(self) -> list[bytes]:
        """The lines of the key log that the handshake has come to since the last time.

        Empty without the key log that the context writes to.
        """
        if self._keylog is None:
            return []
        lines = self._keylog.take()
        if self._resealer is not None:
            self._resealer.secrets += lines
        return lines

    def receive(
        self, ciphertext: bytes | memoryview, scratch: memoryview, pieces: list[bytes]
    ) -> None:
        """Append the plaintext of these octets, in pieces of at most the scratch's length.

        ssl.SSLError when the peer broke the protocol; `pieces` then has what came before that.
        `ended` tells of a close_notify.
        """
        if self._resealer is not None:
            self._resealer.heard(self._tls, ciphertext)
        offset, total, filled = 0, len(ciphertext), 0
        while True:
            if offset < total:
                self._incoming.write(ciphertext[offset : offset + SLICE])
                offset += SLICE
            filled = self._read(scratch, filled, pieces)
            if self.ended or offset >= total:
                break
        if filled:
            pieces.append(bytes(scratch[:filled]))

    def _read(self, scratch: memoryview, filled: int, pieces: list[bytes]) -> int:
        """Read what there is to `scratch` from `filled` on; returns how far it is filled now."""
        incoming, tls, room = self._incoming, self._tls, len(scratch)
        try:
            # Asking while nothing is left would cost an exception per read.
            while incoming.pending or tls.pending():
                if filled == room:
                    pieces.append(bytes(scratch))
                    filled = 0
                count = tls.read(room - filled, scratch[filled:])
                if not count:
                    self.ended = True
                    break
                filled += cast(int, count)
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            self.ended = True
        except ssl.SSLError:
            pieces.append(bytes(scratch[:filled]))
            raise
        return filled

    def send(self, plaintext: bytes) -> bytes:
        """Encrypt. Returns what else is to be written, too, in order."""
        write, outgoing = self._tls.write, self._outgoing
        view = memoryview(plaintext)
        total = len(view)
        if total <= SLICE:
            done = write(view)
            while done < total:
                done += write(view[done:])
            return self._out(outgoing.read())
        done, made = 0, []
        while done < total:
            done += write(view[done : done + SLICE])  # OpenSSL makes one record a call
            made.append(outgoing.read())
        return self._out(b"".join(made))

    def insert(self, message: bytes) -> None:
        """Put a TLS handshake message before what is encrypted next, RFC 8446 4.

        ValueError where the context keeps no keys, or the cipher suite is an odd one.
        """
        if self._resealer is None or not self.established:
            raise ValueError("the keys of the connection are not known")
        self._resealer.insert(self._tls, message)

    def _out(self, ciphertext: bytes) -> bytes:
        if self._resealer is None:
            return ciphertext
        return self._resealer.out(self._tls, ciphertext, established=self.established)

    def take(self) -> bytes:
        """Ciphertext OpenSSL wants written: handshake, tickets, alerts."""
        return self._out(self._outgoing.read()) if self._outgoing.pending else b""

    def close_notify(self) -> bytes:
        """End our direction (RFC 8446 6.1); reading goes on."""
        if self.established:
            with contextlib.suppress(ssl.SSLError):  # it wants the peer's; nobody waits for that
                self._tls.unwrap()
        return self._out(self._outgoing.read())
