"""The seven verbs."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from h2craft.actions import (
    AUTOMATIC_REPLIES,
    Action,
    Close,
    CloseHow,
    Door,
    Note,
    Ping,
    Policy,
    Reply,
    Send,
    Sleep,
)


def test_there_are_seven() -> None:
    assert len(Action.__args__) == 7


def test_sending_is_lawful_unless_said_otherwise() -> None:
    send = Send(frames=(Ping(),))
    assert send.door is Door.LAWFUL
    assert send.inform


def test_closing_is_clean_unless_said_otherwise() -> None:
    assert Close().how is CloseHow.CLEAN


def test_a_policy_without_changes_changes_nothing() -> None:
    assert Policy().changes == {}


@pytest.mark.parametrize("name", AUTOMATIC_REPLIES)
def test_each_automatic_reply_can_be_held(name: str) -> None:
    assert Policy(changes={name: Reply.HOLD}).changes[name] is Reply.HOLD


def test_verbs_are_values() -> None:
    assert Note(text="a") == Note(text="a") != Note(text="b")
    sleep: Any = Sleep(seconds=1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        sleep.seconds = 2


def test_names_are_needed_so_that_a_script_can_be_read() -> None:
    made: Any = Sleep
    with pytest.raises(TypeError):
        made(1)
