"""Rows as lines of text."""

from __future__ import annotations

from h2craft.session.rowtext import row_lines


def test_a_row_is_a_line_with_all_it_says(session_of, talk) -> None:
    talk.opened()
    seq = talk.request(1, "/a\x1b[31m")
    [frame, opened] = row_lines(session_of(talk).reader.rows([seq, 1]))
    assert frame.split()[:2] == [str(seq), f"{talk.now:.4f}"]
    assert "HEADERS" in frame and "END_STREAM,END_HEADERS" in frame and "GET /a" in frame
    assert "\x1b" not in frame and "\n" not in frame
    assert "connection opened" in opened and "HEADERS" not in opened
