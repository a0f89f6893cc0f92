"""A client of an engine that somebody else has started."""

from __future__ import annotations

import asyncio

from h2craft.actions import Note
from h2craft.client import open_engine
from h2craft.engine import Engine
from h2craft.setup import Setup


async def test_it_serves_whoever_runs_the_engine_in_his_own_loop() -> None:
    setup = Setup(port=None)
    application = setup.application()
    engine = Engine(application, setup.options)
    await engine.start()
    listeners = await setup.listen(engine, application)
    client = open_engine(setup, engine, application, listeners)
    try:
        assert client.about.urls == (listeners[0].url,)
        result = await asyncio.wrap_future(client.submit(1, Note(text="nobody is there")))
        assert not result.accepted and "connection 1" in result.reason
    finally:
        client.close()
        application.close()
        await engine.stop()


async def test_closing_it_refuses_what_comes_and_leaves_the_engine_alone() -> None:
    setup = Setup(port=None)
    application = setup.application()
    engine = Engine(application, setup.options)
    await engine.start()
    client = open_engine(setup, engine, application, await setup.listen(engine, application))
    client.close()
    assert not client.submit(1, Note(text="too late")).result().accepted
    assert not engine.stopped
    application.close()
    await engine.stop()


async def test_a_trouble_is_kept_and_heard() -> None:
    setup = Setup(port=None)
    application = setup.application()
    engine = Engine(application, setup.options)
    await engine.start()
    client = open_engine(setup, engine, application, await setup.listen(engine, application))
    heard: list[str] = []
    client.hear.append(heard.append)
    client.trouble("the disk is full")
    assert heard == list(client.troubles) == ["the disk is full"]
    application.close()
    await engine.stop()


async def test_it_can_be_told_what_others_call_it() -> None:
    setup = Setup(port=None)
    application = setup.application()
    engine = Engine(application, setup.options)
    await engine.start()
    client = open_engine(setup, engine, application, await setup.listen(engine, application))
    client.introduce("welcome", 42)
    assert (client.about.name, client.about.pid, client.about.live) == ("welcome", 42, True)
    application.close()
    await engine.stop()


async def test_who_waits_for_the_desk_is_told_of_a_change() -> None:
    setup = Setup(port=None)
    application = setup.application()
    engine = Engine(application, setup.options)
    await engine.start()
    client = open_engine(setup, engine, application, await setup.listen(engine, application))
    told = asyncio.Event()
    arm = client.desk_listener(told.set)
    assert not arm(client.desk().version + 1)
    await asyncio.wrap_future(client.set_hold("path:/y"))  # and whatever was to come before
    assert arm(client.desk().version)
    client.set_hold("path:/x")
    await told.wait()
    assert client.desk().hold == "path:/x"
    application.close()
    await engine.stop()


async def test_of_an_engine_without_a_screen_nobody_is_there_but_who_attaches() -> None:
    setup = Setup(port=None)
    application = setup.application()
    engine = Engine(application, setup.options)
    await engine.start()
    client = open_engine(setup, engine, application, await setup.listen(engine, application))
    assert not application.hands.attended
    client.attend(True)
    assert application.hands.attended
    assert client.records.memory_octets >= 16 << 20, "who reads along needs a memory"
    client.attend(False)
    assert not application.hands.attended
    application.close()
    await engine.stop()
