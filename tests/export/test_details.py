from __future__ import annotations

from typing import Any

import pytest

from h2craft.actions import Data, Field, Headers, Note, Send, action_to_json
from h2craft.export.details import Details

SECRET = Send(frames=(Headers(stream_id=1, fields=(Field(b"cookie", b"sid=longsecret"),)),))
MASKED = Send(frames=(Headers(stream_id=1, fields=(Field(b"cookie", b"sid=**********"),)),))


def test_actions_lose_their_secrets_also_where_they_stand_in_a_detail() -> None:
    details = Details()
    assert details.masked(SECRET) == MASKED
    held = {"stream": 1, "action": action_to_json(SECRET)}
    assert details.masked(held) == {"stream": 1, "action": action_to_json(MASKED)}


def test_contents_go_only_where_that_is_wanted() -> None:
    send = Send(frames=(Data(stream_id=1, data=b"hello"),))
    assert Details().masked(send) == send
    assert Details(contents=True).masked(send).frames[0].data == b"*****"


def test_a_secret_that_was_seen_is_masked_in_texts_too() -> None:
    details = Details()
    details.learn(b"set-cookie", b"sid=longsecret; Domain=example.com")
    details.learn(b"authorization", b"Bearer abcdef")
    said = {"text": "of example.com longsecret", "list": ["token abcdef"]}
    assert details.masked(said) == {"text": "of example.com **********", "list": ["token ******"]}
    assert details.masked(Note(text="Bearer abcdef!")).text == "*************!"


def test_a_secret_that_was_seen_is_masked_in_what_is_sent_too() -> None:
    details = Details()
    details.learn(b"cookie", b"sid=topsecret")
    sent = Send(frames=(Data(stream_id=1, data=b"it was topsecret"),))
    (data,) = details.masked(sent).frames
    assert data.data == b"it was *********"
    other = Send(frames=(Data(stream_id=1, data=b"it was not"),))
    assert details.masked(other) == other


def test_a_short_value_may_stand_anywhere_by_chance() -> None:
    details = Details()
    details.learn(b"cookie", b"a=1")
    assert details.masked({"text": "1 and 10"}) == {"text": "1 and 10"}


def test_the_home_folder_is_left_out_of_paths() -> None:
    details = Details("/home/jo/")
    assert details.masked({"file": "/home/jo/x.py"}) == {"file": "~/x.py"}
    assert Details().masked({"file": "/home/jo/x.py"}) == {"file": "/home/jo/x.py"}


@pytest.mark.parametrize("detail", [None, 7, {"a": 1, "b": [1, 2]}, {"text": "x"}, ()])
def test_what_has_no_secret_is_itself(detail: Any) -> None:
    assert Details("/home/jo").masked(detail) is detail


def test_an_action_nobody_understands_is_not_passed_on() -> None:
    said = {"verb": "later", "fields": [["cookie", "x"]]}
    assert Details().masked({"action": said}) == {"action": {"verb": "*", "fields": "*"}}
