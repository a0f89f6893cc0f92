from __future__ import annotations

import threading
import uuid

import pytest

from h2craft.script.stash import Stash, StashError, StashStore

KEY = "0f7bd6a1-6f2d-4a3e-9b36-3f5f8b2f6c11"


@pytest.fixture
def stash() -> Stash:
    return Stash(StashStore(), "/path")


@pytest.mark.parametrize("key", [KEY, KEY.encode(), KEY.upper(), uuid.UUID(KEY)])
def test_a_value_is_taken_once(stash: Stash, key: str | bytes | uuid.UUID) -> None:
    stash.put(key, {"any": "object"})
    assert stash.take(KEY) == {"any": "object"}
    assert stash.take(KEY) is None


def test_each_path_has_its_own(stash: Stash) -> None:
    stash.put(KEY, 1)
    stash.put(KEY, 2, path=b"/other")
    assert stash.take(KEY, "/other") == 2 and stash.take(KEY, "/path") == 1


def test_a_value_is_not_overwritten(stash: Stash) -> None:
    stash.put(KEY, 1)
    with pytest.raises(StashError):
        stash.put(KEY, 2)


def test_none_and_a_key_that_is_no_uuid_are_refused(stash: Stash) -> None:
    with pytest.raises(ValueError, match="None"):
        stash.put(KEY, None)
    with pytest.raises(ValueError, match="UUID"):
        stash.put("key", 1)


def test_of_many_threads_one_takes_the_value(stash: Stash) -> None:
    stash.put(KEY, 1)
    taken: list[int | None] = []
    threads = [threading.Thread(target=lambda: taken.append(stash.take(KEY))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken, key=bool)[-1] == 1 and taken.count(None) == 7


def test_the_lock_is_shared_and_a_script_may_put_while_it_holds_it(stash: Stash) -> None:
    with stash.lock:
        stash.put(KEY, 1)
        assert stash.take(KEY) == 1


def test_a_queue_is_a_queue(stash: Stash) -> None:
    queue = stash.get_queue()
    queue.put(1)
    assert queue.get() == 1
