from __future__ import annotations

import errno

from h2craft.engine import EngineError
from h2craft.engine.errors import reason


def test_the_message_is_the_whole_text() -> None:
    assert str(EngineError("cannot listen on a port 1: why")) == "cannot listen on a port 1: why"
    assert str(EngineError()) == ""


def test_a_reason_is_in_the_systems_words() -> None:
    assert reason(OSError(errno.ENOENT, "No such file or directory", "x")) == (
        "no such file or directory"
    )
    assert reason(ValueError("Bad")) == "bad"
    assert reason(ValueError()) == "valueError"
