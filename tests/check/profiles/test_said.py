"""What the command line tools say, read: tables of their own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from h2craft.check.profiles import said
from h2craft.check.profiles.said import Heads
from h2craft.judge import ClientRun, Result


def results(run: ClientRun) -> tuple[Result, ...]:
    assert run.results is not None
    return run.results


class TestCurl:
    """A line a transfer, and files."""

    def test_a_transfer(self, tmp_path: Path) -> None:
        (tmp_path / "body-0").write_bytes(b"the body\n")
        (tmp_path / "head").write_bytes(
            b"HTTP/2 103 \r\nlink: a\r\n\r\nHTTP/2 200 \r\nX-A: b\r\n\r\nx-trailer: t\r\n"
        )
        out = b'h2craft 0 0 200 \n{"x-a":["b"]\n}\nh2craft-end\n'
        (one,) = results(said.curl(ClientRun(stdout=out), tmp_path))
        assert (one.ok, one.status, one.body, one.length) == (True, 200, b"the body\n", 9)
        assert one.informational == (103,)
        assert one.fields == (("x-a", "b"),)
        assert one.trailers == (("x-trailer", "t"),)

    def test_a_failed_one_says_why(self, tmp_path: Path) -> None:
        (tmp_path / "body-0").write_bytes(b"half")
        out = b"h2craft 0 92 200 HTTP/2 stream 1 was not closed cleanly\n{}\nh2craft-end\n"
        (one,) = results(said.curl(ClientRun(stdout=out, status=92), tmp_path))
        assert not one.ok
        assert (one.status, one.length) == (200, 4)
        assert one.error == "curl: (92) HTTP/2 stream 1 was not closed cleanly"

    def test_no_status_is_none(self, tmp_path: Path) -> None:
        out = b"h2craft 0 16 000 Error in the HTTP2 framing layer\n{}\nh2craft-end\n"
        (one,) = results(said.curl(ClientRun(stdout=out), tmp_path))
        assert (one.ok, one.status, one.length) == (False, None, 0)

    def test_transfers_that_end_in_another_order(self, tmp_path: Path) -> None:
        (tmp_path / "body-0").write_bytes(b"first")
        (tmp_path / "body-1").write_bytes(b"second")
        lines = [
            b'h2craft %d 0 200 \n{"set-cookie":["a=1","b=2"]\n}\nh2craft-end\n' % n for n in (1, 0)
        ]
        first, second = results(said.curl(ClientRun(stdout=b"".join(lines)), tmp_path))
        assert (first.body, second.body) == (b"first", b"second")
        assert first.fields == (("set-cookie", "a=1"), ("set-cookie", "b=2"))

    def test_what_it_writes_for_head_is_no_body(self, tmp_path: Path) -> None:
        head = b"HTTP/2 200 \r\ncontent-length: 1000\r\n\r\n"
        (tmp_path / "head").write_bytes(head)
        (tmp_path / "body-0").write_bytes(head)
        out = b"h2craft 0 0 200 \n{}\nh2craft-end\n"
        (one,) = results(said.curl(ClientRun(stdout=out), tmp_path))
        assert (one.body, one.length) == (b"", 0)

    def test_one_that_was_ended_has_told_nothing(self, tmp_path: Path) -> None:
        run = said.curl(ClientRun(stdout=b"", timed_out=True), tmp_path)
        assert run.results is None


@pytest.mark.parametrize(
    ("octets", "informational", "fields", "trailers"),
    [
        (b"", (), (), ()),
        (b"HTTP/2 204 \r\n\r\n", (), (), ()),
        (b"HTTP/2 200 \r\na: b\r\na:  c \r\n\r\n", (), (("a", "b"), ("a", "c")), ()),
        (b"HTTP/2 100 \r\n\r\nHTTP/2 200 \r\n\r\n", (100,), (), ()),
        (b"HTTP/2 200 \r\n\r\nt: 1\r\n", (), (), (("t", "1"),)),
        (b"HTTP/2 200 \r\nname: \xe9\r\n\r\n", (), (("name", "\xe9"),), ()),
    ],
)
def test_heads_as_curl_writes_them(
    octets: bytes,
    informational: tuple[int, ...],
    fields: tuple[tuple[str, str], ...],
    trailers: tuple[tuple[str, str], ...],
) -> None:
    heads = Heads(octets)
    assert (heads.informational, heads.fields, heads.trailers) == (informational, fields, trailers)


TABLE = b"""***** Statistics *****

Request timing:
  responseEnd: the  time  when  last  byte of  response  was  received

sorted by 'complete'

