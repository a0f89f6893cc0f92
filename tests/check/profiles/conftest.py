"""Profiles, run for real: a server with a few answers, and what a profile makes of them."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import h2craft
from h2craft.check.profiles import profile
from h2craft.judge import ClientRun, Shape
from h2craft.replay import environment_for, run_words

HERE = Path(__file__).parent
ALWAYS = ("curl", "nghttp", "h2load", "node", "java", "chromium", "httpx")
"""What is there wherever these tests are run; the others are asked for by H2CRAFT_CLIENTS."""
REQUIRED = "H2CRAFT_REQUIRE_CLIENTS"
SECONDS = 40.0


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is built is built here, unless somebody keeps such things."""
    with pytest.MonkeyPatch.context() as patch:
        if not os.environ.get("H2CRAFT_CACHE"):
            patch.setenv("H2CRAFT_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def answering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server with the handlers of this folder."""
    ca = tmp_path_factory.mktemp("ca")
    with h2craft.serve(HERE / "handlers", ca_folder=ca) as server:
        yield server


@pytest.fixture(scope="session")
def known() -> Callable[[str], Any]:
    """`known("java")`: a profile that is ready; the test is skipped where its client is missing."""

    def ready(name: str) -> Any:
        found = profile(name)
        if name not in ALWAYS and not os.environ.get("H2CRAFT_CLIENTS"):
            pytest.skip(f"{name} is run where H2CRAFT_CLIENTS names a folder with such clients")
        if trouble := found.prepare():
            if os.environ.get(REQUIRED) == "1" and name in ALWAYS:
                pytest.fail(f"{name}: {trouble}, and {REQUIRED}=1 wants it")
            pytest.skip(f"{name}: {trouble}")
        return found

    return ready


@pytest.fixture
def ask(answering: Any, known: Callable[[str], Any], tmp_path: Path) -> Callable[..., ClientRun]:
    """`ask("curl", "/half.py?reset", Shape())`: what the profile makes of it."""
    numbers = itertools.count()

    def asking(name: str, path: str, shape: Shape) -> ClientRun:
        ready = known(name)
        base = answering.url
        values = {
            "url": base + path,
            "base": base,
            "cacert": str(answering.ca_path),
            "host": "127.0.0.1",
            "port": base.rpartition(":")[2],
        }
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        words, more = ready.words(shape, values, folder)
        environment = {**environment_for(values), **more}
        ran = asyncio.run(run_words(tuple(words), environment, SECONDS, cwd=folder))
        run: ClientRun = ready.read(ran, folder)
        assert not run.timed_out, f"{words}\n{ran.stdout!r}\n{ran.stderr!r}"
        return run

    return asking
