from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from h2craft.capture import CaptureError, read_capture
from h2craft.capture.reading import convert, nanoseconds
from h2craft.export import FORMATS, Selection
from h2craft.model import Board, Reading
from h2craft.trace import RECEIVED, SENT, Kind, Record, TraceReader
from h2craft.wire import PREFACE


def converted(packets, path: Path) -> list[Record]:
    convert(packets, path, {})
    with TraceReader(path) as reader:
        return list(reader)


def readings(records) -> list[Reading]:
    board = Board()
    return list(map(board.fold, records))


def told(readings, number: int) -> list[tuple[str, str, int]]:
    """The frames of a connection: direction, type, stream."""
    return [
        (one.direction, one.frame.name, one.frame.stream_id)
        for one in readings
        if one.frame is not None and one.record.connection == number
    ]


# Of many connections


def test_connections_are_numbered_as_they_open_and_stand_in_the_order_of_time(
    make_wire, tmp_path
) -> None:
    first, second = make_wire(4, at=0), make_wire(9, at=1)
    first.opens()
    second.opens().exchange().closes()
    first.exchange().closes()  # its first octets come at the same times as the other's
    packets = sorted([*first.packets, *second.packets], key=lambda one: one.at)
    records = converted(packets, tmp_path / "x")
    assert {one.connection for one in records} == {1, 2}
    assert [one.at for one in records] == sorted(one.at for one in records)
    opened = [one.detail["tcp_stream"] for one in records if one.kind == Kind.CONNECTION_OPENED]
    assert opened == [4, 9]


def test_times_count_from_the_first_packet_to_the_nanosecond(wire, tmp_path) -> None:
    wire.opens().exchange()
    path = tmp_path / "x"
    convert(wire.packets, path, {"capture": "x.pcapng"})
    with TraceReader(path) as reader:
        records = list(reader)
        assert reader.header["started"] == "2023-11-14T22:13:20.001000+00:00"
        assert reader.header["capture"] == "x.pcapng"
    assert records[0].at == 0.0 and records[1].at == pytest.approx(0.003)


def test_a_packet_that_comes_later_than_its_time_says_is_not_forgotten(wire, tmp_path) -> None:
    packets = wire.opens().exchange().packets
    packets[-1] = packets[-1]._replace(at=packets[0].at)
    records = converted(packets, tmp_path / "x")
    assert [one.octets for one in records if one.kind == Kind.FRAME_SENT][-1].endswith(b"hello")
    assert records[-1].at == 0.0


def test_what_does_not_speak_http2_is_named_in_a_record_of_no_connection(
    make_wire, tmp_path
) -> None:
    http1, http2 = make_wire(0), make_wire(1)
    http1.opens().client(b"GET / HTTP/1.1\r\n\r\n").server(b"HTTP/1.1 200 OK\r\n\r\n")
    http2.opens().exchange()
    records = converted([*http1.packets, *http2.packets], tmp_path / "x")
    assert records[-1].kind == Kind.NOTED and records[-1].connection == 0
    assert records[-1].detail["text"] == (
        "not shown, as they do not speak HTTP/2:"
        ' 192.0.2.7:51000 to [2001:db8::1]:8443 (begins with "GET / HTTP/1.1")'
    )


def test_no_more_than_a_few_of_them_are_named(make_wire, tmp_path) -> None:
    packets = make_wire(99).opens().exchange().packets
    for stream in range(8):
        packets += make_wire(stream).opens().client(b"EHLO\r\n").server(b"250 hello\r\n").packets
    text = converted(packets, tmp_path / "x")[-1].detail["text"]
    assert text.count("EHLO") == 5 and text.endswith("; and 3 more")


def test_a_capture_without_http2_is_an_error_that_says_what_is_in_it(wire, tmp_path) -> None:
    wire.opens().client(b"EHLO\r\n").server(b"250 hello\r\n")
    with pytest.raises(CaptureError, match=r'has no HTTP/2 in it: .*begins with "EHLO"'):
        convert(wire.packets, tmp_path / "x", {})


