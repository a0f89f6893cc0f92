from __future__ import annotations

import pytest

from h2craft.language import VERBS, Context, parse
from h2craft.language.requestverbs import REQUEST_VERBS, REQUESTS


@pytest.mark.parametrize("name", sorted(REQUESTS - {"request"}))
def test_a_verb_that_is_a_method_makes_a_request_of_it(name: str) -> None:
    (send,) = parse(name, Context(next_stream=1)).actions
    assert send.frames[0].fields[0].value == name.upper().encode()


def test_every_verb_of_requests_is_a_verb() -> None:
    assert all(VERBS[verb.name] is verb and verb.asks for verb in REQUEST_VERBS)
