"""Which streams are opened, how many, and what is said on closed ones."""

from __future__ import annotations

from typing import Any

import pytest

from h2craft.trace import Kind

IDS = "E/5.1.1/stream-ids"
DENSE = "E/5.1.1/stream-ids-dense"
CONCURRENCY = "E/5.1.2/concurrency"
CLOSED = "E/5.1/frames-on-closed"
AFTER_END = "E/5.1/data-after-end-stream"
ANSWERED = "E/5.4.2/rst-answered-by-rst"
IDLE = "E/6.4/rst-on-idle"
ENDS = "E/8.1/ends-its-streams"


def lawful(story: Any) -> None:
    story.opens()
    story.c_head(1)
    story.c_post(3, 5)
    story.responds(1)
    story.c_data(5, 3, end=True)
    story.responds(3)
    story.exchange(5)
    story.leaves()


def heads(*streams: int) -> Any:
    def tell(story: Any) -> None:
        story.opens()
        for stream in streams:
            story.c_head(stream)

    return tell


def request_again(story: Any) -> None:
    story.opens()
    story.exchange(1)
    story.c_head(1)


def no_room_for_its_priority(story: Any) -> None:
    """HEADERS of another fault, which is the frame's and not the stream's."""
    story.opens()
    story.client(1, 0x24, 1, b"ab")


def trailers(story: Any) -> None:
    story.opens()
    story.c_post()
    story.c_head(fields=[(b"a", b"b")])


