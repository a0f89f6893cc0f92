from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from h2craft.export.flow import EARLY, HELD_OCTETS, LOST, Flow
from h2craft.export.packetnotes import Notes
from h2craft.trace import Kind, Record

BEGAN = 1_700_000_000 * 10**9
CLIENT = 50_001


def opened(scheme: str = "https", port: int = 8443, peer: str = "10.1.2.3", **more: Any) -> Record:
    said = {"peer": [peer, CLIENT], "local": ["10.4.5.6", port], "scheme": scheme, **more}
    return Record(1, 0.5, 3, Kind.CONNECTION_OPENED, detail=said)


def record(octets: bytes, at: float = 1.25) -> Record:
    return Record(9, at, 3, Kind.FRAME_RECEIVED, octets)


Show = Callable[..., list[Any]]


@pytest.fixture
def show(capture_of: Any) -> Show:
    def shown(*pieces: Iterable[bytes]) -> list[Any]:
        packets = capture_of(piece for some in pieces for piece in some).packets
        assert all(one.sound for one in packets)
        return list(packets)

    return shown


def carried(flow: Flow, ours: bool, octets: bytes, note: str = "", at: float = 1.25) -> list[bytes]:
    return list(flow.carry(ours, record(octets, at), Notes(note)))


def test_nothing_is_written_before_it_is_known_what_is_carried(show: Show) -> None:
    flow = Flow(opened(), BEGAN, "server")
    assert show(flow.open()) == []
    flow.sealed = True
    assert [one.flags for one in show(flow.open(), flow.open())] == ["S", "SA", "A"]


def test_the_handshake_has_the_time_of_the_opening_and_says_who_they_are(show: Show) -> None:
    flow = Flow(opened(), BEGAN, "server")
    flow.sealed = True
    syn, answer, _ = show(flow.open())
    assert syn.at == BEGAN + 500_000_000
    assert syn.comment == "connection 3: 10.1.2.3:50001 and 10.4.5.6:8443, ours"
    assert (syn.outbound, answer.outbound) == (False, True)
    assert (syn.target, answer.comment) == (("10.4.5.6", 8443), "")


def test_what_tls_has_carried_goes_to_a_port_of_http(show: Show) -> None:
    flow = Flow(opened(), BEGAN, "server")
    flow.sealed = False
    packets = show(carried(flow, False, b"PRI"))
    assert packets[0].target == ("10.4.5.6", 80)
    assert packets[0].comment.endswith(
        "; port 80 stands for 8443, for Wireshark to know it by; what TLS has carried"
    )


@pytest.mark.parametrize(
    ("scheme", "port", "sealed", "shown"),
    [
        ("http", 8080, None, 8080),
        ("http", 80, None, 80),
        ("http", 40_123, None, 80),
        ("https", 8443, True, 8443),
        ("https", 8080, True, 443),
    ],
)
def test_ports_stay_where_wireshark_knows_what_they_are_for(
    show: Show, scheme: str, port: int, sealed: bool | None, shown: int
) -> None:
    flow = Flow(opened(scheme, port), BEGAN, "server")
    flow.sealed = flow.sealed if sealed is None else sealed
    assert show(flow.open())[0].target[1] == shown


def test_of_a_client_we_are_the_one_who_opens(show: Show) -> None:
    flow = Flow(opened("http", 40_000, role="client"), BEGAN, "server")
    packets = show(carried(flow, True, b"PRI"))
    assert (packets[0].source, packets[0].outbound) == (("10.4.5.6", 40_000), True)
    assert packets[0].target == ("10.1.2.3", 80)
    assert packets[3].octets == b"PRI"


def test_what_a_server_says_first_stands_behind_the_clients_preface(show: Show) -> None:
    flow = Flow(opened(), BEGAN, "server")
    flow.sealed = False
    packets = show(
        carried(flow, True, b"SETTINGS", "record 5", at=1.0), carried(flow, False, b"PRI", at=2.0)
    )[3:]
    assert [one.octets for one in packets] == [b"PRI", b"SETTINGS"]
    assert packets[1].at == BEGAN + 10**9  # the time it had
    assert packets[1].comment == f"record 5\n{EARLY}"


def test_what_is_sealed_waits_for_nobody(show: Show) -> None:
    flow = Flow(opened(), BEGAN, "server")
    flow.sealed = True
    assert show(carried(flow, True, b"ServerHello"))[3].octets == b"ServerHello"


def test_a_client_that_never_says_anything_is_not_waited_for_at_the_end(show: Show) -> None:
    flow = Flow(opened("http"), BEGAN, "server")
    assert show(carried(flow, True, b"SETTINGS")) == []
    assert show(flow.release())[3].octets == b"SETTINGS"


def test_only_so_much_waits(show: Show) -> None:
    flow = Flow(opened("http"), BEGAN, "server")
    assert show(carried(flow, True, bytes(HELD_OCTETS))) == []
    octets = b"".join(one.octets for one in show(carried(flow, True, b"x")))
    assert octets == bytes(HELD_OCTETS) + b"x"


def test_notes_stand_at_the_first_of_several_packets(show: Show) -> None:
    flow = Flow(opened("http"), BEGAN, "server")
    packets = show(carried(flow, False, bytes(4000), "record 9"))[3:]
    assert [one.comment for one in packets] == ["record 9", "", ""]


def test_a_gap_is_said_once(show: Show) -> None:
    flow = Flow(opened("http"), BEGAN, "server")
    first = carried(flow, False, b"abc")
    flow.lose()
    *_, before, gap, after = show(
        first, carried(flow, False, b"x", "record 9"), carried(flow, False, b"y")
    )
    assert (gap.comment, after.comment) == (f"record 9\n{LOST}", "")
    assert gap.sequence == before.sequence + 4


def test_records_that_are_missing_from_the_beginning_are_said_to_be(show: Show) -> None:
    flow = Flow(opened("http"), BEGAN, "server")
    flow.lose()
    assert show(carried(flow, False, b"x", "record 9"))[3].comment == f"record 9\n{LOST}"


@pytest.mark.parametrize(("how", "flags"), [("end", ["FA", "A"]), ("cut", ["RA"])])
def test_a_connection_without_a_word_has_its_beginning_and_its_end(
    show: Show, how: str, flags: list[str]
) -> None:
    flow = Flow(opened(), BEGAN, "server")
    packets = show(getattr(flow, how)(True, record(b"", 2.0), Notes("record 11: closed")))
    assert [one.flags for one in packets] == ["S", "SA", "A", *flags]
    assert packets[3].comment == "record 11: closed"
    assert packets[3].outbound


def test_a_connection_whose_opening_is_not_known_is_between_nobodys_addresses(show: Show) -> None:
    flow = Flow(record(b"x"), BEGAN, "server")
    flow.sealed = False
    syn = show(carried(flow, False, b"x"))[0]
    assert (syn.source, syn.target) == (("192.0.2.1", 0), ("192.0.2.2", 80))


def test_an_address_of_ipv6_is_shown_as_in_a_url(show: Show) -> None:
    flow = Flow(opened("http", 8080, "::1"), BEGAN, "server")
    assert show(flow.open())[0].comment.startswith("connection 3: [::1]:50001 and [::ffff:")
