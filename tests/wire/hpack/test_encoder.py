"""The encoder: RFC 7541's examples, a strict peer, and blocks that are taken back."""

from __future__ import annotations

from typing import Any

import hpack
import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived, ResponseReceived
from h2.settings import SettingCodes
from hpack import HeaderTuple, NeverIndexedHeaderTuple
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from h2craft.wire import Decoder, Encoder, HeaderTable, Representation, encode_stateless

R = Representation
names = st.sampled_from((b":path", b"a", b"server", b"content-length", b"x-long-name"))
values = st.sampled_from((b"", b"1", b"value", b"x" * 90, bytes(range(256)))) | st.binary(
    max_size=30
)
headers = st.one_of(
    st.tuples(names, values),
    st.tuples(names, values, st.booleans()),
    st.builds(HeaderTuple, names, values),
    st.builds(NeverIndexedHeaderTuple, names, values),
    st.tuples(
        names,
        values,
        st.none() | st.sampled_from([r for r in R if r is not R.SIZE_UPDATE]),
        st.none() | st.booleans(),
    ),
)
header_lists = st.lists(headers, max_size=6)


class TestRfcExamples:
    """RFC 7541 appendix C."""

    def test_whole_connections(self, rfc_example) -> None:  # type: ignore[no-untyped-def]
        encoder = Encoder()
        encoder.header_table_size = rfc_example.max_size
        encoder.encode([])
        known: set[tuple[bytes, bytes]] = set()
        for block, fields, (size, entries) in zip(
            rfc_example.blocks, rfc_example.headers, rfc_example.tables, strict=True
        ):
            # The examples index what this encoder by itself would not, and code even what does
            # not become shorter by it.
            indexed = (b"location", b"set-cookie")
            wishes = [
                (
                    *field,
                    R.INCREMENTAL if field[0] in indexed and field not in known else None,
                    rfc_example.huffman,
                )
                for field in fields
            ]
            assert encoder.encode(wishes) == block
            assert list(encoder.table.entries) == entries
            assert encoder.table.size == size
            known = set(entries)


class StrictPeer(RuleBasedStateMachine):
    """Blocks and table sizes in any order, some taken back: two decoders must follow."""

    @initialize(ceiling=st.sampled_from((0, 100, 4096, 1 << 16)))
    def begin(self, ceiling: int) -> None:
        self.encoder = Encoder(ceiling)
        self.theirs = hpack.Decoder()
        self.ours = Decoder()
        self.since: list[int] = []

    @rule(size=st.sampled_from((0, 33, 64, 100, 200, 4096, 5000, 8192, 1 << 32)))
    def the_peer_sets_its_table_size(self, size: int) -> None:
        self.encoder.header_table_size = size
        self.theirs.max_allowed_table_size = self.ours.max_allowed_table_size = size
        self.since.append(self.encoder.header_table_size)

    @rule(fields=header_lists, huffman=st.booleans())
    def a_block_is_sent(self, fields: list[Any], huffman: bool) -> None:
        before = self.ours.header_table_size
        block = self.encoder.encode(fields, huffman)
        wanted = [(header[0], header[1]) for header in fields]
        assert [tuple(header) for header in self.theirs.decode(block, raw=True)] == wanted
        lines = self.ours.read(block)
        updates = [line.index for line in lines if line.representation is R.SIZE_UPDATE]
        assert len(updates) <= 2
        if self.since and min(self.since) < before:
            assert updates[0] == min(self.since)  # RFC 7541 4.2: the smallest in between
        if self.since and self.since[-1] != before:
            assert updates[-1] == self.since[-1]
        if not self.since:
            assert not updates
        self.since.clear()
        assert self.encoder.owed_updates == ()
        assert self.encoder.table == self.ours.table

    @rule(fields=header_lists)
    def a_block_is_taken_back(self, fields: list[Any]) -> None:
        before = list(self.encoder.table.entries), self.encoder.table.size
        owed = self.encoder.owed_updates
        again = self.encoder.encode(fields)
        assert self.encoder.undo()
        assert (list(self.encoder.table.entries), self.encoder.table.size) == before
        assert self.encoder.owed_updates == owed
        assert self.encoder.encode(fields) == again
        assert self.encoder.undo()
        assert not self.encoder.undo()

    @invariant()
    def the_table_is_within_its_bounds(self) -> None:
        assert self.encoder.table.size <= self.encoder.table.max_size


TestStrictPeer = StrictPeer.TestCase
TestStrictPeer.settings = settings(max_examples=60, stateful_step_count=25)