def upgraded(first: int) -> Any:
    def tell(story: Any) -> None:
        story.connects(None, "http")
        head = b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n\r\n"
        story.tell(Kind.OCTETS_RECEIVED, head)
        story.tell(Kind.OCTETS_SENT, b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
        story.tell(Kind.UPGRADED, detail={"from": "h2c", "settings": ""})
        story.s_settings((3, 1))
        story.tell(Kind.PREFACE_RECEIVED, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        story.c_settings()
        story.c_ack()
        story.responds(1)
        story.c_head(first)

    return tell


def limited(*, acked: bool = True, end_first: bool = False, ours_wrong: bool = False) -> Any:
    """Two requests at a limit of 1."""

    def tell(story: Any) -> None:
        story.opens()
        story.s_settings((3, 1))
        if acked:
            story.c_ack()
        story.c_head(1)
        if ours_wrong:  # a response without :status: the stream is over for the client
            story.server(1, 5, 1, b"\x0f\x09\x00")
        if end_first:
            story.responds(1)
        story.c_head(3)

    return tell


def limited_after_our_fault(story: Any) -> None:
    """What the client counts as open is not known any more."""
    story.opens(ours=[(3, 1)])
    story.c_head(1)
    story.server(0, 0, 0, b"for nobody")
    story.c_head(3)


def limit_lowered(story: Any) -> None:
    """Those that are there may stay, and no more come (6.5.2)."""
    story.opens(ours=[(3, 100)])
    for stream in (1, 3, 5):
        story.c_head(stream)
    story.s_settings((3, 1))
    story.c_ack()
    story.responds(1)
    story.responds(3)
    story.responds(5)
    story.c_head(7)


def lowered_and_one_more(story: Any) -> None:
    story.opens(ours=[(3, 100)])
    story.c_head(1)
    story.c_head(3)
    story.s_settings((3, 1))
    story.c_ack()
    story.responds(1)
    story.c_head(5)


def raised_in_flight(story: Any) -> None:
    story.opens(ours=[(3, 1)])
    story.s_settings((3, 2))
    story.c_head(1)
    story.c_head(3)


def after_our_reset(*frames: str, barriers: int) -> Any:
    """An upload that we reset, so many PINGs that are answered, and what comes of it."""

    def tell(story: Any) -> None:
        story.opens()
        story.c_post()
        story.s_reset()
        for _ in range(barriers):
            story.barrier()
        for what in frames:
            _FRAMES[what](story)

    return tell


_FRAMES = {
    "DATA": lambda story: story.c_data(),
    "WINDOW_UPDATE": lambda story: story.c_window(5, 1),
    "RST_STREAM": lambda story: story.c_reset(),
    "PRIORITY": lambda story: story.client(2, 0, 1, bytes(5)),
    "trailers": lambda story: story.c_head(fields=[(b"a", b"b")]),
}


def after_its_reset(*frames: str) -> Any:
    def tell(story: Any) -> None:
        story.opens()
        story.c_post()
        story.c_reset()
        for what in frames:
            _FRAMES[what](story)

    return tell


def credit_on_an_ended_stream(*, barriers: int, times: int = 1) -> Any:
    def tell(story: Any) -> None:
        story.opens()
        story.exchange()
        for _ in range(barriers):
            story.barrier()
        for _ in range(times):
            story.c_window(5, 1)

    return tell


def reset_of_what_was_malformed(story: Any) -> None:
    """The client objects to a response of ours that is no message: it has to."""
    story.opens()
    story.c_head()
    story.s_head()
    story.server(1, 5, 1, b"\x00\x01A\x01b")
    story.barrier()
    story.c_reset()
    story.c_reset()


def reset_of_an_ended_stream(code: int, *, ended: bool = True) -> Any:
    def tell(story: Any) -> None:
        story.opens()
        if ended:
            story.exchange()
        else:
            story.c_post()
            story.responds()
        story.c_reset(1, code)

    return tell


def on_a_skipped_stream(story: Any) -> None:
    story.opens()
    story.c_head(5)
    story.c_window(1, 3)


def on_an_idle_stream(story: Any) -> None:
    story.opens()
    story.c_head(1)
    story.c_data(5, 7)


def spoilt(then: Any) -> Any:
    """As that, after DATA of ours on stream 0."""

    def tell(story: Any) -> None:
        story.opens()
        story.server(0, 0, 0, b"for nobody")
        then(story)

    return tell


def data_after_end(story: Any) -> None:
    story.opens()
    story.c_head()
    story.c_data()


def headers_after_end(story: Any) -> None:
    story.opens()
    story.c_post()
    story.c_data(end=True)
    story.c_head(fields=[(b"a", b"b")])


def data_after_end_and_our_reset(story: Any) -> None:
    story.opens()
    story.c_head()
    story.s_reset()
    story.c_data()


def data_long_after_the_end(story: Any) -> None:
    """One fault, told by one check: that of END_STREAM."""
    story.opens()
    story.exchange()
    story.barrier()
    story.barrier()
    story.c_data()


def second_end(story: Any) -> None:
    story.opens()
    story.c_head()
    story.c_data(0, end=True)


def answered_by_reset(*, ended: bool = False, read: bool = True, after: bool = False) -> Any:
    """Our RST_STREAM, then the client's; `read`: it had read all before."""

    def tell(story: Any) -> None:
        story.opens()
        story.c_post()
        story.s_head(end=ended)
        if read:
            story.barrier(b"-before-")
        story.s_reset(code=0)
        if after:
            story.barrier(b"-after--")
        story.c_reset(code=5)

    return tell


def reset_after_our_fault(story: Any) -> None:
    """Whatever it objects to: there is more than our RST_STREAM."""
    story.opens()
    story.c_post()
    story.server(0, 0, 0, b"for nobody")
    story.s_reset()
    story.c_reset()


def push_refused_as_we_reset_it(story: Any) -> None:
    story.opens()
    story.c_head()
    story.s_push()
    story.barrier()
    story.s_reset(2)
    story.c_reset(2)


def reset_idle(stream: int) -> Any:
    def tell(story: Any) -> None:
        story.opens()
        story.c_head()
        story.c_reset(stream)

    return tell


def reset_of_an_unlawful_promise(story: Any) -> None:
    """Stream 1 has ended: it cannot carry a promise, and the client says so."""
    story.opens()
    story.exchange()
    story.s_push(2, 1)
    story.c_reset(2)


def complete_without_end(story: Any) -> None:
    story.opens()
    story.c_post(1, 5)
    story.c_data(5)
    story.responds()
    story.leaves()


def get_without_end(story: Any) -> None:
    story.opens()
    story.c_head(end=False)
    story.barrier()
    story.leaves()


def get_with_an_empty_end(story: Any) -> None:
    story.opens()
    story.c_head(end=False)
    story.c_data(0, end=True)
    story.responds()
    story.leaves()


def upload_given_up(story: Any) -> None:
    """The answer came early; the rest is nobody's business, and the connection closed."""
    story.opens()
    story.c_post(1, 100)
    story.c_data(5)
    story.responds()
    story.leaves()


def get_with_content(story: Any) -> None:
    story.opens()
    story.c_head(end=False)
    story.c_data(5, end=True)


def content_of(method: bytes) -> Any:
    def tell(story: Any) -> None:
        story.opens()
        story.c_head(end=False, fields=[(b":method", method), *story.get[1:]])
        story.c_data(5, end=True)

    return tell


def tunnel(story: Any) -> None:
    story.opens()
    story.c_head(end=False, fields=[(b":method", b"CONNECT"), (b":authority", b"a:1")])
    story.s_head()
    story.leaves()


ROWS = [
    (IDS, "kept", lawful),
    (IDS, "kept", heads(1, 3, 9)),
    (IDS, "kept", trailers),
    (IDS, "kept", no_room_for_its_priority),
    (IDS, "kept", upgraded(3)),
    (IDS, "error", heads(2)),
    (IDS, "error", heads(0)),
    (IDS, "error", heads(5, 3)),
    (IDS, "error", request_again),
    (IDS, "error", upgraded(1)),
    (DENSE, "kept", lawful),
    (DENSE, "kept", upgraded(3)),
    (DENSE, "info", heads(3)),
    (DENSE, "info", heads(1, 5)),
    (CLOSED, "error", reset_of_an_ended_stream(5)),
    (CLOSED, "kept", reset_of_an_ended_stream(8)),
    (CLOSED, "kept", reset_of_an_ended_stream(5, ended=False)),
    (CONCURRENCY, "unseen", lawful),
    (CONCURRENCY, "kept", limited(end_first=True)),
    (CONCURRENCY, "error", limited()),
    (CONCURRENCY, "unseen", limited(acked=False)),
    (CONCURRENCY, "kept", limited(ours_wrong=True)),
    (CONCURRENCY, "kept", limited_after_our_fault),
    (CONCURRENCY, "kept", limit_lowered),
    (CONCURRENCY, "error", lowered_and_one_more),
    (CONCURRENCY, "kept", raised_in_flight),
    (CONCURRENCY, "kept", upgraded(3)),
    (CLOSED, "kept", lawful),
    (CLOSED, "kept", after_our_reset("DATA", "DATA", "WINDOW_UPDATE", barriers=0)),
    (CLOSED, "kept", after_our_reset("DATA", barriers=1)),
    (CLOSED, "error", after_our_reset("DATA", "DATA", barriers=1)),
    (CLOSED, "error", after_our_reset("DATA", barriers=2)),
    (CLOSED, "error", after_our_reset("WINDOW_UPDATE", "WINDOW_UPDATE", barriers=1)),
    (CLOSED, "error", after_our_reset("trailers", barriers=2)),
    (CLOSED, "kept", after_our_reset("PRIORITY", "PRIORITY", barriers=2)),
    (CLOSED, "kept", after_our_reset("RST_STREAM", barriers=1)),
    (CLOSED, "error", after_our_reset("RST_STREAM", barriers=2)),
    (CLOSED, "error", after_its_reset("DATA")),
    (CLOSED, "error", after_its_reset("WINDOW_UPDATE")),
    (CLOSED, "error", after_its_reset("trailers")),
    (CLOSED, "kept", after_its_reset("PRIORITY", "RST_STREAM")),
    (CLOSED, "kept", credit_on_an_ended_stream(barriers=0, times=3)),
    (CLOSED, "kept", credit_on_an_ended_stream(barriers=1)),
    (CLOSED, "error", credit_on_an_ended_stream(barriers=2)),
    (CLOSED, "error", credit_on_an_ended_stream(barriers=1, times=2)),
    (CLOSED, "kept", data_long_after_the_end),
    (CLOSED, "kept", reset_of_what_was_malformed),
    (CLOSED, "error", on_a_skipped_stream),
    (CLOSED, "error", on_an_idle_stream),
    (CLOSED, "unseen", spoilt(lambda story: story.c_data(5, 7))),
    (AFTER_END, "kept", lawful),
    (AFTER_END, "kept", trailers),
    (AFTER_END, "unseen", get_without_end),
    (AFTER_END, "error", data_after_end),
    (AFTER_END, "error", headers_after_end),
    (AFTER_END, "error", data_after_end_and_our_reset),
    (AFTER_END, "error", data_long_after_the_end),
    (AFTER_END, "error", second_end),
    (AFTER_END, "error", request_again),
    (ANSWERED, "unseen", lawful),
    (ANSWERED, "kept", after_our_reset("DATA", barriers=1)),
    (ANSWERED, "error", after_our_reset("RST_STREAM", barriers=1)),
    (ANSWERED, "kept", after_our_reset("RST_STREAM", barriers=2)),
    (ANSWERED, "error", answered_by_reset()),
    (ANSWERED, "kept", answered_by_reset(read=False)),
    (ANSWERED, "error", answered_by_reset(read=False, after=True)),
    (ANSWERED, "kept", answered_by_reset(ended=True)),
    (ANSWERED, "unseen", reset_after_our_fault),
    (ANSWERED, "unseen", push_refused_as_we_reset_it),
    (IDLE, "kept", lawful),
    (IDLE, "kept", after_its_reset()),
    (IDLE, "error", reset_idle(3)),
    (IDLE, "error", reset_idle(2)),
    (IDLE, "error", reset_idle(0)),
    (IDLE, "kept", reset_of_an_unlawful_promise),
    (ENDS, "kept", lawful),
    (ENDS, "kept", get_with_an_empty_end),
    (ENDS, "kept", upload_given_up),
    (ENDS, "kept", tunnel),
    (ENDS, "kept", after_its_reset()),
    (ENDS, "error", complete_without_end),
    (ENDS, "error", get_without_end),
    (ENDS, "warn", get_with_content),
    (ENDS, "warn", content_of(b"DELETE")),
    (ENDS, "error", content_of(b"TRACE")),
    (ENDS, "kept", content_of(b"OPTIONS")),
]


@pytest.mark.parametrize(("check", "outcome", "tell"), ROWS)
def test_the_check_says_so(outcome_of: Any, check: str, outcome: str, tell: Any) -> None:
    assert outcome_of(check, tell) == outcome


def test_the_records_are_what_closed_the_stream_and_what_came_then(story: Any, heard: Any) -> None:
    story.opens()
    story.c_post()
    reset = story.c_reset()
    data = story.c_data()
    (finding,) = heard(story).found[CLOSED]
    assert finding.records == (reset, data)
    assert (finding.stream_id, finding.connection) == (1, 1)


def test_on_more_streams_than_are_kept_a_frame_in_hand_is_no_fault(
    story: Any, heard: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("h2craft.judge.passive.streams.KEPT_STREAMS", 1)
    story.opens()
    for stream in (1, 3):
        story.exchange(stream)
    story.barrier()
    for stream in (1, 3, 3):
        story.c_window(5, stream)
    assert heard(story).found[CLOSED] == []
    again = story.c_window(5, 1)
    assert [found.records[-1] for found in heard(story).found[CLOSED]] == [again]