def test_a_capture_without_tcp_is_one_too(tmp_path) -> None:
    with pytest.raises(CaptureError, match="has no TCP in it"):
        convert([], tmp_path / "x", {})


def test_what_comes_before_the_end_is_written_in_blocks(make_wire, tmp_path) -> None:
    packets = []
    for stream in range(700):
        packets += make_wire(stream, at=stream).opens().exchange().closes().packets
    packets.sort(key=lambda one: one.at)
    records = converted(packets, tmp_path / "x")
    assert len(records) == 700 * 11 and [one.seq for one in records] == list(range(1, 7_701))
    assert not [finding for one in readings(records) for finding in one.findings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1700000000.123456789", 1_700_000_000_123_456_789),
        ("1700000000.5", 1_700_000_000_500_000_000),
        ("1700000000", 1_700_000_000_000_000_000),
        ("2023-11-14T22:13:20.123456789Z", 1_700_000_000_123_456_789),
        ("2023-11-14T22:13:20Z", 1_700_000_000_000_000_000),
    ],
)
def test_times_are_seconds_or_iso_8601(text: str, expected: int) -> None:
    assert nanoseconds(text) == expected


def test_any_other_time_is_an_error() -> None:
    with pytest.raises(CaptureError, match="no time known here"):
        nanoseconds("yesterday")


# Captures of real clients, and of ours


def spoken(records) -> dict[tuple[int, bool], list[tuple[Kind, bytes]]]:
    """What each direction of each connection says."""
    found: dict[tuple[int, bool], list[tuple[Kind, bytes]]] = {}
    for one in records:
        if one.kind in RECEIVED | SENT:
            found.setdefault((one.connection, one.kind in SENT), []).append((one.kind, one.octets))
    return found


def test_what_we_have_exported_comes_back_frame_by_frame(talk, tshark, tmp_path) -> None:
    for number in (1, 2):
        talk.opened(number, tls=number == 1)
        talk.exchange(1, connection=number)
        talk.closed(number)
    selection = Selection(source=talk.journal, secrets=True)
    path = tmp_path / "ours.pcapng"
    path.write_bytes(b"".join(FORMATS["pcapng-plain"].make(selection)))
    with read_capture(path, tshark=tshark) as reader:
        assert reader.damage is None and reader.notes == ()
        assert spoken(reader) == spoken(talk.journal.read(0, 1000))


def test_curl_over_tls_1_3_with_the_secrets_inside(tshark, captures) -> None:
    with read_capture(captures / "tls13.pcapng", tshark=tshark) as reader:
        found = readings(reader)
        assert reader.damage is None and reader.path == captures / "tls13.pcapng"
        assert reader.header["capture"] == "tls13.pcapng"
        assert not reader.refresh()
    frames = told(found, 1)
    assert [one for one in frames if one[0] == "received" and one[2]] == [
        ("received", "HEADERS", 1),
        ("received", "CONTINUATION", 1),
    ]
    assert [one for one in frames if one[0] == "sent"] == [
        ("sent", "SETTINGS", 0),
        ("sent", "SETTINGS", 0),
        ("sent", "HEADERS", 1),
        ("sent", "DATA", 1),
    ]
    connection = found[0].connection
    assert connection.tls["version"] == "TLSv1.3" and connection.tls["alpn"] == "h2"
    stream = connection.stream(1)
    assert (stream.method, stream.path, stream.status) == (b"GET", b"/page.txt", 200)
    assert not [finding for one in found for finding in one.findings if finding.severity != "note"]


def test_what_has_no_keys_is_told_for_the_connection_and_beside_the_records(
    tshark, captures
) -> None:
    with read_capture(captures / "tls13.pcapng", tshark=tshark) as reader:
        texts = [(one.connection, one.detail["text"]) for one in reader if one.kind == Kind.NOTED]
        assert reader.notes == tuple(text for number, text in texts if number == 0)
    assert [number for number, _ in texts] == [1, 2, 0, 0]  # 1: curl leaves without close_notify
    assert texts[1][1].startswith("not decrypted: no keys for this connection")
    assert "1 of 2 connections not decrypted" in texts[2][1]
    assert "ALPN http/1.1" in texts[3][1]


