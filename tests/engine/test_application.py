from __future__ import annotations

from typing import Any

from h2craft.engine import Silence


def test_silence_answers_nothing_and_leaves_the_greeting_to_the_engine() -> None:
    nobody: Any = None
    silence = Silence()
    assert silence.opening_seconds(nobody) == 0
    silence.connection_opened(nobody)
    silence.event(nobody, nobody)
    silence.connection_closed(nobody)
