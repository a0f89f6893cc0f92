from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from haralyzer import HarParser

from h2craft.export import Circumstances
from h2craft.export.har import NO_START, har
from h2craft.trace import Kind
from h2craft.wire import FrameType

Written = Callable[..., bytes]

TEXT, NUMBER, LIST, OBJECT = (str,), (int, float), (list,), (dict,)
PAIRS = [{"name": TEXT, "value": TEXT}]

# HAR 1.2: what each object must have, and, behind a question mark, what it may have.
COOKIE = {
    **{"name": TEXT, "value": TEXT, "path?": TEXT, "domain?": TEXT},
    **{"expires?": TEXT, "httpOnly?": (bool,), "secure?": (bool,), "comment?": TEXT},
}
MESSAGE = {
    **{"httpVersion": TEXT, "cookies": [COOKIE], "headers": PAIRS},
    **{"headersSize": NUMBER, "bodySize": NUMBER, "comment?": TEXT},
}
REQUEST = {
    **MESSAGE,
    **{"method": TEXT, "url": TEXT, "queryString": PAIRS},
    "postData?": {"mimeType": TEXT, "params": LIST, "text": TEXT, "comment?": TEXT},
}
CONTENT = {
    **{"size": NUMBER, "compression?": NUMBER, "mimeType": TEXT},
    **{"text?": TEXT, "encoding?": TEXT, "comment?": TEXT},
}
RESPONSE = {
    **MESSAGE,
    **{"status": NUMBER, "statusText": TEXT, "content": CONTENT, "redirectURL": TEXT},
}
TIMINGS = {
    **{"blocked?": NUMBER, "dns?": NUMBER, "connect?": NUMBER, "ssl?": NUMBER},
    **{"send": NUMBER, "wait": NUMBER, "receive": NUMBER, "comment?": TEXT},
}
ENTRY = {
    **{"startedDateTime": TEXT, "time": NUMBER, "request": REQUEST, "response": RESPONSE},
    **{"cache": OBJECT, "timings": TIMINGS, "serverIPAddress?": TEXT, "connection?": TEXT},
    **{"pageref?": TEXT, "comment?": TEXT},
}
LOG = {
    **{"version": TEXT, "creator": {"name": TEXT, "version": TEXT, "comment?": TEXT}},
    **{"pages?": LIST, "entries": [ENTRY], "comment?": TEXT},
}


def check(value: Any, shape: Any, where: str = "log") -> None:
    """The value has this shape; names that begin with an underscore are our own."""
    if isinstance(shape, tuple):
        assert isinstance(value, shape), f"{where} is {value!r}"
    elif isinstance(shape, list):
        assert isinstance(value, list), where
        for number, one in enumerate(value):
            check(one, shape[0], f"{where}[{number}]")
    else:
        told = {name for name in value if not name.startswith("_")}
        assert told <= {name.rstrip("?") for name in shape}, f"{where} has {told}"
        for name, of in shape.items():
            if name.rstrip("?") in value:
                check(value[name.rstrip("?")], of, f"{where}.{name}")
            else:
                assert name.endswith("?"), f"{where} has no {name}"


@pytest.fixture
def log(written: Written) -> Callable[..., Any]:
    def made(*words: Any, **more: Any) -> Any:
        said = json.loads(written(har, *words, **more))["log"]
        check(said, LOG)
        return said

    return made


def full(talk: Any) -> None:
    talk.opened()
    talk.request(1, "/x?a=1&b=%20&c", method="POST", end=False, fields=[("cookie", "sid=12345678")])
    talk.received(0, 1, 1, b"k=v")
    talk.response(1, "103", fields=())
    cookies = "sid=12345678; Path=/; Domain=a.test; HttpOnly; Secure; SameSite=Lax"
    talk.response(1, fields=[("content-type", "text/plain"), ("set-cookie", cookies)])
    talk.data(1, b"hello", end=True)
    talk.request(3, "/gone")
    talk.received(FrameType.RST_STREAM, 0, 3, b"\0\0\0\x08")
    talk.received(FrameType.GOAWAY, 0, 0, bytes(8))
    talk.closed()


def test_it_is_a_har_with_an_entry_for_each_request(talk: Any, log: Any) -> None:
    full(talk)
    one, other = log()["entries"]
    assert one["request"]["url"] == "https://a.test/x?a=1&b=%20&c"
    assert one["request"]["queryString"] == [
        {"name": "a", "value": "1"},
        {"name": "b", "value": " "},
        {"name": "c", "value": ""},
    ]
    assert one["startedDateTime"] == "2026-03-01T12:00:00.008+00:00"
    assert one["timings"] == {"send": 1.0, "wait": 1.0, "receive": 2.0} and one["time"] == 4.0
    assert one["serverIPAddress"] == "127.0.0.1" and one["connection"] == "1"
    assert one["_connection"]["tls"]["alpn"] == "h2" and one["_stream"] == 1
    assert "_error" not in one
    assert other["_error"] == "RST_STREAM CANCEL from the client"
    assert other["response"]["status"] == 0 and other["timings"]["receive"] == 0


