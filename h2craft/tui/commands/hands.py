"""Commands: hands."""

from __future__ import annotations

from h2craft.tui.commands import Command

COMMANDS: tuple[Command, ...] = (
    Command(
        id="hands.release",
        keys="a",
        action="release",
        label="Release",
        sentence="Let go of this: the request goes to whoever would have got it, the frame leaves",
    ),
    Command(
        id="hands.release_all",
        keys="A",
        action="release_all",
        label="Release all",
        sentence="Let go of every held request, script action and automatic reply",
    ),
    Command(
        id="hands.answer",
        keys="enter",
        action="answer",
        label="Answer",
        sentence="Select the stream and begin its answer in the composer",
    ),
    Command(
        id="hands.drop",
        keys="d",
        action="drop",
        label="Drop",
        sentence="Never send this; a script is told that it was done",
    ),
    Command(
        id="hands.edit",
        keys="e",
        action="edit",
        label="Edit",
        sentence="Change a script's action in the composer before it leaves; of a script: $EDITOR",
    ),
    Command(
        id="hands.duplicate",
        keys="D",
        action="duplicate",
        label="Twice",
        sentence="Send a script's action twice",
    ),
    Command(
        id="hands.delay",
        keys="w",
        action="delay",
        label="Delay",
        sentence="Send a script's action after some seconds",
    ),
    Command(
        id="hands.reset",
        keys="x",
        action="reset_stream",
        label="Reset",
        sentence="Send RST_STREAM CANCEL on this stream",
    ),
    Command(
        id="hands.hold",
        keys="i",
        action="hold",
        label="Hold pattern",
        sentence="Hold requests that match a filter, so that a person answers them",
    ),
    Command(
        id="hands.break",
        keys="b",
        action="break_on",
        label="Break pattern",
        sentence="Stop at what scripts send where a frame of it matches a filter",
    ),
    Command(
        id="hands.policy",
        keys="o",
        action="policy",
        label="Replies",
        sentence="Send, hold or drop automatic replies: SETTINGS ACK, PING ACK, WINDOW_UPDATE ...",
    ),
    Command(
        id="hands.attach",
        keys="t",
        action="attach",
        label="Attach",
        sentence="Bind a handler script to a path, a connection, a stream or the next request",
    ),
    Command(
        id="hands.detach",
        keys="delete,backspace",
        action="detach",
        label="Detach",
        sentence="Unbind this script",
    ),
)
