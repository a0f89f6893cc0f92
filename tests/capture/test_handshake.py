from __future__ import annotations

from h2craft.capture.handshake import Handshake, alert_name, suite_name
from h2craft.capture.packet import Tls

HELLO = Tls(
    types=(22,),
    messages=(1,),
    version=0x0303,
    supported=(0x0A0A, 0x0304, 0x0303),
    suites=(0x1302, 0xC02F),
    alpn=("h2", "http/1.1"),
    server_name="example.net",
)


def greeted(*more: Tls) -> Handshake:
    known = Handshake()
    for tls in (HELLO, *more):
        known.take(tls, 0)
    return known


def test_tls_13_says_what_was_chosen_where_it_is_decrypted() -> None:
    flight = Tls(
        types=(22, 22, 22, 22, 22),
        sealed=4,
        messages=(2, 8, 11, 15, 20),
        version=0x0303,
        supported=(0x0304,),
        suites=(0x1302,),
        alpn=("h2",),
    )
    known = greeted(flight)
    assert known.opened and not known.sealed and known.may_be_http2
    assert known.detail() == {
        "version": "TLSv1.3",
        "cipher": "TLS_AES_256_GCM_SHA384",
        "alpn": "h2",
        "server_name": "example.net",
        "offered": ["h2", "http/1.1"],
        "versions": ["TLSv1.3", "TLSv1.2"],
        "ciphers": [0x1302, 0xC02F],
    }


def test_encrypted_extensions_may_come_in_a_segment_of_their_own() -> None:
    hello = Tls(types=(22,), messages=(2,), supported=(0x0304,), suites=(0x1301,))
    known = greeted(hello, Tls(types=(22,), sealed=1, messages=(8,), alpn=("http/1.1",)))
    assert known.chosen == "http/1.1" and not known.may_be_http2


def test_tls_13_without_keys_is_sealed_and_may_be_http2() -> None:
    known = greeted(
        Tls(types=(22,), sealed=4, messages=(2,), supported=(0x0304,), suites=(0x1302,))
    )
    assert known.sealed and not known.opened
    assert known.chosen is None and known.may_be_http2


def test_tls_12_shows_its_choice_to_everybody_but_not_its_data() -> None:
    agreed = Tls(types=(22,), messages=(2,), version=0x0303, suites=(0xC02F,), alpn=("h2",))
    known = greeted(agreed)
    known.take(Tls(types=(23,)), 0)
    assert known.sealed and known.version == "TLSv1.2" and known.chosen == "h2"
    assert known.cipher == "ECDHE-RSA-AES128-GCM-SHA256"


def test_tls_12_that_was_decrypted_once_is_not_sealed_by_an_empty_record() -> None:
    known = greeted(Tls(types=(22,), messages=(2,), version=0x0303))
    known.take(Tls(types=(23,)), 1)
    known.take(Tls(types=(23,)), 0)
    assert known.opened and not known.sealed


def test_a_client_that_offers_no_h2_speaks_something_else() -> None:
    known = Handshake()
    known.take(HELLO._replace(alpn=("http/1.1",)), 0)
    assert not known.may_be_http2


def test_a_client_without_alpn_may_speak_anything() -> None:
    known = Handshake()
    known.take(HELLO._replace(alpn=(), supported=(), server_name=""), 0)
    assert known.may_be_http2 and known.offered is None and known.server_name is None
    assert known.detail()["versions"] == ["TLSv1.2"]


def test_what_has_no_name_has_its_number() -> None:
    assert suite_name(0xFAFA) == "0xfafa"
    assert alert_name(48) == "unknown_ca (48)"
    assert alert_name(255) == "alert (255)"
    hello = Tls(types=(22,), messages=(2,), supported=(0x7F1C,))
    assert greeted(hello).version == "0x7f1c"