def test_every_frame_of_a_stream_stands_in_its_entry(talk: Any, log: Any) -> None:
    full(talk)
    told = log()
    one, _ = told["entries"]
    assert [frame["type"] for frame in one["_frames"]] == [
        *("HEADERS", "DATA", "HEADERS", "HEADERS", "DATA"),
    ]
    last = one["_frames"][-1]
    assert (last["seq"], last["direction"], last["stream"]) == (12, "sent", 1)
    assert (last["flags"], last["length"], last["summary"]) == (["END_STREAM"], 5, '"hello"')
    (rest,) = told["_connections"]
    assert rest["number"] == 1 and rest["frames"][-1]["type"] == "GOAWAY"


def test_secrets_are_masked_in_headers_and_cookies(talk: Any, log: Any) -> None:
    full(talk)
    assert "12345678" not in json.dumps(log())
    entry = log(secrets=True)["entries"][0]
    assert entry["request"]["cookies"] == [{"name": "sid", "value": "12345678"}]
    assert entry["response"]["cookies"] == [
        {
            **{"name": "sid", "value": "12345678", "path": "/", "domain": "a.test"},
            **{"httpOnly": True, "secure": True},
        }
    ]


def test_a_promised_request_says_on_which_stream(talk: Any, log: Any) -> None:
    from h2craft.wire import encode_stateless

    talk.opened()
    talk.request(1)
    promised = encode_stateless([(b":method", b"GET"), (b":path", b"/style")])
    talk.sent(FrameType.PUSH_PROMISE, 4, 1, (2).to_bytes(4, "big") + promised)
    talk.response(2, end=True)
    talk.response(1, end=True)
    one, pushed = log()["entries"]
    assert "_pushed_on" not in one and pushed["_pushed_on"] == 1


def test_findings_stand_at_their_frames(talk: Any, log: Any) -> None:
    talk.opened()
    talk.request(1)
    talk.received(0, 0, 1, b"after the end")
    (entry,) = log()["entries"]
    assert any(one.startswith("5.1: ") for one in entry["_frames"][-1]["findings"])


def test_where_nobody_knows_when_it_began_it_says_so(talk: Any, log: Any) -> None:
    talk.opened()
    talk.exchange()
    told = log(circumstances=Circumstances())
    assert told["comment"] == NO_START
    assert told["entries"][0]["startedDateTime"].startswith("1970-01-01T00:00:00")
    assert log()["entries"][0]["startedDateTime"].startswith("2026-03-01T12:00:00")


def test_a_response_before_the_end_of_the_request_cuts_sending_short(talk: Any, log: Any) -> None:
    talk.opened()
    talk.request(1, end=False, at=1.0)
    talk.response(1, at=2.0)
    talk.received(0, 1, 1, b"late", at=3.0)
    talk.data(1, end=True, at=5.0)
    (entry,) = log()["entries"]
    assert entry["timings"] == {"send": 1000.0, "wait": 0.0, "receive": 3000.0}


def test_a_journal_without_requests_is_a_log_without_entries(talk: Any, log: Any) -> None:
    talk(Kind.CONNECTION_OPENED)
    assert log()["entries"] == [] and log()["_connections"] == []


def test_as_a_client_the_servers_address_is_the_peers(talk: Any, log: Any) -> None:
    ends = {"role": "client", "peer": ["192.0.2.7", 443], "local": ["127.0.0.1", 5]}
    talk(Kind.CONNECTION_OPENED, detail=ends)
    talk.sent(FrameType.HEADERS, 5, 1, b"\x82\x87\x84")
    (entry,) = log()["entries"]
    assert entry["serverIPAddress"] == "192.0.2.7"


def test_a_reader_of_hars_reads_it(talk: Any, written: Written) -> None:
    full(talk)
    parser = HarParser(json.loads(written(har)))
    assert parser.creator["name"] == "h2craft" and parser.version == "1.2"
    entries = parser.har_data["entries"]
    assert [one["request"]["method"] for one in entries] == ["POST", "GET"]


@pytest.mark.engine
@pytest.mark.clients
def test_of_what_curl_does_a_reader_of_hars_reads_the_same(starting: Any, tmp_path: Path) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("no curl here")
    script = tmp_path / "answer.py"
    script.write_text(
        "def main(request, response):\n"
        "    response.headers.set('content-type', 'text/plain')\n"
        "    return request.method + ' ' + request.body.decode()\n"
    )
    out = tmp_path / "run.har"
    export = [sys.executable, "-m", "h2craft", "trace", "--export", "har", "-o", str(out)]
    with starting(script, exit_status=None) as server:
        url = f"{server.https}/some/where?q=1"
        words = [curl, "-sS", "--http2", "--cacert", str(server.ca), "-b", "sid=topsecret"]
        for more in (["-d", "content"], ["-X", "DELETE"]):
            subprocess.run([*words, *more, url], check=True, timeout=20)
        assert server.interrupt() == 0
        subprocess.run([*export, str(server.trace)], check=True, timeout=50)
    text = out.read_text()
    check(json.loads(text)["log"], LOG)
    assert "topsecret" not in text
    entries = HarParser(json.loads(text)).har_data["entries"]
    assert [one["request"]["method"] for one in entries] == ["POST", "DELETE"]
    assert [one["response"]["content"]["text"] for one in entries] == ["POST content", "DELETE "]
    assert all(one["request"]["url"] == url for one in entries)
