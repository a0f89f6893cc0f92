from __future__ import annotations

import pytest

from h2craft.capture.packet import AGGREGATOR, FIELDS, SEPARATOR, Packet, Tls, packet_of


def line(**values: str) -> str:
    """A line of tshark's; names have underscores for dots, values of one field a bar between."""
    of = dict.fromkeys(FIELDS, "")
    known = {field.replace(".", "_"): field for field in FIELDS}
    for name, value in values.items():
        of[known[name]] = value.replace("|", AGGREGATOR)
    return SEPARATOR.join(of.values())


SEGMENT = {
    "frame_number": "12",
    "frame_time_epoch": "1700000000.123456789",
    "tcp_stream": "3",
    "ip_src": "192.0.2.1",
    "ip_dst": "192.0.2.2",
    "tcp_srcport": "50000",
    "tcp_dstport": "443",
    "tcp_flags": "0x0018",
    "tcp_seq_raw": "4294967295",
    "tcp_ack_raw": "7",
    "tcp_len": "3",
    "tcp_payload": "616263",
}


def test_a_segment_in_the_clear() -> None:
    assert packet_of(line(**SEGMENT)) == Packet(
        number=12,
        at="1700000000.123456789",
        stream=3,
        source=("192.0.2.1", 50_000),
        target=("192.0.2.2", 443),
        flags=0x18,
        seq=4_294_967_295,
        ack=7,
        length=3,
        payload=b"abc",
    )


def test_of_a_tunnel_the_innermost_addresses_count() -> None:
    found = packet_of(
        line(**(SEGMENT | {"ip_src": "10.0.0.1|192.0.2.1", "ipv6_src": "2001:db8::9"}))
    )
    assert found.source == ("2001:db8::9", 50_000)
    assert found.target == ("192.0.2.2", 443)


def test_a_segment_without_octets_and_without_addresses_is_one_too() -> None:
    bare = SEGMENT | {"ip_src": "", "ip_dst": "", "tcp_payload": "", "tcp_len": "0"}
    found = packet_of(line(**bare))
    assert found.payload == b"" and found.source == ("", 50_000) and found.tls == Tls()


def test_what_tls_carried_comes_a_piece_for_each_record() -> None:
    found = packet_of(
        line(
            **SEGMENT,
            tls_record_content_type="23|23",
            tls_record_opaque_type="23|23",
            data_data="6869|6a",
        )
    )
    assert found.opened == (b"hi", b"j")
    assert found.tls == Tls(types=(23, 23), sealed=2)


def test_a_client_hello_with_all_it_asks_for() -> None:
    found = packet_of(
        line(
            **SEGMENT,
            tls_record_content_type="22",
            tls_handshake_type="1",
            tls_handshake_version="0x0303",
            tls_handshake_extensions_supported_version="0x0304|0x0303",
            tls_handshake_ciphersuite="0x1301|0xc02f",
            tls_handshake_extensions_alpn_str="h2|http/1.1",
            tls_handshake_extensions_server_name="example.net",
        )
    )
    assert found.tls == Tls(
        types=(22,),
        messages=(1,),
        version=0x0303,
        supported=(0x0304, 0x0303),
        suites=(0x1301, 0xC02F),
        alpn=("h2", "http/1.1"),
        server_name="example.net",
    )


def test_octets_may_have_colons_between_them() -> None:
    assert packet_of(line(**(SEGMENT | {"tcp_payload": "61:62:63"}))).payload == b"abc"


@pytest.mark.parametrize(
    "text",
    ["", "1\t2", line(**(SEGMENT | {"tcp_len": "many"})), line(**(SEGMENT | {"tcp_payload": "6"}))],
)
def test_what_is_no_such_line_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        packet_of(text)
