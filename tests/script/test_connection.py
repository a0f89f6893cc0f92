from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from h2craft.actions import Headers, Raw, RstStream
from h2craft.endpoint import Greeting
from h2craft.script.connection import ConnectionFacade


def test_it_tells_who_is_there(channel: Any) -> None:
    channel.info = SimpleNamespace(tls_version="TLSv1.3", alpn="h2", server_name="localhost")
    connection = ConnectionFacade(channel)
    assert (connection.number, connection.scheme) == (7, "https")
    assert connection.client_address == ("127.0.0.1", 50_000)
    assert connection.local_address == ("127.0.0.1", 8443)
    assert (connection.tls_version, connection.alpn) == ("TLSv1.3", "h2")
    assert connection.server_name == "localhost" and connection.info is channel.info
    assert connection.streams == {1: "open"}
    assert repr(connection) == "<Connection 7 ('127.0.0.1', 50000)>"


def test_in_cleartext_there_is_no_tls(channel: Any) -> None:
    channel.info = SimpleNamespace(tls_version="", alpn=None)
    connection = ConnectionFacade(channel)
    assert (connection.tls_version, connection.alpn, connection.server_name) == (None, None, None)


def test_its_calls_are_about_stream_zero_unless_told(channel: Any) -> None:
    connection = ConnectionFacade(channel)
    connection.write_raw_frame(0x42)
    connection.write_rst_stream("CANCEL", stream_id=3)
    connection.write_headers([("x", "y")], 200, stream_id=3)
    raw, reset, headers = channel.frames
    assert raw == Raw(type=0x42, stream_id=0)
    assert reset == RstStream(stream_id=3, error_code=8)
    assert isinstance(headers, Headers) and headers.stream_id == 3 and not headers.end_stream


def test_a_script_may_keep_things_on_it(channel: Any) -> None:
    connection: Any = ConnectionFacade(channel)
    connection.data["seen"] = 1
    connection.state = "own"
    assert connection.data == {"seen": 1}


def test_it_greets_with_the_usual_settings_changed_or_with_its_own(channel: Any) -> None:
    connection = ConnectionFacade(channel)
    connection.greet({"INITIAL_WINDOW_SIZE": 9}, connection_window=70_000)
    connection.greet([("ENABLE_PUSH", 1), (2, 0)], usual=False)
    connection.greet(send=False)
    changed, alone, nothing = channel.greetings
    assert changed == Greeting().changed([(4, 9)], 70_000)
    assert (alone.settings, alone.connection_window) == (((2, 1), (2, 0)), 0)
    assert not nothing.send
