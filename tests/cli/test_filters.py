from __future__ import annotations

from h2craft.filter import KEYS


def test_every_key_of_the_language_is_explained(run) -> None:
    done = run("filters")
    assert done.returncode == 0
    for key in KEYS.values():
        assert key.meaning in done.stdout
