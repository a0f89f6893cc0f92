"""A small client that tells what a browser could see: for the differential tests only.

It keeps no state machine, so that what is wrong on purpose can be looked at.
"""

from __future__ import annotations

import hashlib
import socket
import ssl
from typing import Any

from hpack import Decoder, Encoder
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    Frame,
    GoAwayFrame,
    HeadersFrame,
    PingFrame,
    PushPromiseFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

WINDOW = 1 << 24
SETTINGS = {"ENABLE_PUSH": 2, "INITIAL_WINDOW_SIZE": 4}
Seen = dict[str, Any]


def text(octets: bytes) -> str:
    return octets.decode("latin-1")


class Client:
    """One connection. `fetch` sends a request and tells what came of it."""

    def __init__(self, port: int, settings: dict[str, int] | None = None) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_alpn_protocols(["h2"])
        plain = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._socket = context.wrap_socket(plain, server_hostname="localhost")
        self._port = port
        self._encoder, self._decoder = Encoder(), Decoder()
        self._next_stream_id = 1
        self._received = b""
        self._block: tuple[Frame, bytes] | None = None
        self._streams: dict[int, Seen] = {}
        self.open = True
        self.order: list[int] = []  # streams, as the heads of their responses came
        values = {"INITIAL_WINDOW_SIZE": WINDOW, **(settings or {})}
        greeting = SettingsFrame(settings={SETTINGS[name]: n for name, n in values.items()})
        preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
        window = WindowUpdateFrame(0, window_increment=WINDOW)
        self._socket.sendall(preface + greeting.serialize() + window.serialize())

    def close(self) -> None:
        self._socket.close()

    def fetch(self, path: str, request: dict[str, Any], patience: float = 5.0) -> Seen:
        """`patience` seconds without an octet are the end of an answer that does not end."""
        return self.hear(self.ask(path, request), request, patience)

    def ask(self, path: str, request: dict[str, Any], *, whole: bool = True) -> int:
        """Send a request, or (`whole` False) its head and one piece of its body after the other,
        by `go_on`; the stream it is on."""
        stream_id, self._next_stream_id = self._next_stream_id, self._next_stream_id + 2
        self._stream(stream_id)
        headers = [
            (":method", request.get("method", "GET")),
            (":scheme", "https"),
            (":authority", f"127.0.0.1:{self._port}"),
            (":path", path + request.get("query", "")),
            *((name, value) for name, value in request.get("headers", [])),
        ]
        frames: list[Frame] = [
            HeadersFrame(stream_id, self._encoder.encode(headers), flags=["END_HEADERS"])
        ]
        if whole:
            frames += self._data(stream_id, request.get("body", []), request.get("padding"))
            frames[-1].flags.add("END_STREAM")
        self._socket.sendall(b"".join(frame.serialize() for frame in frames))
        return stream_id

    def go_on(self, stream_id: int, *chunks: str, end: bool = False) -> None:
        """More of the body of a request."""
        frames = self._data(stream_id, chunks, None)
        frames[-1].flags |= {"END_STREAM"} if end else set()
        self._socket.sendall(b"".join(frame.serialize() for frame in frames))

    def _data(self, stream_id: int, chunks: Any, padding: int | None) -> list[Frame]:
        frames: list[Frame] = []
        for chunk in map(_chunk, chunks):
            data = DataFrame(stream_id, chunk, flags=[] if padding is None else ["PADDED"])
            data.pad_length = padding or 0
            frames.append(data)
        return frames

    def hear(self, stream_id: int, request: dict[str, Any], patience: float = 5.0) -> Seen:
        """What came of a request."""
        seen = self._stream(stream_id)
        self._read(seen, patience, goaway="goaway" in request.get("expect", {}))
        return self._told(seen, request)

    def hear_head(self, stream_id: int, patience: float = 5.0) -> bool:
        """Whether the head of its response has come within so many seconds without an octet."""
        seen = self._stream(stream_id)
        self._socket.settimeout(patience)
        while "headers" not in seen:
            try:
                octets = self._socket.recv(65_536)
            except OSError:
                return False
            if not octets:
                self.open = False
                return False
            self._received += octets
            self._note_frames()
        return True

    def _stream(self, stream_id: int) -> Seen:
        return self._streams.setdefault(stream_id, {"frames": [], "body": b"", "pushes": []})

    def _read(self, seen: Seen, patience: float, *, goaway: bool = False) -> None:
        while self.open:
            complete = "reset" in seen or (
                "ended" in seen
                and all("ended" in self._stream(number) for number, _ in seen["pushes"])
                and (not goaway or "goaway" in self._stream(0))
            )
            # What comes after the end is of interest too: a moment for it.
            self._socket.settimeout(0.03 if complete else patience)
            try:
                octets = self._socket.recv(65_536)
            except TimeoutError:
                return
            except OSError:
                octets = b""
            if not octets:
                self.open = False
                return
            self._received += octets
            self._note_frames()

    def _note_frames(self) -> None:
        while len(self._received) >= 9:
            frame, length = Frame.parse_frame_header(memoryview(self._received[:9]))
            if len(self._received) < 9 + length:
                return
            frame.parse_body(memoryview(self._received[9 : 9 + length]))
            self._received = self._received[9 + length :]
            self._note(frame)

    def _note(self, frame: Frame) -> None:
        stream = self._stream(frame.stream_id)
        match frame:
            case DataFrame():
                stream["body"] += frame.data
                stream["frames"].append(len(frame.data))
                if frame.flow_controlled_length:
                    self._credit(frame)
            case HeadersFrame() | PushPromiseFrame():
                self._note_block(frame, frame.data)
            case ContinuationFrame() if self._block is not None:
                first, octets = self._block
                first.flags |= set(frame.flags)
                self._note_block(first, octets + frame.data)
            case RstStreamFrame():
                stream["reset"] = frame.error_code
            case GoAwayFrame():
                stream["goaway"] = [frame.error_code, text(frame.additional_data)]
            case SettingsFrame() if "ACK" not in frame.flags:
                self._socket.sendall(SettingsFrame(flags=["ACK"]).serialize())
            case PingFrame() if "ACK" not in frame.flags:
                self._socket.sendall(PingFrame(0, frame.opaque_data, flags=["ACK"]).serialize())
            case SettingsFrame() | PingFrame() | WindowUpdateFrame():
                pass
            case _:
                body = text(getattr(frame, "body", b""))
                self._stream(0).setdefault("unknown", []).append(
                    [frame.type, frame.stream_id, body]
                )
        if "END_STREAM" in frame.flags:
            stream["ended"] = True

    def _credit(self, frame: DataFrame) -> None:
        updates = (
            WindowUpdateFrame(stream_id, window_increment=frame.flow_controlled_length)
            for stream_id in (0, frame.stream_id)
        )
        self._socket.sendall(b"".join(update.serialize() for update in updates))

    def _note_block(self, frame: Frame, octets: bytes) -> None:
        if "END_HEADERS" not in frame.flags:
            self._block = frame, octets
            return
        self._block = None
        fields = [[text(n), text(v)] for n, v in self._decoder.decode(octets, raw=True)]
        stream = self._stream(frame.stream_id)
        if isinstance(frame, PushPromiseFrame):
            stream["pushes"].append((frame.promised_stream_id, fields))
        elif dict(fields).get(":status", "").startswith("1"):
            stream.setdefault("informational", []).append(fields)
        elif "headers" in stream:
            stream["trailers"] = fields
        else:
            stream["headers"] = fields
            self.order.append(frame.stream_id)

    def _told(self, seen: Seen, request: dict[str, Any]) -> Seen:
        told: Seen = {
            key: seen[key]
            for key in ("informational", "headers", "trailers", "reset", "ended")
            if key in seen
        }
        if len(told.get("headers", ())) > 50:
            told["headers"] = _digest(repr(told["headers"]).encode())
        told.update(_body(seen["body"]))
        if request.get("frames"):
            told["frames"] = seen["frames"]
        if seen["pushes"]:
            told["pushes"] = [
                [number, promise, self._told(self._stream(number), {})]
                for number, promise in seen["pushes"]
            ]
        about_connection = self._stream(0)
        told.update(
            (key, about_connection[key]) for key in ("goaway", "unknown") if key in about_connection
        )
        return dict(_without_port(told, f":{self._port}"))


def _chunk(chunk: str | list[Any]) -> bytes:
    """Text, or text and how often."""
    repeated = chunk if isinstance(chunk, str) else chunk[0] * chunk[1]
    return repeated.encode("latin-1")


def _body(octets: bytes) -> Seen:
    if len(octets) <= 1000:
        return {"body": text(octets)}
    return _digest(octets)


def _digest(octets: bytes) -> Seen:
    return {"length": len(octets), "sha256": hashlib.sha256(octets).hexdigest()}


def _without_port(told: Any, port: str) -> Any:
    if isinstance(told, dict):
        return {key: _without_port(value, port) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [_without_port(value, port) for value in told]
    return told.replace(port, ":PORT") if isinstance(told, str) else told
