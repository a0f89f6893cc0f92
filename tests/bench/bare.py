"""The ceiling: the least an HTTP/2 server in one Python process can do with h2.

An asyncio Protocol that answers in the loop, captures nothing and flushes once per read. It is a
fair ceiling, not a careless one: default h2 configuration, flow control kept in both directions,
no more body framed than the transport takes, TCP_NODELAY on (asyncio's default).
Paths: `/download.py?N` sends N octets, `/upload.py` counts what it gets, anything else says hello.
"""

from __future__ import annotations

import asyncio
import sys

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, RequestReceived, StreamEnded, StreamReset
from h2.exceptions import ProtocolError
from listening import announce, tls_context

BLOCK = bytes(1 << 16)


class Bare(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.paused = False
        self.paths: dict[int, bytes] = {}
        self.counts: dict[int, int] = {}  # octets received, for streams with a body
        self.owed: dict[int, int] = {}  # octets still to send
        self.h2 = H2Connection(H2Configuration(client_side=False))
        self.h2.initiate_connection()
        transport.write(self.h2.data_to_send())

    def data_received(self, data: bytes) -> None:
        try:
            events = self.h2.receive_data(data)
        except ProtocolError:
            self.transport.write(self.h2.data_to_send())
            self.transport.close()
            return
        for event in events:
            kind = type(event)
            if kind is RequestReceived:
                self.paths[event.stream_id] = dict(event.headers)[b":path"]
            elif kind is StreamEnded:
                self.answer(event.stream_id)
            elif kind is DataReceived:
                stream_id, size = event.stream_id, event.flow_controlled_length
                self.counts[stream_id] = self.counts.get(stream_id, 0) + len(event.data)
                self.h2.acknowledge_received_data(size, stream_id)
            elif kind is StreamReset:
                self.owed.pop(event.stream_id, None)
        self.flush()
        self.pump()  # a WINDOW_UPDATE or a SETTINGS frame may have made room

    def answer(self, stream_id: int) -> None:
        path, _, size = self.paths.pop(stream_id).partition(b"?")
        if path == b"/download.py":
            self.head(stream_id, b"application/octet-stream", int(size))
            self.owed[stream_id] = int(size)
            return
        count = self.counts.pop(stream_id, 0)
        body = b"%d" % count if path == b"/upload.py" else b"hello world"
        self.head(stream_id, b"text/plain", len(body))
        self.h2.send_data(stream_id, body, end_stream=True)

    def head(self, stream_id: int, content_type: bytes, length: int) -> None:
        size = b"%d" % length
        fields = [(b":status", b"200"), (b"content-type", content_type), (b"content-length", size)]
        self.h2.send_headers(stream_id, fields)

    def pump(self) -> None:
        """Frame what both windows and the transport take, four frames a write."""
        for stream_id in list(self.owed):
            left = self.owed[stream_id]
            while left and not self.paused:
                for _ in range(4):
                    room = self.h2.local_flow_control_window(stream_id)
                    size = min(left, room, self.h2.max_outbound_frame_size)
                    if size <= 0:
                        break
                    left -= size
                    self.h2.send_data(stream_id, BLOCK[:size], end_stream=not left)
                self.flush()
                if room <= 0:
                    break
            self.owed[stream_id] = left
            if not left:
                del self.owed[stream_id]

    def flush(self) -> None:
        if octets := self.h2.data_to_send():
            self.transport.write(octets)

    def pause_writing(self) -> None:
        self.paused = True

    def resume_writing(self) -> None:
        self.paused = False
        self.pump()


async def main(cert: str, key: str) -> None:
    loop = asyncio.get_running_loop()
    tls = await loop.create_server(Bare, "127.0.0.1", 0, ssl=tls_context(cert, key), backlog=2000)
    plain = await loop.create_server(Bare, "127.0.0.1", 0, backlog=2000)
    announce(tls.sockets[0], plain.sockets[0])
    await asyncio.gather(tls.serve_forever(), plain.serve_forever())


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
