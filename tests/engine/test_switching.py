from __future__ import annotations

import sys

from h2craft.engine.switching import SWITCH_SECONDS, hasten, relax


def test_the_interval_is_short_while_somebody_needs_it_and_then_as_before() -> None:
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.004)
    try:
        hasten()
        hasten()
        relax()
        assert sys.getswitchinterval() <= SWITCH_SECONDS * 1.01
        relax()
        assert abs(sys.getswitchinterval() - 0.004) < 1e-6
    finally:
        sys.setswitchinterval(before)
