"""The seven verbs."""

from __future__ import annotations

import dataclasses

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


def test_there_are_seven():
    assert len(Action.__args__) == 7


def test_sending_is_lawful_unless_said_otherwise():
    send = Send(frames=(Ping(),))
    assert send.door is Door.LAWFUL
    assert send.inform


def test_closing_is_clean_unless_said_otherwise():
    assert Close().how is CloseHow.CLEAN


def test_a_policy_without_changes_changes_nothing():
    assert Policy().changes == {}


@pytest.mark.parametrize("name", AUTOMATIC_REPLIES)
def test_each_automatic_reply_can_be_held(name):
    assert Policy(changes={name: Reply.HOLD}).changes[name] is Reply.HOLD


def test_verbs_are_values():
    assert Note(text="a") == Note(text="a") != Note(text="b")
    with pytest.raises(dataclasses.FrozenInstanceError):
        Sleep(seconds=1).seconds = 2


def test_names_are_needed_so_that_a_script_can_be_read():
    with pytest.raises(TypeError):
        Sleep(1)