class TestSizeUpdates:
    """RFC 7541 4.2, maximum table size."""

    @pytest.mark.parametrize(
        ("sizes", "owed"),
        [
            ([], ()),
            ([4096], ()),
            ([100], (100,)),
            ([100, 100], (100,)),
            ([100, 64], (64,)),
            ([64, 100], (64, 100)),
            ([0, 4096], (0, 4096)),
            ([8192, 4096], ()),
            ([5000, 8192], (5000, 8192)),
            ([1 << 32], (1 << 16,)),
        ],
    )
    def test_the_lowest_and_then_the_final_size_are_owed(
        self, sizes: list[int], owed: tuple[int, ...]
    ) -> None:
        encoder = Encoder()
        for size in sizes:
            encoder.header_table_size = size
        assert encoder.owed_updates == owed
        lines = Decoder()
        lines.max_allowed_table_size = 1 << 32
        assert tuple(line.index for line in lines.read(encoder.encode([]))) == owed
        assert encoder.encode([]) == b""

    def test_undo_owes_them_again(self) -> None:
        encoder = Encoder()
        encoder.header_table_size = 100
        block = encoder.encode([(b"a", b"b")])
        encoder.undo()
        assert encoder.owed_updates == (100,)
        assert encoder.encode([(b"a", b"b")]) == block

    def test_a_size_set_since_cannot_be_undone(self) -> None:
        encoder = Encoder()
        encoder.encode([(b"a", b"b")])
        encoder.header_table_size = 100
        assert not encoder.undo()
        assert list(encoder.table.entries) == [(b"a", b"b")]

    def test_a_copy_writes_the_same_and_leaves_the_original_as_it_is(self) -> None:
        encoder, same = Encoder(), Encoder()
        for one in (encoder, same):
            one.encode([(b"a", b"b"), (b"c", b"d")])
            one.header_table_size = 60
        copied = encoder.copy()
        assert not copied.undo()
        blocks = [copied.encode([(b"c", b"d"), (b"e", b"f")]) for _ in range(2)]
        assert encoder.table == same.table and encoder.owed_updates == (60,)
        assert [same.encode([(b"c", b"d"), (b"e", b"f")]) for _ in range(2)] == blocks
        assert encoder.encode([(b"c", b"d"), (b"e", b"f")]) == blocks[0]

    def test_what_the_other_end_is_known_to_hold_can_be_adopted(self) -> None:
        table = HeaderTable(200)
        table.insert((b"a", b"b"))
        encoder = Encoder()
        encoder.header_table_size = 50
        encoder.adopt(table)
        assert encoder.table == table
        assert encoder.owed_updates == ()
        assert encoder.encode([(b"a", b"b")]) == b"\xbe"


def lines_of(block: bytes) -> list[tuple[Representation, int, bool, bool]]:
    return [line[2:6] for line in Decoder().read(block)]


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ((b":method", b"GET"), (R.INDEXED, 2, False, False)),
        ((b":method", b"GET", R.INDEXED, None), (R.INDEXED, 2, False, False)),
        ((b":method", b"GET", R.WITHOUT, None), (R.WITHOUT, 2, False, False)),
        ((b":method", b"GET", "incremental", False), (R.INCREMENTAL, 2, False, False)),
        ((b":method", b"GET", True), (R.NEVER, 2, False, False)),
        ((b"aaaa", b"bbbb", R.NEVER, False), (R.NEVER, 0, False, False)),
        ((b"aaaa", b"~~~~"), (R.INCREMENTAL, 0, True, False)),
        ((b"aaaa", b"~~~~", None, True), (R.INCREMENTAL, 0, True, True)),
        ((b"aaaa", b"bbbb", R.INDEXED, None), (R.INCREMENTAL, 0, True, True)),
        ((b"content-length", b"1234"), (R.WITHOUT, 28, False, True)),
        ((b"aaaa", b"~" * 4000), (R.WITHOUT, 0, True, False)),
        ((b"aaaa", b"~" * 4000, R.INCREMENTAL, True), (R.INCREMENTAL, 0, True, True)),
    ],
)
def test_a_field_is_written_as_asked_or_as_is_best(
    header: tuple[Any, ...], line: tuple[Representation, int, bool, bool]
) -> None:
    assert lines_of(Encoder().encode([header])) == [line]


def test_a_field_is_named_by_the_dynamic_table_if_the_static_one_lacks_it() -> None:
    lines = lines_of(Encoder().encode([(b"aaaa", b"1"), (b"aaaa", b"2"), (b"aaaa", b"1")]))
    assert [line[:2] for line in lines] == [
        (R.INCREMENTAL, 0),
        (R.INCREMENTAL, 62),
        (R.INDEXED, 63),
    ]


