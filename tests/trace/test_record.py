"""Records: their numbers are for ever."""

from __future__ import annotations

from h2craft.trace import KEPT_TLS, RECEIVED, SENT, Kind, Origin, Record


def test_kinds_keep_the_numbers_that_trace_files_hold() -> None:
    assert (Kind.FRAME_RECEIVED, Kind.FRAME_SENT, Kind.ACTION_FIRED) == (11, 14, 30)
    assert [origin.name for origin in sorted(Origin)] == [
        "PEER",
        "AUTOMATIC",
        "SCRIPT",
        "HAND",
        "ENGINE",
    ]


def test_every_kind_and_origin_fits_the_octet_it_has_in_a_file() -> None:
    assert all(0 <= number < 256 for names in (Kind, Origin) for number in names)


def test_what_was_on_the_wire_is_received_or_sent_and_never_both() -> None:
    assert not RECEIVED & SENT
    assert {Kind.FRAME_RECEIVED, Kind.PREFACE_RECEIVED, Kind.OCTETS_RECEIVED} == RECEIVED
    assert {Kind.FRAME_SENT, Kind.PREFACE_SENT, Kind.OCTETS_SENT} == SENT


def test_a_record_without_more_is_from_the_peer_and_answers_nothing() -> None:
    record = Record(1, 0.5, 1, Kind.FRAME_RECEIVED)
    assert (record.octets, record.cause, record.origin, record.detail) == (
        b"",
        0,
        Origin.PEER,
        None,
    )


def test_tls_that_was_kept_is_not_what_http_2_has_received_or_sent() -> None:
    assert not KEPT_TLS & (RECEIVED | SENT)
    assert [(kind.name, kind.value) for kind in sorted(KEPT_TLS)] == [
        ("TLS_RECEIVED", 7),
        ("TLS_SENT", 8),
        ("TLS_SECRETS", 9),
    ]