id  responseEnd requestStart  process code size request path
"""
ROW = b" 13     +7.57ms        +82us   7.49ms  200   29 /\n"
OTHER = b" 15     +7.57ms       +165us   7.49ms  404   1K /x\n"
PUSHED = b"  2     +5.57ms *      +65us   5.49ms  200   10 /style\n"
SHORT = b"Some requests were not processed. total=%d, processed=%d\n"


class TestNghttp:
    """Bodies, and a table after them."""

    def read(self, tmp_path: Path, out: bytes, err: bytes = b"") -> tuple[Result, ...]:
        (tmp_path / "body-0").write_bytes(out)
        run = said.nghttp(ClientRun(stderr=err, status=0), tmp_path)
        assert not run.tells_exit
        return results(run)

    def test_a_request(self, tmp_path: Path) -> None:
        (one,) = self.read(tmp_path, b"the body\n" + TABLE + ROW)
        assert one == Result(ok=True, status=200, body=b"the body\n", length=9)

    def test_one_that_was_not_finished(self, tmp_path: Path) -> None:
        (one,) = self.read(tmp_path, b"half" + TABLE, b"[WARNING] x\n" + SHORT % (1, 0))
        assert (one.ok, one.status, one.body, one.length) == (False, None, b"half", 4)
        assert one.error == "Some requests were not processed. total=1, processed=0"

    def test_of_two_one_fails(self, tmp_path: Path) -> None:
        done, failed = self.read(tmp_path, b"xx" + TABLE + OTHER, SHORT % (2, 1))
        assert (done.ok, done.status, done.body, done.length) == (True, 404, None, None)
        assert (failed.ok, failed.body) == (False, None)

    def test_two_have_their_lengths(self, tmp_path: Path) -> None:
        first, second = self.read(tmp_path, b"xx" + TABLE + OTHER + ROW)
        assert [(one.status, one.length) for one in (first, second)] == [(200, 29), (404, None)]

    def test_a_push_that_never_came_is_no_request(self, tmp_path: Path) -> None:
        (tmp_path / "body-0").write_bytes(b"the body" + TABLE + ROW)
        run = ClientRun(words=("nghttp", "-m", "1"), stderr=SHORT % (2, 1), status=0)
        (one,) = results(said.nghttp(run, tmp_path))
        assert (one.ok, one.body) == (True, b"the body")

    def test_what_was_pushed_is_no_request(self, tmp_path: Path) -> None:
        (one,) = self.read(tmp_path, b"pushed and body" + TABLE + ROW + PUSHED)
        assert (one.ok, one.body, one.length) == (True, None, 29)

    def test_one_that_never_connects_has_no_table(self, tmp_path: Path) -> None:
        (one,) = self.read(tmp_path, b"", b"[ERROR] Could not connect to the host\n")
        assert (one.ok, one.error) == (False, "[ERROR] Could not connect to the host")


def h2load_says(succeeded: int, total: int, data: int) -> bytes:
    return (
        f"finished in 59.02ms, 16.94 req/s, 2.05KB/s\n"
        f"requests: {total} total, {total} started, {total} done, {succeeded} succeeded, "
        f"{total - succeeded} failed, 0 errored, 0 timeout\n"
        "traffic: 124B (124) total, 28B (28) headers (space savings 54.84%), "
        f"{data}B ({data}) data\n"
    ).encode()


class TestH2load:
    """Counts, and a log."""

    def test_a_request(self, tmp_path: Path) -> None:
        (tmp_path / "log").write_bytes(b"1795407568740080\t200\t51870\n")
        run = said.h2load(ClientRun(stdout=h2load_says(1, 1, 29)), tmp_path)
        assert results(run) == (Result(ok=True, status=200, length=29),)
        assert not run.tells_exit

    def test_a_failed_one(self, tmp_path: Path) -> None:
        (tmp_path / "log").write_bytes(b"1795407569409007\t-1\t83520\n")
        (one,) = results(said.h2load(ClientRun(stdout=h2load_says(0, 1, 16)), tmp_path))
        assert (one.ok, one.status, one.length) == (False, None, 16)
        assert "1 failed" in one.error

    def test_some_of_many(self, tmp_path: Path) -> None:
        (tmp_path / "log").write_bytes(b"1\t200\t2\n1\t-1\t2\n1\t404\t2\n")
        made = results(said.h2load(ClientRun(stdout=h2load_says(2, 3, 50)), tmp_path))
        assert [(one.ok, one.status, one.length) for one in made] == [
            (True, 200, None),
            (True, 404, None),
            (False, None, None),
        ]

    def test_one_that_did_not_come_to_its_counts(self, tmp_path: Path) -> None:
        (one,) = results(said.h2load(ClientRun(stdout=b"starting benchmark...\n"), tmp_path))
        assert (one.ok, one.error) == (False, "starting benchmark...")


class TestWget2:
    """A status, a file, an exit status."""

    def test_a_response(self, tmp_path: Path) -> None:
        (tmp_path / "body-0").write_bytes(b"the body\n")
        out = b"# got header 77 bytes:\n:status: 200\n\nHTTP response 200  [https://h/]\n"
        (one,) = results(said.wget2(ClientRun(stdout=out, status=0), tmp_path))
        assert one == Result(ok=True, status=200, body=b"the body\n", length=9)

    def test_a_failure_is_what_its_exit_status_says(self, tmp_path: Path) -> None:
        run = ClientRun(stdout=b"", stderr=b"Failed to connect\n", status=4)
        (one,) = results(said.wget2(run, tmp_path))
        assert (one.ok, one.status, one.error) == (False, None, "Failed to connect")
