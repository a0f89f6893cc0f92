"""HPACK as it was used: representations, and the tables before and after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import hpack as library

from h2craft.explain import hpack, plain
from h2craft.explain.text import Text
from h2craft.trace import Kind

LineWith = Callable[[Text, str], str]


def test_each_representation_has_its_kind_index_and_sizes(story: Any, line_with: LineWith) -> None:
    fields = [(":method", "GET"), ("x-a", "some value")]
    text = hpack(story.moment(story.peer.headers(fields=fields)))
    method = line_with(text, ":method: GET")
    assert "82 " in method and "indexed" in method and " 2 " in method
    assert "static, 10 as 1" in method
    assert "literal, added" in text_of(text, "some value")
    assert "name and value in Huffman" in plain(text)


def text_of(text: Text, words: str) -> str:
    return next(line for line in plain(text).split("\n") if words in line)


def test_literals_that_are_not_added_say_whether_anybody_may(story: Any) -> None:
    never = library.Encoder().encode([library.NeverIndexedHeaderTuple("cookie", "s=1")])
    shown = plain(hpack(story.moment(story.peer.headers(block=b"\x82" + never))))
    assert "literal, never" in shown and "7541 7.1.3" in shown
    shown = plain(hpack(story.moment(story.peer.headers(3, block=b"\x00\x01a\x01b"))))
    assert "literal, not added" in shown and "no Huffman, 2 as 5" in shown


def test_a_size_update_is_told(story: Any) -> None:
    shown = plain(hpack(story.moment(story.peer.headers(block=b"\x3f\x45\x82"))))
    assert "size update" in shown and "may hold 100 octets" in shown


def test_what_a_block_adds_and_evicts_is_marked(story: Any) -> None:
    story.peer.headers(1, [("x-old", "v" * 3980)])
    text = hpack(story.moment(story.peer.headers(3, [("x-new", "w" * 200)])))
    table = plain(text)[plain(text).index("Dynamic table") :].split("\n")
    assert table[1].startswith("  +    62  x-new: ")
    assert table[2].startswith("  -        x-old: ")
    assert table[3] == "  this record added 1 and evicted 1"


def test_entries_that_repeat_are_counted_by_what_the_block_says(story: Any) -> None:
    block = b"\x40\x01a\x01b"
    story.peer.headers(1, block=block * 3)
    shown = plain(hpack(story.moment(story.peer.headers(3, block=block * 2))))
    assert "this record added 2 and evicted 0" in shown


def test_what_a_block_adds_and_evicts_itself_is_neither_added_nor_evicted(story: Any) -> None:
    story.peer.headers(1, block=b"\x40\x01a\x01b")
    fields = [("x-one", "v" * 3000), ("x-two", "w" * 3000)]
    text = hpack(story.moment(story.peer.headers(3, fields)))
    table = plain(text)[plain(text).index("Dynamic table") :].split("\n")
    assert table[1].startswith("  +    62  x-two: ")
    assert table[2].startswith("  -        a: b")
    assert table[3] == "  this record added 1 and evicted 1"


def test_a_block_that_cannot_be_read_takes_the_table_with_it(story: Any) -> None:
    story.peer.headers(1, block=b"\x40\x01a\x01b")
    shown = plain(hpack(story.moment(story.peer.headers(3, block=b"\x40\x01c\x01d\xff\xff"))))
    assert "it cannot be read" in shown
    assert "this record added 0 and evicted 1" in shown


def test_a_table_that_was_emptied_and_filled_anew_keeps_nothing(story: Any) -> None:
    story.peer.headers(1, block=b"\x40\x01a\x01b\x40\x01c\x01d")
    block = b"\x20\x3f\xe1\x1f\x40\x01e\x01f"  # a maximum of 0, then of 4,096
    shown = plain(hpack(story.moment(story.peer.headers(3, block=block))))
    assert "this record added 1 and evicted 2" in shown


def test_the_table_of_the_other_end_is_left_alone(story: Any) -> None:
    shown = plain(hpack(story.moment(story.peer.headers(1, [("x-a", "b")]))))
    ours = shown[shown.index("Dynamic table for what we send") :]
    assert "empty" in ours and "added" not in ours


def test_a_block_that_goes_on_says_how_far_it_is(story: Any) -> None:
    story.peer.headers(1, whole=False)
    shown = plain(hpack(story.moment(story.peer.continuation(1, b"\x82", whole=False))))
    assert "not complete: 2 frames" in shown


def test_a_lost_table_and_an_owed_update_are_remarked(story: Any) -> None:
    shown = plain(hpack(story.moment(story.peer.headers(1, block=b"\xff\xff"))))
    assert "it cannot be read" in shown
    assert "entries from before it are unknown" in shown
    story.us.settings({1: 100})
    shown = plain(hpack(story.moment(story.peer.settings_ack())))
    assert "size update to at most 100" in shown and "none ends in this record" in shown


def test_what_the_wire_door_found_about_hpack_is_said(story: Any) -> None:
    story.peer.headers(end=True)
    seq = story.us.headers(1, [(":status", "200")], detail={"door": "wire", "hpack": "gone\x07"})
    assert "HPACK out of step: gone\\x07" in plain(hpack(story.moment(seq)))


def test_a_record_of_no_connection_has_no_tables(story: Any) -> None:
    seq = story.journal.append(9.0, 0, Kind.LISTENING, b"", 0, 0, {"url": "x"})
    assert "none ends" in plain(hpack(story.moment(seq)))


def test_very_many_fields_and_entries_are_counted_beyond_the_first(story: Any) -> None:
    story.us.settings({1: 1 << 16})
    story.peer.settings_ack()
    update = b"\x3f\xe1\xff\x03"
    seq = story.peer.headers(1, block=update + b"\x40\x01a\x01b" * 600)
    shown = plain(hpack(story.moment(seq)))
    assert "and 101 more" in shown and "and 400 more" in shown
