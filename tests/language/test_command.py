from __future__ import annotations

from h2craft.language import Context


def test_who_has_a_next_stream_is_a_client() -> None:
    assert Context(next_stream=1).is_client and not Context().is_client


def test_behind_a_new_stream_it_is_the_selected_one() -> None:
    behind = Context(stream_id=1, next_stream=5).behind_new
    assert (behind.stream_id, behind.next_stream) == (5, 7)


def test_the_response_of_the_selected_stream_is_what_a_client_waits_for() -> None:
    assert "stream:3 " in Context(stream_id=3, next_stream=5).response
    assert Context(stream_id=3).response == "" == Context(next_stream=5).response
