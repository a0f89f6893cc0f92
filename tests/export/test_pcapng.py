from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.actions import Note
from h2craft.export.flow import LOST
from h2craft.export.pcapng import ACTIONS, pcapng
from h2craft.trace import KEPT_TLS, Kind, Origin
from h2craft.wire import PREFACE, frame_octets

CLIENT, SERVER, HTTP = 50_001, 8443, 80
SECRET = b"CLIENT_RANDOM 0011 2233"
SETTINGS, PING = frame_octets(4, 0, 0, b""), frame_octets(6, 0, 0, bytes(8))


@pytest.fixture
def capture(talk: Any, capture_of: Any) -> Any:
    """`capture(**options)`: what `talk` has as a capture, whose checksums are all right."""

    def made(records: Any = None, **options: Any) -> Any:
        found = capture_of(pcapng(talk.journal.read() if records is None else records, **options))
        assert all(one.sound for one in found.packets)
        return found

    return made


def sealed(talk: Any, *, connection: int = 1) -> None:
    """A TLS connection of which everything was kept."""
    told = {"connection": connection, "origin": Origin.ENGINE}
    sides = {"peer": ["127.0.0.1", 50_000 + connection], "local": ["127.0.0.1", SERVER]}
    talk(Kind.CONNECTION_OPENED, **told, detail={**sides, "scheme": "https"})
    talk(Kind.TLS_SECRETS, SECRET, **told)
    talk(Kind.TLS_RECEIVED, b"<ClientHello>", connection=connection)
    talk(Kind.TLS_SENT, b"<ServerHello>", **told)
    talk(Kind.TLS_ESTABLISHED, **told, detail={"version": "TLSv1.3", "alpn": "h2"})
    talk(Kind.FRAME_SENT, SETTINGS, connection=connection, origin=Origin.AUTOMATIC)
    talk(Kind.TLS_SENT, b"<settings>", **told)
    talk(Kind.TLS_RECEIVED, b"<preface,ping>", connection=connection)
    talk(Kind.PREFACE_RECEIVED, PREFACE, connection=connection)
    talk(Kind.FRAME_RECEIVED, SETTINGS, connection=connection)
    talk(Kind.FRAME_RECEIVED, PING, connection=connection)


def test_tls_that_was_kept_is_carried_as_it_was(talk: Any, capture: Any) -> None:
    sealed(talk)
    found = capture()
    assert found.said(CLIENT) == b"<ClientHello><preface,ping>"
    assert found.said(SERVER) == b"<ServerHello><settings>"


def test_secrets_stand_before_the_first_packet_they_open(talk: Any, capture: Any) -> None:
    sealed(talk)
    assert capture().secrets == [(0, SECRET + b"\n")]
    assert capture(secrets=False).secrets == []
    assert capture(secrets=False).said(SERVER) == b"<ServerHello><settings>"


def test_a_packet_says_which_records_are_in_it(talk: Any, capture: Any) -> None:
    sealed(talk)
    packets = {one.octets: one.comment for one in capture().packets}
    assert packets[b"<settings>"] == (
        "record 7: TLS sent: 10 octets\nrecord 6: SETTINGS, stream 0, 0 octets, automatic"
    )
    assert packets[b"<preface,ping>"].split("\n") == [
        "record 8: TLS received: 14 octets",
        "record 9: connection preface",
        "record 10: SETTINGS, stream 0, 0 octets",
        "record 11: PING, stream 0, 8 octets",
    ]


def test_what_another_connection_does_meanwhile_is_not_in_the_packet(
    talk: Any, capture: Any
) -> None:
    sealed(talk)
    talk(Kind.TLS_RECEIVED, b"<one>")
    talk(Kind.CONNECTION_OPENED, connection=2, detail={"scheme": "http"})
    talk(Kind.FRAME_RECEIVED, PING)
    one = next(one for one in capture().packets if one.octets == b"<one>")
    assert one.comment == "record 12: TLS received: 5 octets"


def test_packets_are_in_the_order_of_the_records(talk: Any, capture: Any) -> None:
    sealed(talk)
    sealed(talk, connection=2)
    times = [one.at for one in capture().packets if one.octets]
    assert times == sorted(times)


def test_without_tls_there_is_what_it_carried(talk: Any, capture: Any) -> None:
    sealed(talk)
    found = capture(plain=True)
    assert found.secrets == []
    assert found.said(CLIENT) == PREFACE + SETTINGS + PING
    assert found.said(HTTP) == SETTINGS


def test_a_trace_that_kept_no_tls_is_shown_without_it(talk: Any, capture: Any) -> None:
    talk.opened()
    talk.exchange()
    found = capture()
    sent = [one for one in talk.journal.read() if one.kind == Kind.FRAME_SENT]
    assert found.said(HTTP) == b"".join(one.octets for one in sent)
    assert found.said(CLIENT).startswith(PREFACE)


def test_both_kinds_stand_in_one_capture(talk: Any, capture: Any) -> None:
    sealed(talk)
    talk.opened(2)
    found = capture()
    assert found.said(50_002).startswith(PREFACE)
    assert found.said(CLIENT).startswith(b"<ClientHello>")


def test_time_is_counted_from_the_beginning_of_the_journal(talk: Any, capture: Any) -> None:
    talk.opened()
    assert capture(began=10**18).packets[0].at == 10**18 + 1_000_000


def test_what_was_done_is_told_with_what_it_caused(talk: Any, capture: Any) -> None:
    talk.opened()
    fired = talk(Kind.ACTION_FIRED, detail=Note(text="look"), origin=Origin.HAND)
    talk.sent(6, 0, 0, bytes(8), cause=fired, origin=Origin.HAND)
    assert f"by hand (record {fired}: " in capture().packets[-1].comment


