"""The forms of a record that somebody pastes elsewhere."""

from __future__ import annotations

import ast
import json
import shlex
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from h2craft.actions import Data, Send
from h2craft.explain import COPY_KINDS, copy_forms, duplicate, headers_text
from h2craft.language import parse
from h2craft.trace import Kind

HERE: Any = SimpleNamespace(urls=("https://127.0.0.1:8443",), ca_path=Path("/ca.pem"))


def test_a_request_has_every_form(story: Any) -> None:
    moment = story.moment(story.peer.headers(end=True))
    forms = copy_forms(moment, HERE)
    assert list(forms) == [kind for kind in COPY_KINDS if kind != "octets hex"]
    assert all(isinstance(text, str) and text for text in forms.values())
    assert len(forms) == len(list(forms))


def test_a_reading_does_as_well_as_a_moment(story: Any) -> None:
    seq = story.peer.ping()
    assert dict(copy_forms(story.reading(seq))) == dict(copy_forms(story.moment(seq)))


def test_hex_and_literal_are_the_octets(story: Any) -> None:
    reading = story.reading(story.us.data(1, bytes(range(100))))
    forms = copy_forms(reading)
    assert bytes.fromhex(forms["frame hex"]) == reading.record.octets
    assert bytes.fromhex(forms["payload hex"]) == reading.frame.payload
    assert ast.literal_eval(forms["Python bytes"]) == reading.record.octets


def test_octets_without_a_frame_have_their_hex(story: Any) -> None:
    forms = copy_forms(story.reading(story(Kind.OCTETS_RECEIVED, b"GET /")))
    assert forms["octets hex"] == "47 45 54 20 2f" and "frame hex" not in forms


def test_the_row_is_that_of_the_log(story: Any) -> None:
    assert "PING" in copy_forms(story.reading(story.peer.ping()))["row"]


def test_fields_are_text_as_http_1_has_it(story: Any) -> None:
    request = story.reading(
        story.peer.headers(
            1,
            [(":method", "GET"), (":path", "/a"), (":authority", "x"), ("accept", "*/*\x07")],
            end=True,
        )
    )
    assert headers_text(request) == "GET /a HTTP/2\nhost: x\naccept: */*\\x07"
    response = story.reading(story.us.headers(1, [(":status", "404"), ("server", "h")]))
    assert headers_text(response) == "HTTP/2 404\nserver: h"
    trailers = story.reading(story.us.headers(1, [("x-sum", "1")], end=True))
    assert headers_text(trailers) == "x-sum: 1"


def test_the_curl_line_has_place_and_body(story: Any) -> None:
    fields = [
        (":method", "POST"),
        (":scheme", "https"),
        (":authority", "127.0.0.1:8443"),
        (":path", "/p"),
    ]
    words = shlex.split(copy_forms(story.reading(story.peer.headers(1, fields)), HERE)["curl line"])
    assert words == [
        *("curl", "-v", "--http2", "--cacert", "/ca.pem", "-X", "POST", "--data-binary", "@-"),
        "https://127.0.0.1:8443/p",
    ]


def test_any_frame_of_a_stream_has_the_curl_line_of_its_request(story: Any) -> None:
    story.peer.headers(end=True)
    data = story.reading(story.us.data(1, b"x"))
    assert copy_forms(data)["curl line"].endswith("https://a.test/")
    assert "curl line" not in copy_forms(story.reading(story.peer.ping()))


def test_the_command_line_parses_back_to_the_duplicate(story: Any) -> None:
    seqs = [
        story.peer.headers(end=True),
        story.us.data(1, b"\xff\n"),
        story.peer.goaway(1, 2),
        story.peer.raw(0x42, b"x", flags=0xFF, length=9),
    ]
    for seq in seqs:
        reading = story.reading(seq)
        assert parse(copy_forms(reading)["command line"]).actions == (duplicate(reading),)


def test_the_python_line_is_python(story: Any) -> None:
    story.peer.headers(end=True)
    seqs = [story.us.data(1, b"x"), story.us.ping(), story.us.headers(1, [(":status", "200")])]
    for seq in seqs:
        ast.parse(copy_forms(story.reading(seq))["Python line"])
    assert "response.writer" in copy_forms(story.reading(seqs[0]))["Python line"]
    assert "connection." in copy_forms(story.reading(seqs[1]))["Python line"]


def test_what_no_line_can_say_gives_the_reason(story: Any) -> None:
    action = Send(frames=(Data(stream_id=1, elided=9000),))
    forms = copy_forms(story.reading(story(Kind.ACTION_FIRED, detail=action)))
    assert forms["command line"].startswith("# ")


def test_json_reads_back(story: Any) -> None:
    made = json.loads(copy_forms(story.reading(story.peer.ping()))["JSON"])
    assert made["frame"]["type"] == "PING"


def test_a_record_that_nothing_can_say_again_has_no_line(story: Any) -> None:
    assert set(copy_forms(story.reading(1))) == {"row", "JSON"}