def test_indices_beyond_one_octet_are_written() -> None:
    encoder, decoder = Encoder(), Decoder()
    fields = [(b"n%d" % number, b"") for number in range(100)]
    decoder.decode(encoder.encode(fields))
    again = encoder.encode(fields)
    assert again[:2] == b"\xff\x22"
    assert decoder.decode(again) == fields
    values = [(name, b"v", R.NEVER, None) for name, _ in fields]
    assert decoder.decode(encoder.encode(values)) == [(name, b"v") for name, _ in fields]


def test_str_becomes_utf8_and_subclasses_of_bytes_plain_bytes() -> None:
    class Odd(bytes):
        pass

    encoder = Encoder()
    block = encoder.encode([("n\u00e4me", "v\udcff"), (Odd(b"odd"), Odd(b"value"))])
    assert Decoder().decode(block) == [(b"n\xc3\xa4me", b"v\xff"), (b"odd", b"value")]
    assert {type(text) for entry in encoder.table.entries for text in entry} == {bytes}


@pytest.mark.parametrize(
    "bad", [(b"only",), (b"a", b"b", R.SIZE_UPDATE, None), (b"a", b"b", "nonsense", None), 5]
)
def test_what_cannot_be_encoded_changes_nothing(bad: object) -> None:
    encoder = Encoder()
    encoder.encode([(b"a", b"b")])
    encoder.header_table_size = 200
    with pytest.raises((ValueError, TypeError, IndexError)):
        encoder.encode([(b"x", b"y" * 100), bad])  # type: ignore[list-item]
    assert list(encoder.table.entries) == [(b"a", b"b")]
    assert encoder.owed_updates == (200,)


@given(fields=header_lists, huffman=st.booleans())
def test_a_stateless_block_touches_no_table(fields: list[Any], huffman: bool) -> None:
    block = encode_stateless(fields, huffman)
    decoder = Decoder()
    lines = decoder.read(block)
    assert [line[:2] for line in lines] == [header[:2] for header in fields]
    assert not decoder.table.entries
    assert {line.representation for line in lines} <= {R.NEVER, R.WITHOUT}
    assert all(line.index < 62 for line in lines)


def test_a_stateless_field_may_ask_for_without_indexing() -> None:
    fields = [(b"a", b"b", R.WITHOUT, False), (b":path", b"/", None, None)]
    assert encode_stateless(fields) == b"\x00\x01a\x01b\x14\x01/"


def test_a_stateless_block_is_coded_only_where_that_is_wanted() -> None:
    assert encode_stateless([(b"aaaa", b"bbbb")], huffman=False) == b"\x10\x04aaaa\x04bbbb"
    assert len(encode_stateless([(b"aaaa", b"bbbb")])) < 11
    wish = (b"aaaa", b"bbbb", None, True)
    assert encode_stateless([wish], huffman=False) == encode_stateless([wish])


def test_a_field_without_wishes_is_written_like_a_pair() -> None:
    pairs = [(b":path", b"/a"), (b"aaaa", b"1"), (b"aaaa", b"1")]
    assert Encoder().encode([(*pair, None, None) for pair in pairs]) == Encoder().encode(pairs)


def test_h2_works_with_our_pair_as_with_its_own() -> None:
    client = H2Connection(H2Configuration(client_side=True))
    server = H2Connection(H2Configuration(client_side=False))
    server.encoder, server.decoder = Encoder(), Decoder()  # type: ignore[assignment]
    client.initiate_connection()
    server.initiate_connection()
    client.update_settings({SettingCodes.HEADER_TABLE_SIZE: 0})
    client.update_settings({SettingCodes.HEADER_TABLE_SIZE: 8192})
    server.receive_data(client.data_to_send())
    client.receive_data(server.data_to_send())
    request = [(b":method", b"GET"), (b":scheme", b"http"), (b":authority", b"a"), (b":path", b"/")]
    for stream_id in (1, 3):
        client.send_headers(stream_id, [*request, (b"x", b"y")], end_stream=True)
        events = server.receive_data(client.data_to_send())
        [got] = [event for event in events if isinstance(event, RequestReceived)]
        assert got.headers == [*request, (b"x", b"y")]
        server.send_headers(stream_id, [(b":status", b"200"), (b"z", b"1")], end_stream=True)
        events = client.receive_data(server.data_to_send())
        [answer] = [event for event in events if isinstance(event, ResponseReceived)]
        assert answer.headers == [(b":status", b"200"), (b"z", b"1")]
    assert server.encoder.header_table_size == 8192


def test_the_size_the_peers_table_has_changes_with_the_block_that_says_it() -> None:
    encoder = Encoder()
    encoder.header_table_size = 100
    assert encoder.table_size_told == 4096
    encoder.encode([])
    assert encoder.table_size_told == 100