def test_tls_1_2_takes_the_keys_beside_it(tshark, captures) -> None:
    with read_capture(
        captures / "tls12.pcap", keylog=captures / "tls12.keys", tshark=tshark
    ) as reader:
        found = readings(reader)
    assert found[0].connection.tls["version"] == "TLSv1.2"
    assert ("sent", "DATA", 1) in told(found, 1)
    with read_capture(captures / "tls12.pcap", tshark=tshark) as reader:
        assert [one.kind for one in reader][:2] == [Kind.CONNECTION_OPENED, Kind.NOTED]


def test_tcpdump_on_all_interfaces_with_pushes_and_upgrades(tshark, captures) -> None:
    with read_capture(captures / "h2c.pcap", tshark=tshark) as reader:
        found = readings(reader)
    pushed = found[0].connection is not None and told(found, 2)
    assert ("sent", "PUSH_PROMISE", 13) in pushed and ("sent", "DATA", 2) in pushed
    upgraded = [one for one in found if one.record.kind == Kind.UPGRADED]
    assert [one.record.connection for one in upgraded] == [3, 4]
    assert [one.connection.stream(1).method for one in upgraded] == [b"GET", b"POST"]
    assert not [finding for one in found for finding in one.findings if finding.severity == "error"]


@pytest.mark.parametrize("name", ["tls13.pcapng", "h2c.pcap"])
def test_the_records_hold_exactly_what_went_over_each_connection(tshark, captures, name) -> None:
    with read_capture(captures / name, tshark=tshark) as reader:
        records = list(reader)
    closed = [one for one in records if one.kind == Kind.CONNECTION_CLOSED]
    assert closed
    for one in closed:
        mine = [other for other in records if other.connection == one.connection]
        for kinds, count in ((RECEIVED, "octets_received"), (SENT, "octets_sent")):
            octets = sum(len(other.octets) for other in mine if other.kind in kinds)
            assert octets == one.detail[count]


def test_tshark_itself_sees_the_same_frames(tshark, captures) -> None:
    """In the order of its own, which is that of packets; with types and streams."""
    listed = subprocess.run(
        [
            tshark,
            "-n",
            "-r",
            str(captures / "h2c.pcap"),
            "-Y",
            "http2",
            "-d",
            "tcp.port==9180,http2",
        ]
        + ["-T", "fields", "-e", "http2.type", "-e", "http2.streamid", "-e", "http2.magic"]
        + ["-E", "aggregator=,", "-E", "occurrence=a"],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line.split("\t") for line in listed.stdout.splitlines()]
    theirs = [
        pair
        for types, streams, _ in lines
        for pair in zip(types.split(","), streams.split(","), strict=True)
        if types
    ]
    with read_capture(captures / "h2c.pcap", tshark=tshark) as reader:
        ours = [
            (str(one.octets[3]), str(int.from_bytes(one.octets[5:9], "big")))
            for one in reader
            if one.kind in (Kind.FRAME_RECEIVED, Kind.FRAME_SENT)
        ]
    assert sorted(ours) == sorted(theirs)


def test_a_capture_that_is_cut_short_is_read_and_said_to_be(tshark, captures, tmp_path) -> None:
    cut = tmp_path / "cut.pcap"
    cut.write_bytes((captures / "h2c.pcap").read_bytes()[:6_000])
    with read_capture(cut, tshark=tshark) as reader:
        assert reader.count > 10 and "cut short" in (reader.damage or "")
        assert any(one.octets == PREFACE for one in reader)


def test_files_that_are_not_there_are_the_systems_error(tshark, captures, tmp_path) -> None:
    for given in ((tmp_path / "no.pcap", None), (captures / "h2c.pcap", tmp_path / "no.keys")):
        with pytest.raises(FileNotFoundError):
            read_capture(given[0], keylog=given[1], tshark=tshark)


def test_nothing_is_left_behind(tshark, captures, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with read_capture(captures / "h2c.pcap", tshark=tshark) as reader:
        assert reader.read(0, 1)
        assert list(tmp_path.iterdir()) == []