def test_only_so_many_actions_are_remembered(talk: Any, capture: Any) -> None:
    talk.opened()
    fired = talk(Kind.ACTION_FIRED, detail=Note(text="look"), origin=Origin.HAND)
    for _ in range(ACTIONS):
        talk(Kind.ACTION_FIRED, detail=Note(text="more"), origin=Origin.HAND)
    talk.sent(6, 0, 0, bytes(8), cause=fired, origin=Origin.HAND)
    assert capture(talk.journal.read(0, 10_000)).packets[-1].comment.endswith("by hand")


ENDS = [
    (["fin"], {"how": "fin", "by": "peer"}, ["FA<", "A>", "FA>", "A<"]),
    (["close-notify"], {"how": "clean", "by": "us"}, ["FA>", "A<"]),
    (["close-notify", "fin"], {"how": "fin", "by": "peer"}, ["FA<", "A>"]),
    (["reset"], {"how": "reset", "by": "peer"}, ["RA<"]),
    ([], {"how": "reset", "by": "us"}, ["RA>"]),
    ([], {"how": "half", "by": "us"}, ["FA>", "A<"]),
    ([], None, ["FA>", "A<"]),
]


@pytest.mark.parametrize(("ends", "closed", "expected"), ENDS)
def test_a_connection_ends_as_the_journal_says(
    talk: Any, capture: Any, ends: Any, closed: Any, expected: list[str]
) -> None:
    talk.opened()
    for how in ends:
        talk(Kind.END_RECEIVED, detail={"how": how})
    talk(Kind.CONNECTION_CLOSED, origin=Origin.ENGINE, detail=closed)
    packets = [one for one in capture().packets if not one.octets][3:]
    shown = [one.flags + ("<" if one.source[1] == CLIENT else ">") for one in packets]
    assert shown[: len(expected)] == expected


def test_numbers_of_connections_that_are_used_again_are_connections_anew(
    talk: Any, capture: Any
) -> None:
    for _ in range(2):
        talk.opened()
        talk.closed()
    assert [one.flags for one in capture().packets].count("S") == 2


def test_where_records_are_missing_the_next_packet_says_so(talk: Any, capture: Any) -> None:
    sealed(talk)
    records = talk.journal.read()
    talk(Kind.TLS_RECEIVED, b"<after>")
    found = capture([*records, None, *talk.journal.read(11)])
    assert found.packets[-1].comment.endswith(LOST)
    assert found.packets[-2].octets == b"<preface,ping>"


def test_a_capture_of_nothing_is_one_all_the_same(capture: Any, talk: Any) -> None:
    talk(Kind.LISTENING, connection=0, detail={"url": "http://127.0.0.1:1"})
    assert capture().packets == []


def test_a_connection_that_is_open_still_is_written_to_its_last_packet(
    talk: Any, capture: Any
) -> None:
    sealed(talk)
    talk(Kind.TLS_RECEIVED, b"<last>")
    assert capture().packets[-1].octets == b"<last>"


def test_our_greeting_is_written_though_the_client_never_said_a_word(
    talk: Any, capture: Any
) -> None:
    talk(Kind.CONNECTION_OPENED, detail={"scheme": "http"})
    talk(Kind.FRAME_SENT, SETTINGS, origin=Origin.AUTOMATIC)
    assert capture().packets[-1].octets == SETTINGS


def test_what_came_with_the_end_of_the_handshake_is_told_a_packet_later(
    talk: Any, capture: Any
) -> None:
    sealed(talk)
    talk(Kind.TLS_SENT, b"<greeting>")
    talk(Kind.FRAME_RECEIVED, PING)
    talk(Kind.TLS_SENT, b"<more>")
    assert capture().packets[-1].comment.split("\n") == [
        "record 14: TLS sent: 6 octets",
        "record 13: PING, stream 0, 8 octets, in an earlier packet",
    ]


STEPS = st.lists(
    st.tuples(
        st.sampled_from([Kind.FRAME_RECEIVED, Kind.FRAME_SENT, Kind.TLS_RECEIVED, Kind.TLS_SENT]),
        st.integers(1, 3),
        st.binary(max_size=4000),
    ),
    max_size=30,
)
SAID = {True: {Kind.FRAME_SENT, Kind.TLS_SENT}, False: {Kind.FRAME_RECEIVED, Kind.TLS_RECEIVED}}


@given(steps=STEPS, plain=st.booleans())
def test_each_end_says_what_it_has_said_and_nothing_else(
    talking: Any, capture_of: Any, steps: Any, plain: bool
) -> None:
    """What comes first says whether a connection is shown as TLS or as what TLS has carried."""
    talk = talking.Talk()
    for number in (1, 2, 3):
        sides = {"peer": ["127.0.0.1", number], "local": ["127.0.0.1", SERVER]}
        talk(Kind.CONNECTION_OPENED, connection=number, detail={**sides, "scheme": "https"})
    shown: dict[int, bool] = {}
    expected = {(number, ours): b"" for number in (1, 2, 3) for ours in (True, False)}
    for kind, number, octets in steps:
        talk(kind, octets, connection=number)
        is_tls = kind in KEPT_TLS
        if not (is_tls and plain) and shown.setdefault(number, is_tls) == is_tls:
            expected[number, kind in SAID[True]] += octets
    found = capture_of(pcapng(talk.journal.read(), plain=plain))
    assert all(one.sound for one in found.packets)
    for number in (1, 2, 3):
        sent = b"".join(one.octets for one in found.packets if one.target[1] == number)
        assert (found.said(number), sent) == (expected[number, False], expected[number, True])
